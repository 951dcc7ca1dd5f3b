"""A stand-in for Procore: the documented API on loopback, strict where the documentation is.

It imports nothing from the rest of the package, so that it is an independent witness of what the publisher sends: it
reads the documentation for itself. Where the documentation is silent there is a switch (``switches.py``).
"""
