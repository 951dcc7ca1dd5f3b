"""Weeks of a made-up project with the statistics of real ones, and how well clashes are known again in them."""
