"""Models beside reports: opened, asked for elements and shapes, drawn."""
