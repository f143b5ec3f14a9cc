"""Two questions, the first version of one, and who corrects it."""

import pytest

from accounts.models import User
from accounts.roles import Role
from courses.models import CourseEdition, QuestionVersion
from tests.factories.corrections import first_version, two_questions
from tests.factories.courses import make_editor


@pytest.fixture
def edition() -> CourseEdition:
    return two_questions()


@pytest.fixture
def version(edition: CourseEdition) -> QuestionVersion:
    return first_version(edition)


@pytest.fixture
def by() -> User:
    return make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl")
