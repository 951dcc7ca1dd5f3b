"""converter: clash reports in, Procore Coordination Issues out."""

__version__ = "0.1.0"
