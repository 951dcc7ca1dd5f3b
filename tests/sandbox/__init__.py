"""The stand-in for Procore, over real HTTP."""
