"""A quiz that may be taken once, one with a clock, and somebody of the foundation."""

import pytest

from accounts.models import User
from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import CourseEdition
from tests.factories.courses import make_editor
from tests.factories.quizzes import make_quiz_course
from tests.quiz.samples import true_false


@pytest.fixture
def once() -> CourseEdition:
    """A quiz that may be taken once."""
    return make_quiz_course([true_false()], max_attempts=1)


@pytest.fixture
def timed() -> CourseEdition:
    """A quiz of twenty minutes."""
    return make_quiz_course([true_false()], time_limit_minutes=20)


@pytest.fixture
def registrar() -> User:
    grant_rights()
    return make_editor(Role.REGISTRAR, email="stichting@example.nl")
