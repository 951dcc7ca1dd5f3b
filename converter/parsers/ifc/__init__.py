"""IFC models: who the elements are, and what they look like."""
