"""The rules of a quiz (DESIGN §5): time, attempts, waiting."""

from datetime import timedelta

import pytest

from courses.quiz import Policy
from tests.conftest import NOW


def test_a_policy_comes_back_from_its_json() -> None:
    policy = Policy(pass_mark=80, feedback="each", max_attempts=3, wait_minutes=60, time_limit_minutes=20, penalty=10)
    assert Policy.from_json(policy.to_json()) == policy


def test_an_older_policy_gets_the_defaults() -> None:
    """What editions before the practice mode stored; their words for "at the end" are the same."""
    stored = {"pass_mark": 75, "shuffle_questions": True, "feedback": "end", "max_attempts": 0, "something_old": 1}
    assert Policy.from_json(stored) == Policy(pass_mark=75, shuffle_questions=True)


@pytest.mark.parametrize(
    ("minutes", "more", "expected"), [(0, 100, None), (20, 0, 20), (20, 100, 40), (20, 50, 30), (15, 33, 19.95)]
)
def test_the_end_of_the_time(minutes: int, more: int, expected: float | None) -> None:
    due = Policy(time_limit_minutes=minutes).due_at(NOW, more_time=more)
    assert due == (None if expected is None else NOW + timedelta(minutes=expected))


@pytest.mark.parametrize(
    ("most", "taken", "extra", "left"), [(0, 99, 0, None), (1, 0, 0, 1), (1, 1, 0, 0), (2, 2, 1, 1), (2, 5, 0, 0)]
)
def test_attempts_left(most: int, taken: int, extra: int, left: int | None) -> None:
    assert Policy(max_attempts=most).attempts_left(taken, extra=extra) == left


def test_waiting() -> None:
    assert Policy().opens_at(NOW) is None
    assert Policy(wait_minutes=30).opens_at(None) is None
    assert Policy(wait_minutes=30).opens_at(NOW) == NOW + timedelta(minutes=30)
