"""A panel judges a course before it is released: what its members see, say and never reach (DESIGN §4, §6)."""
