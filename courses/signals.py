"""The signal that goes up to the certificates (DESIGN §3)."""

from django.dispatch import Signal

course_completed = Signal()
"""Sent inside the transaction of the completing service, with `completion` and `at`."""
