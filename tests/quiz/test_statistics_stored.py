"""Stored statistics read back the same, and anything else is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quiz.statistics import (
    Figure,
    InvalidFigures,
    Item,
    QuestionFigures,
    QuestionInfo,
    QuizFigures,
    Statistics,
    figures,
)
from tests.quiz.strategies import QUICK

BROKEN_FIGURES: list[object] = [
    None,
    1.5,
    {},
    {"value": 1.5},
    {"reason": "no_variance"},
    {"value": "1.5", "reason": ""},
    {"value": 1.5, "reason": "no_variance"},
    {"value": None, "reason": ""},
    {"value": None, "reason": "bad_luck"},
    {"value": None, "reason": []},
    {"value": float("nan"), "reason": ""},
    {"value": 10**400, "reason": ""},
]


@st.composite
def attempt_lists(draw: Any) -> list[list[Item]]:
    response = st.sampled_from(["", "a", "no match", None])
    marks = st.lists(st.tuples(st.floats(-1, 1), response), min_size=2, max_size=2)
    rows = draw(st.lists(marks, max_size=7))
    return [[Item(str(i), f"q{i}", fraction, 3.0, given) for i, (fraction, given) in enumerate(row)] for row in rows]


def stored() -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON of a small quiz and of its first question."""
    attempts = [[Item("1", "q", fraction, 1.0, "a")] for fraction in (0.0, 1.0, 1.0)]
    quiz, (question,) = figures(attempts, {"q": QuestionInfo(0.5)})
    return json.loads(json.dumps(quiz.to_json())), json.loads(json.dumps(question.to_json()))


@QUICK
@given(attempts=attempt_lists())
def test_figures_survive_json(attempts: list[list[Item]]) -> None:
    result = figures(attempts, {"q0": QuestionInfo(1 / 3), "q1": QuestionInfo(drawn=True)})
    text = json.dumps(result.to_json(), allow_nan=False)
    assert Statistics.from_json(json.loads(text)) == result


def test_the_shape_that_is_stored() -> None:
    quiz, question = stored()
    assert (quiz["schema"], quiz["attempts"], quiz["kurtosis"]) == (
        1,
        3,
        {"value": None, "reason": "too_few_attempts"},
    )
    assert (question["schema"], question["key"], question["responses"]) == (1, "q", {"a": 3})
    assert question["random_guess"] == {"value": 50.0, "reason": ""}


@pytest.mark.parametrize("broken", BROKEN_FIGURES)
def test_a_broken_figure_is_refused(broken: object) -> None:
    with pytest.raises(InvalidFigures):
        Figure.from_json(broken)


BROKEN_QUIZZES: list[dict[str, object]] = [
    {"schema": 2},
    {"schema": None},
    {"attempts": -1},
    {"attempts": True},
    {"mean": None},
    {"slots": None},
    {"slots": [{"slot": 1}]},
]


@pytest.mark.parametrize("change", BROKEN_QUIZZES)
def test_a_broken_quiz_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InvalidFigures):
        QuizFigures.from_json({**stored()[0], **change})


@pytest.mark.parametrize(
    "change", [{"schema": 0}, {"key": None}, {"attempts": "3"}, {"responses": {"a": 1.5}}, {"responses": None}]
)
def test_a_broken_question_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InvalidFigures):
        QuestionFigures.from_json({**stored()[1], **change})


@pytest.mark.parametrize("change", [{"schema": 2}, {"quiz": None}, {"questions": None}, {"questions": [None]}])
def test_broken_statistics_are_refused(change: dict[str, object]) -> None:
    whole = {"schema": 1, "quiz": stored()[0], "questions": [stored()[1]]}
    assert Statistics.from_json(whole).questions[0].key == "q"
    with pytest.raises(InvalidFigures):
        Statistics.from_json({**whole, **change})


def test_a_figure_is_a_number_or_a_reason() -> None:
    for value, reason in ((None, ""), (1.0, "no_marks"), (float("inf"), ""), (float("nan"), "")):
        with pytest.raises(ValueError, match="a figure"):
            Figure(value, reason)  # type: ignore[arg-type]
