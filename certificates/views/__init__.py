"""Views of certificates: parse, make one call, respond."""
