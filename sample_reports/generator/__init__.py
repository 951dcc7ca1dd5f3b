"""Makes the sample building, its clashes, and every report about them. Nothing here comes from a real project."""
