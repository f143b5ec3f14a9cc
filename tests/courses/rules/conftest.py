"""An attempt with a clock, and one in practice mode."""

import pytest

from courses.models import Attempt
from tests.courses.rules.acts import contents
from tests.factories.quizzes import make_quiz_course, start


@pytest.fixture
def timed() -> Attempt:
    """An open attempt with twenty minutes for two questions."""
    return start(make_quiz_course(contents(), time_limit_minutes=20))


@pytest.fixture
def practice() -> Attempt:
    hints = ["Denk aan 112."]
    return start(make_quiz_course(contents(hints=hints), feedback="each", max_tries=2, penalty=25))
