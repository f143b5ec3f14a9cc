"""The business acts of accounts: keyword-only, one transaction each, with their audit row (DESIGN §3)."""
