"""Pictures: find, check, shrink."""
