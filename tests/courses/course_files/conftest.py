"""The file of a course that is not here itself."""

from typing import Any

import pytest
from django.db import transaction

from courses.services.loading import Loaded
from tests.factories.course_files import (
    exported,
    full_course,
    wipe,
)


@pytest.fixture(scope="module")
def file(saar_course: Loaded, django_db_blocker: Any) -> bytes:
    """The file of a course with everything in it, that is not here itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = exported(full_course())
        transaction.set_rollback(True)
    return made


@pytest.fixture
def empty(saar: Loaded) -> None:
    wipe()
