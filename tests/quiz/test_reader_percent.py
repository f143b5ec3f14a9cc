"""Percentages and lists of texts in question content, and texts that a learner typed."""

from fractions import Fraction
from typing import Any

import pytest

from courses.quiz import InvalidQuestion, InvalidResponse, parse_question
from courses.quiz.reader import Reader
from courses.quiz.responses import checked_text, form_text
from tests.quiz import samples


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("100", Fraction(1)),
        ("0", Fraction(0)),
        ("50", Fraction(1, 2)),
        ("83.33333", Fraction(5, 6)),
        ("33.33333", Fraction(1, 3)),
        ("66.66667", Fraction(2, 3)),
        ("16.66667", Fraction(1, 6)),
        ("14.28571", Fraction(1, 7)),
        ("11.11111", Fraction(1, 9)),
        ("12.5", Fraction(1, 8)),
        ("5", Fraction(1, 20)),
        ("33.3", Fraction(333, 1000)),
        ("-33.33333", Fraction(-1, 3)),
        ("-100", Fraction(-1)),
    ],
)
def test_a_percentage_is_an_exact_share(written: str, share: Fraction) -> None:
    assert Reader({"credit": written}).percent("credit", low=-100) == share


@pytest.mark.parametrize(
    "value", [100, 50.0, True, None, "", "50%", "50,5", " 50", "+50", "1e2", "٥٠", "1000", "1.", ".5"]
)
def test_what_is_no_percentage_is_refused(value: Any) -> None:
    with pytest.raises(InvalidQuestion) as error:
        Reader({"credit": value}, "answers[0]").percent("credit", low=0)
    assert (error.value.code, error.value.path) == ("not_a_percentage", "answers[0].credit")


@pytest.mark.parametrize(("value", "low"), [("101", 0), ("100.5", 0), ("-1", 0), ("-101", -100), ("0", 1)])
def test_a_percentage_out_of_range_is_refused(value: str, low: int) -> None:
    with pytest.raises(InvalidQuestion, match="not_in_range"):
        Reader({"credit": value}).percent("credit", low=low)


def test_an_absent_percentage_has_its_default_or_is_missed() -> None:
    assert Reader({}).percent("credit", low=0, default="100") == 1
    with pytest.raises(InvalidQuestion, match="not_a_percentage"):
        Reader({}).percent("credit", low=0)


def test_a_percentage_that_was_read_is_not_left_over() -> None:
    reader = Reader({"credit": "50"})
    reader.percent("credit", low=0)
    reader.done()


@pytest.mark.parametrize("hints", [["Kijk nog eens."], ["een", "twee", "drie", "vier"]])
@pytest.mark.parametrize("kind", samples.ALL)
def test_hints_are_kept_in_order(kind: str, hints: list[str]) -> None:
    question = parse_question({**samples.ALL[kind], "hints": hints})
    assert question.hints == tuple(hints)
    assert question.to_json()["hints"] == hints


@pytest.mark.parametrize("kind", samples.ALL)
def test_no_hints_is_no_field(kind: str) -> None:
    assert parse_question({**samples.ALL[kind], "hints": []}).to_json() == samples.ALL[kind]


@pytest.mark.parametrize(
    ("hints", "code", "path"),
    [
        ("Kijk nog eens.", "not_a_list", "hints"),
        ({"a": 1}, "not_a_list", "hints"),
        (["a"] * 5, "too_many", "hints"),
        (["a", " "], "empty", "hints[1].text"),
        (["a", 1], "not_a_text", "hints[1].text"),
        (["a\0"], "forbidden_character", "hints[0].text"),
        (["a" * 10_001], "too_long", "hints[0].text"),
    ],
)
def test_hints_that_nobody_can_read_are_refused(hints: Any, code: str, path: str) -> None:
    with pytest.raises(InvalidQuestion) as error:
        parse_question(samples.single(hints=hints))
    assert (error.value.code, error.value.path) == (code, path)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  112  ", "112"),
        ("een\r\ntwee\rdrie\n", "een\ntwee\ndrie"),
        ("cafe\u0301", "café"),
        ("a\tb", "a\tb"),
        ("👮🏽", "👮🏽"),
        ("", ""),
        ("\u00a0", ""),
    ],
)
def test_a_typed_text_is_tidied(typed: str, kept: str) -> None:
    assert checked_text(typed, most=20) == kept
    assert checked_text(kept, most=20) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a" * 11, "text_too_long"),
        ("a" * 1_000_000, "text_too_long"),
        ("\ufb2c" * 10, "text_too_long"),
        ("a\0", "unprintable"),
        ("a\x1b[31m", "unprintable"),
        ("\ud800", "unprintable"),
        (None, "malformed"),
        (112, "malformed"),
        (["a"], "malformed"),
    ],
)
def test_a_typed_text_that_cannot_be_kept_is_refused(typed: Any, code: str) -> None:
    with pytest.raises(InvalidResponse) as error:
        checked_text(typed, most=10)
    assert error.value.code == code


def test_a_line_end_counts_as_one_as_it_does_in_the_browser() -> None:
    assert checked_text("a\r\n" * 4 + "bb", most=10) == "a\n" * 4 + "bb"
    with pytest.raises(InvalidResponse, match="text_too_long"):
        checked_text("a\r\n" * 4 + "bbb", most=10)


@pytest.mark.parametrize(("values", "expected"), [([" 5 "], "5"), ([""], None), (["  "], None), ([], None)])
def test_the_field_text_is_one_text_or_none(values: list[str], expected: str | None) -> None:
    assert form_text({"text": values, "uuid": ["x"]}, most=10) == expected


def test_a_form_without_the_field_text_has_none() -> None:
    assert form_text({}, most=10) is None


def test_two_texts_are_refused_and_a_bare_text_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(InvalidResponse, match="too_many"):
        form_text({"text": ["a", "b"]}, most=10)
    with pytest.raises(TypeError, match="lists"):
        form_text({"text": "a"}, most=10)
