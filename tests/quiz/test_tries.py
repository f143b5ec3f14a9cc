"""The practice mode (quiz.md §2.8, adaptive): the best of fraction - penalty x earlier tries, equal answers are one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quiz import parse_question, score_of_tries, tries_of
from tests.quiz.samples import reflection

RIGHT, WRONG, OTHER = {"choice": "a"}, {"choice": "b"}, {"choice": "c"}


def question(**changes: object):
    options = [
        {"id": name, "text": f"optie {name}", "correct": name == "a", "feedback": ""} for name in ("a", "b", "c", "d")
    ]
    content = {"schema": 1, "type": "single_choice", "stem": "Wat doe je?", "explanation": "", "critical": False}
    return parse_question(content | {"options": options, "shuffle": False} | changes)


@pytest.mark.parametrize(
    ("tried", "penalty", "expected"),
    [
        ([], 10, "0"),
        ([RIGHT], 10, "1"),
        ([WRONG, RIGHT], 10, "0.9"),
        ([WRONG, RIGHT], 0, "1"),
        ([WRONG, OTHER, RIGHT], 33, "0.34"),
        ([WRONG, WRONG, RIGHT], 10, "0.9"),
        ([RIGHT, WRONG], 10, "1"),
        ([WRONG, OTHER, RIGHT], 100, "0"),
        ([WRONG, OTHER, {"choice": "d"}, RIGHT], 0, "0"),
    ],
)
def test_what_the_tries_are_worth(tried: list[dict[str, object]], penalty: int, expected: str) -> None:
    assert score_of_tries(question(), tried, penalty=penalty, most=3).fraction == Decimal(expected)


def test_where_somebody_stands() -> None:
    one = question(hints=["Denk aan 112.", "Wie rijdt er het eerst?"])
    assert tries_of(one, [], most=3) == tries_of(one, [], most=3)
    states = [tries_of(one, tried, most=3) for tried in ([], [WRONG], [WRONG, OTHER], [WRONG, OTHER, {"choice": "d"}])]
    assert [(state.used, state.left, state.is_over, state.hint) for state in states] == [
        (0, 3, False, ""),
        (1, 2, False, "Denk aan 112."),
        (2, 1, False, "Wie rijdt er het eerst?"),
        (3, 0, True, ""),
    ]
    right = tries_of(one, [WRONG, RIGHT], most=3)
    assert (right.is_right, right.left, right.is_over) == (True, 0, True)


def test_a_critical_question_asks_for_a_right_first_try() -> None:
    """Else pressing every option in turn would pass what nobody may get wrong."""
    critical = question(critical=True)
    assert score_of_tries(critical, [WRONG], penalty=50, most=3).critical_failed
    assert score_of_tries(critical, [WRONG, RIGHT], penalty=0, most=3).critical_failed
    assert not score_of_tries(critical, [RIGHT, WRONG], penalty=50, most=3).critical_failed


def test_a_question_without_right_and_wrong_is_over_after_one_answer() -> None:
    thought = parse_question(reflection())
    answer = {"choice": "a"}
    assert tries_of(thought, [answer], most=3).is_over
    assert score_of_tries(thought, [answer], penalty=0, most=3).fraction == 0


@given(
    tried=st.lists(st.sampled_from([RIGHT, WRONG, OTHER]), max_size=6),
    penalty=st.integers(0, 100),
    more=st.sampled_from([RIGHT, WRONG, OTHER]),
)
def test_another_try_never_costs_points(tried: list[dict[str, object]], penalty: int, more: dict[str, object]) -> None:
    before = score_of_tries(question(), tried, penalty=penalty, most=3).fraction
    after = score_of_tries(question(), [*tried, more], penalty=penalty, most=3).fraction
    assert 0 <= before <= after <= 1
