"""The demo world: invented people in real municipalities, made through the services of the real site."""
