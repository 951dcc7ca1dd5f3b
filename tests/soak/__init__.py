"""Weeks of a project published through random faults, kills and people's edits; as long as `make soak` says."""
