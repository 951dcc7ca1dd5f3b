"""The nouns: immutable records in metres, radians and UTC, named in the words of Navisworks, BCF and IFC."""
