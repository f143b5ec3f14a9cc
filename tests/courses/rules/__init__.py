"""The rules of a quiz over HTTP, without JavaScript: time, practice mode, bands, fixed questions (DESIGN §5)."""
