"""What IfcClash (IfcOpenShell) writes: results as JSON, smart groups, and its input without results."""
