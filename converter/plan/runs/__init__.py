"""One run beside the one before: which clash is which, what became of it, and which issue goes on."""
