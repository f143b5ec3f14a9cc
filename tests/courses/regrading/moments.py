"""When a question is corrected."""

from datetime import timedelta

from tests.conftest import NOW

LATER = NOW + timedelta(days=1)
