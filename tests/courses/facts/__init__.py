"""*Redactie > Feiten nakijken* (DESIGN §4)."""
