"""What every test in this folder may ask for."""

import pytest
from django.test import Client

from accounts.models import User
from tests.courses.desk import signed_in
from tests.factories.quizzes import make_quiz_course
from tests.quiz.samples import true_false


@pytest.fixture
def course() -> None:
    """The course *Proefcursus* with one question."""
    make_quiz_course([true_false()])


@pytest.fixture
def client(editor: User, course: None) -> Client:
    """An editor in `/beheer/`."""
    return signed_in(editor)
