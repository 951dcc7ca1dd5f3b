"""Navisworks: clash reports as XML and HTML, and saved viewpoints."""
