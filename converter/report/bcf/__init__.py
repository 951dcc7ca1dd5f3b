"""BCF 2.1 archives, as buildingSMART describes them and Procore's import takes them."""
