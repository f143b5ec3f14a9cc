"""The types that no code judges: reflection has no right and wrong, open text waits for a person."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from courses.quiz import InvalidResponse, OpenText, Score, answer_key, is_passed, parse_question, total
from courses.quiz.scores import RIGHT
from tests.quiz import samples

WRITTEN: dict[str, object] = {"text": "Ik bel 112."}


def open_text(**extra: object) -> OpenText:
    question = parse_question(samples.open_text(**extra))
    assert isinstance(question, OpenText)
    return question


@pytest.mark.parametrize("response", [{"choice": "a"}, {"choice": "c", "sure": 1}])
def test_a_reflection_is_answered_and_gives_nothing(response: dict[str, object]) -> None:
    question = parse_question(samples.reflection())
    assert question.grade(response) == Score(fraction=Decimal(0), answered=True)
    assert question.is_complete(response)
    assert not question.is_scored


def test_a_reflection_judges_nobody_and_tells_both_sides_of_every_choice() -> None:
    rows = parse_question(samples.reflection()).review({"choice": "b", "sure": 4})
    assert {row.verdict for row in rows} == {"neutral"}
    assert [(row.given, row.expected, row.chosen) for row in rows] == [
        ("", "", False),
        ("keuze b", "", True),
        ("", "", False),
    ]
    assert [row.feedback for row in rows] == ["terug a", "terug b", "terug c"]
    assert not any(row.chosen for row in parse_question(samples.reflection()).review(None))


def test_how_sure_is_no_field_where_it_is_not_asked() -> None:
    question = parse_question(samples.reflection(ask_sure=False))
    assert question.read({"choice": ["a"], "sure": ["4"]}, None, ("a", "b", "c")) == {"choice": "a"}
    with pytest.raises(InvalidResponse, match="unknown_field"):
        question.check({"choice": "a", "sure": 4})


def test_a_view_marks_the_choice_and_how_sure() -> None:
    question = parse_question(samples.reflection("ab"))
    view = question.view(("a", "b"), {"choice": "b", "sure": 2})
    assert view == {
        "options": [{"id": "a", "text": "keuze a", "chosen": False}, {"id": "b", "text": "keuze b", "chosen": True}],
        "ask_sure": True,
        "sure": "2",
    }
    assert question.view(("a", "b"), {"choice": "b"})["sure"] == ""


def test_open_text_waits_for_a_mark() -> None:
    score = open_text().grade(WRITTEN)
    assert (score.fraction, score.answered, score.needs_marking) == (Decimal(0), True, True)
    assert not open_text().grade(None).needs_marking


@pytest.mark.parametrize(
    ("awarded", "expected"),
    [
        ({"r1": 2, "r2": 1}, Fraction(1)),
        ({"r1": 1, "r2": 0}, Fraction(1, 3)),
        ({"r1": 2}, Fraction(2, 3)),
        ({"r2": 0}, Fraction(0)),
        ({}, Fraction(0)),
    ],
)
def test_a_mark_is_the_share_of_the_points(awarded: dict[str, int], expected: Fraction) -> None:
    assert open_text().mark_fraction(awarded) == expected


BAD_MARKS: list[tuple[Any, str]] = [
    ({"r9": 1}, "unknown_id"),
    ({1: 1}, "malformed"),
    ({"r1": 3}, "unknown_value"),
    ({"r1": -1}, "unknown_value"),
    ({"r1": True}, "malformed"),
    ({"r1": "2"}, "malformed"),
    ({"r1": 1.5}, "malformed"),
    (None, "malformed"),
    ([("r1", 1)], "malformed"),
]


@pytest.mark.parametrize(("awarded", "code"), BAD_MARKS)
def test_a_mark_outside_the_rubric_is_refused(awarded: Any, code: str) -> None:
    for act in (open_text().mark_fraction, open_text().review_marked):
        with pytest.raises(InvalidResponse) as error:
            act(awarded)
        assert error.value.code == code


def test_the_lines_of_the_rubric_before_and_after_marking() -> None:
    before = open_text().review(WRITTEN)
    assert [(row.text, row.given, row.expected, row.verdict) for row in before] == [
        ("terug regel r1", "", "2", "neutral"),
        ("terug regel r2", "", "1", "neutral"),
    ]
    after = open_text(rubric=[samples.line(i, 2) for i in "abc"]).review_marked({"a": 2, "b": 1})
    assert [(row.given, row.expected, row.verdict) for row in after] == [
        ("2", "2", "right"),
        ("1", "2", "neutral"),
        ("0", "2", "missed"),
    ]


def test_a_marked_answer_has_its_score() -> None:
    question = open_text()
    score = question.marked(question.mark_fraction({"r1": 1}))
    assert score == Score(fraction=Decimal("0.3333333"), answered=True)
    assert score.exact == Fraction(1, 3)


@pytest.mark.parametrize(("awarded", "failed"), [({"r1": 2, "r2": 1}, False), ({"r1": 2}, True), ({}, True)])
def test_a_critical_answer_fails_only_after_the_mark(awarded: dict[str, int], failed: bool) -> None:
    question = open_text(critical=True)
    assert not question.grade(WRITTEN).critical_failed
    score = question.marked(question.mark_fraction(awarded))
    assert (score.critical_failed, score.fraction > RIGHT) == (failed, not failed)


def test_nobody_passes_while_an_answer_waits_for_a_mark() -> None:
    waiting = open_text().grade(WRITTEN)
    right = parse_question(samples.single()).grade({"choice": "a"})
    result = total([(Decimal(3), right), (Decimal(1), waiting)])
    assert (result.needs_marking, result.fraction) == (True, Fraction(3, 4))
    assert not is_passed(result, 50)
    marked = total([(Decimal(3), right), (Decimal(1), open_text().marked(Fraction(0)))])
    assert (marked.needs_marking, marked.fraction) == (False, Fraction(3, 4))
    assert is_passed(marked, 75)
    assert not is_passed(marked, 76)


def test_a_question_that_nobody_has_to_mark_needs_no_marking() -> None:
    scores = [parse_question(samples.ALL[kind]).grade(samples.RIGHT_RESPONSES[kind]) for kind in samples.SCORED]
    assert not total([(Decimal(1), score) for score in scores]).needs_marking


def test_other_words_for_the_reader_are_the_same_answer_key() -> None:
    assert answer_key(samples.reflection(experts="anders")) == answer_key(samples.reflection())
    assert answer_key(samples.open_text(model_answer="anders")) == answer_key(samples.open_text())
    assert answer_key(samples.single(hints=["Kijk nog eens."])) == answer_key(samples.single())
    assert answer_key(samples.open_text(rubric=[samples.line("r1", 3)])) != answer_key(samples.open_text())
