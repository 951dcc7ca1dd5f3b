"""Results → text that people and other programs read."""
