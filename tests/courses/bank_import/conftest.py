"""What every test in this folder may ask for."""

import pytest

from accounts.models import User
from accounts.roles import Role
from tests.factories.courses import make_editor


@pytest.fixture
def writer() -> User:
    return make_editor(Role.EDITOR, email="redacteur@example.nl")
