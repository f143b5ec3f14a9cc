"""A course as one file (DESIGN §4)."""
