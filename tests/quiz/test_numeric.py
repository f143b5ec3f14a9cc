"""Numbers as people type them (docs: quiz research §2.6): read exactly, and never guessed."""

import pytest

from courses.quiz import InvalidQuestion, InvalidResponse, Numeric, parse_question
from courses.quiz.response_classes import NO_MATCH
from tests.quiz import samples

METERS = {"unit": "m", "units": [{"name": "cm", "factor": "0.01"}, {"name": "km/h", "factor": "1000"}]}


def numeric(*answers: samples.Content, **extra: object) -> Numeric:
    question = parse_question(samples.numeric(*answers, **extra))
    assert isinstance(question, Numeric)
    return question


def code_of(question: Numeric, text: str) -> str:
    with pytest.raises(InvalidResponse) as error:
        question.read({"text": [text]}, None, ())
    return error.value.code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", "5"),
        ("+5", "5"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("007", "7"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        (",5", "0.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0,500", "0.5"),
        ("0.125", "0.125"),
        ("1234,567", "1234.567"),
        ("1.500,5", "1500.5"),
        ("1,500.5", "1500.5"),
        ("1.500,000", "1500"),
        ("1.500.000", "1500000"),
        ("1,500,000.25", "1500000.25"),
        ("1 500", "1500"),
        ("1\u00a0500,5", "1500.5"),
        ("- 5", "-5"),
        ("1e3", "1000"),
        ("1,5e3", "1500"),
        ("1.5E-2", "0.015"),
        ("1,5x10^3", "1500"),
        ("1,5 × 10^3", "1500"),
        ("2*10**3", "2000"),
        ("1e\u22123", "0.001"),
        ("0.1", "0.1"),
    ],
)
def test_a_number_is_read_exactly(text: str, value: str) -> None:
    question = numeric(samples.around("n1", value))
    assert question.read({"text": [f" {text} "]}, None, ()) == {"text": text}
    assert question.grade({"text": text}).is_right


@pytest.mark.parametrize("text", ["1.500", "1,500", "100.000", "12,345", "-1.500", "1.500e3", "1.500 m"])
def test_a_number_with_two_readings_is_refused_and_never_graded(text: str) -> None:
    question = numeric(samples.around("n1", "1500"), samples.around("n2", "1.5"), **METERS)
    assert code_of(question, text) == "ambiguous_number"
    with pytest.raises(InvalidResponse, match="ambiguous_number"):
        question.grade({"text": text})


