"""Use cases and configuration: the only room where things are wired."""
