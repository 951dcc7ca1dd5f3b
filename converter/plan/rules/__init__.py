"""What the user's rules do: noise taken out with its reason, severity, and what mapping rules set of an issue."""
