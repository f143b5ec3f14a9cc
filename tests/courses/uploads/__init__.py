"""Uploading photos, documents and films: what is kept, what is refused and with which sentence (issue 4)."""
