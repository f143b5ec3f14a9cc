"""A wrong question corrected afterwards: who is judged again, what changes, and that nobody loses a pass."""
