"""The gate for CI: what a run is checked against, and whether it passes."""
