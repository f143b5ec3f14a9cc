"""Views of courses: parse, one call, answer."""
