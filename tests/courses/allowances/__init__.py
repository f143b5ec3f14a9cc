"""More time and one more attempt for who needs it, and the desk of the foundation that reads along (DESIGN §5)."""
