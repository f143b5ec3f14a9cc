"""The check pages: who sees what, what is said, what it costs (DESIGN §6, §7, §10)."""
