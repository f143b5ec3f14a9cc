"""Business acts of courses, one function per act."""
