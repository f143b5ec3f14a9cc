"""The signal that goes up to the certificates (DESIGN §3)."""

from django.dispatch import Signal

registration_confirmed = Signal()
"""Sent inside the service's transaction with `registration` and `at`, after a confirmation."""
