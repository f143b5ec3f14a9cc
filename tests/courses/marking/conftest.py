"""The day after, a quiz of one open question, and a second marker."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from accounts.models import User
from accounts.roles import Role
from courses.models import CourseEdition
from tests.courses.marking.acts import LATER
from tests.factories.courses import make_editor
from tests.factories.quizzes import make_quiz_course
from tests.quiz.samples import open_text


@pytest.fixture(autouse=True)
def the_next_day() -> Iterator[None]:
    """The pages mark after everything that the tests mark by themselves."""
    with time_machine.travel(LATER + timedelta(hours=2), tick=False):
        yield


@pytest.fixture
def edition() -> CourseEdition:
    """A quiz of one open question, to pass with three quarters."""
    return make_quiz_course([open_text()], pass_mark=75)


@pytest.fixture
def colleague() -> User:
    return make_editor(Role.ADMIN, email="beheer@example.nl")
