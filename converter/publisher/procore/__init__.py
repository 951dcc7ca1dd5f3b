"""Procore's wire shapes, in feet and radians."""
