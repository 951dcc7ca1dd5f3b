"""BCF archives of every version."""
