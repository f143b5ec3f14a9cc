"""The foundation's pages of certificates in `/beheer/` (DESIGN §6)."""