@pytest.mark.parametrize(
    "text",
    [
        "vijf",
        "NaN",
        "Infinity",
        "-inf",
        "1/2",
        "1½",
        "5²",
        "٥",
        "５",
        "5٥",
        "--5",
        "1,5.5",
        "1.50.000",
        "1.5.5",
        "0.500.000",
        "1,500.000,5",
        "100-120",
        "1e31",
        "1e-31",
        "1e999999999999",
        ".",
        "-",
        "e3",
        "5;",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert code_of(numeric(), text) == "not_a_number"


def test_a_long_text_and_no_text() -> None:
    assert code_of(numeric(), "9" * 41) == "text_too_long"
    assert numeric().read({"text": ["9" * 40]}, None, ()) == {"text": "9" * 40}
    assert numeric().read({"text": [" "]}, None, ()) is None
    assert numeric().read({}, None, ()) is None
    with pytest.raises(InvalidResponse, match="empty"):
        numeric().check({"text": " "})


@pytest.mark.parametrize(
    ("text", "fraction"),
    [("100", "1"), ("120", "1"), ("99,9", "0.5"), ("120,0001", "0.5"), ("90", "0.5"), ("89,99", "0"), ("-110", "0")],
)
def test_bounds_are_inclusive_and_the_first_match_wins(text: str, fraction: str) -> None:
    assert f"{numeric().grade({'text': text}).fraction.normalize():f}" == fraction


@pytest.mark.parametrize(("text", "right"), [("0,2", True), ("0.4", True), ("0,19999", False), ("0.40001", False)])
def test_a_tolerance_is_nominal_and_exact(text: str, right: bool) -> None:
    """In binary 0.3 + 0.1 is less than 0.4; here it is not."""
    assert numeric(samples.around("n1", "0.3", "0.1")).grade({"text": text}).is_right is right


@pytest.mark.parametrize("text", ["2", "2 m", "2M", "200cm", "200 C M", "0,002km/h", "2,00\u00a0m"])
def test_a_unit_may_be_typed(text: str) -> None:
    assert numeric(samples.around("n1", "2"), **METERS).grade({"text": text}).is_right


@pytest.mark.parametrize(
    ("units", "text", "code"),
    [
        ({}, "2 m", "no_unit"),
        ({}, "100 tot 120", "no_unit"),
        (METERS, "2 mm", "unknown_unit"),
        (METERS, "2 %", "unknown_unit"),
        (METERS, "2/m", "not_a_number"),
        ({**METERS, "unit_required": True}, "2", "unit_missing"),
    ],
)
def test_a_unit_that_does_not_fit_is_refused(units: dict[str, object], text: str, code: str) -> None:
    assert code_of(numeric(samples.around("n1", "2"), **units), text) == code


def test_a_unit_that_must_be_known_is_not_shown() -> None:
    assert numeric(**METERS).shown(())["unit"] == "m"
    asked = numeric(**METERS, unit_required=True)
    assert asked.shown(())["unit"] == ""
    assert asked.view((), None)["keyboard"] == "text"
    assert asked.grade({"text": "110 m"}).is_right


def test_the_keyboard_has_a_minus_where_it_is_needed() -> None:
    assert numeric().view((), None)["keyboard"] == "decimal"
    assert numeric(samples.around("n1", "0", "1")).view((), None)["keyboard"] == "text"


@pytest.mark.parametrize(
    ("answer", "unit", "expected"),
    [
        (samples.number("n1", "100", "120"), "", "100 tot en met 120"),
        (samples.number("n1", "-0.5", "2.25"), "m", "-0,5 tot en met 2,25 m"),
        (samples.around("n1", "1500"), "ml", "1500 ml"),
        (samples.around("n1", "5", "0.5"), "m", "5 m (4,5 tot en met 5,5)"),
    ],
)
def test_the_review_tells_what_was_expected(answer: samples.Content, unit: str, expected: str) -> None:
    (row,) = numeric(samples.number("n0", "1", "1", "50"), answer, unit=unit).review(None)
    assert (row.given, row.expected, row.verdict, row.feedback) == ("", expected, "missed", "")


@pytest.mark.parametrize(
    ("text", "verdict", "feedback", "matched"),
    [
        ("100,5", "right", "terug n1", "n1"),
        ("95", "wrong", "terug n2", "n2"),
        ("5", "wrong", "terug fout", ""),
    ],
)
def test_the_review_tells_what_was_given(text: str, verdict: str, feedback: str, matched: str) -> None:
    (row,) = numeric().review({"text": text})
    assert (row.given, row.verdict, row.feedback, row.chosen) == (text, verdict, feedback, True)
    assert numeric().response_class({"text": text}) == (matched or NO_MATCH)


@pytest.mark.parametrize(
    ("written", "stored"), [("0.50", "0.5"), ("-0", "0"), ("007.10", "7.1"), ("1000", "1000"), ("0.000001", "0.000001")]
)
def test_decimals_have_one_spelling(written: str, stored: str) -> None:
    content = numeric(samples.around("n1", written)).to_json()
    assert content["answers"] == [samples.around("n1", stored)]
    assert parse_question(content).to_json() == content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"answers": []}, "too_few"),
        ({"answers": [samples.around(f"n{i}", "1") for i in range(7)]}, "too_many"),
        ({"answers": [samples.around("n1", "1"), samples.around("n1", "2")]}, "repeated_id"),
        ({"answers": [samples.around("n1", "1", credit="99")]}, "no_correct_option"),
        ({"answers": [samples.around("n1", "")]}, "empty"),
        ({"answers": [samples.around("n1", "1,5")]}, "not_a_number"),
        ({"answers": [samples.around("n1", "1e9")]}, "not_a_number"),
        ({"answers": [samples.around("n1", "9" * 16)]}, "not_a_number"),
        ({"answers": [samples.around("n1", "1", "-1")]}, "not_in_range"),
        ({"answers": [samples.around("n1", "1", credit="101")]}, "not_in_range"),
        ({"answers": [samples.number("n1", "2", "1")]}, "low_above_high"),
        ({"answers": [{**samples.number("n1", "1", "2"), "value": "1"}]}, "unknown_field"),
        ({"unit_required": True}, "no_units"),
        ({"unit": "2m"}, "bad_unit"),
        ({"unit": "m" * 31}, "too_long"),
        ({"unit": "m", "units": [{"name": "M", "factor": "2"}]}, "unit_factor"),
        ({"units": [{"name": "m", "factor": "1"}, {"name": " M", "factor": "2"}]}, "repeated_text"),
        ({"units": [{"name": "m", "factor": "0"}]}, "not_in_range"),
    ],
)
def test_content_that_breaks_a_rule(content: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidQuestion) as error:
        numeric(**content)
    assert error.value.code == code
