"""Keys, seals, credentials and signed codes: plain Python on bytes, no Django, settings or database (DESIGN §7)."""
