"""A frozen clock, and one certificate to check."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from certificates.models import Certificate
from certificates.numbers import new_token
from tests.factories.certificates import make_certificate


@pytest.fixture(autouse=True)
def still(now: datetime) -> Iterator[datetime]:
    yield now


@pytest.fixture
def token() -> str:
    return new_token()


@pytest.fixture
def certificate(token: str) -> Certificate:
    return make_certificate(token=token)
