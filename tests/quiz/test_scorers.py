"""Every scorer against the figures of the field (docs: quiz research §2.4 to §2.6)."""

from decimal import Decimal

import pytest

from courses.quiz import RULE_VERSION, UnknownRuleVersion, parse_question
from tests.quiz import samples


def fraction(content: samples.Content, response: dict[str, object] | None) -> str:
    return f"{parse_question(content).grade(response).fraction:f}"


@pytest.mark.parametrize("kind", samples.SCORED)
def test_the_right_response_is_one(kind: str) -> None:
    score = parse_question(samples.ALL[kind]).grade(samples.RIGHT_RESPONSES[kind])
    assert (f"{score.fraction:f}", score.answered, score.critical_failed) == ("1.0000000", True, False)
    assert score.is_right


@pytest.mark.parametrize("kind", samples.ALL)
def test_no_response_is_zero_and_not_answered(kind: str) -> None:
    score = parse_question(samples.ALL[kind]).grade(None)
    assert (score.fraction, score.answered, score.critical_failed) == (Decimal(0), False, False)


@pytest.mark.parametrize(("choice", "expected"), [("a", "1.0000000"), ("b", "0.0000000"), ("c", "0.0000000")])
def test_single_choice(choice: str, expected: str) -> None:
    assert fraction(samples.single(), {"choice": choice}) == expected


@pytest.mark.parametrize("correct", [True, False])
@pytest.mark.parametrize("value", [True, False])
def test_true_false(correct: bool, value: bool) -> None:
    expected = "1.0000000" if correct == value else "0.0000000"
    assert fraction(samples.true_false(correct=correct), {"value": value}) == expected


@pytest.mark.parametrize(
    ("chosen", "all_or_nothing", "right_minus_wrong"),
    [
        ("ab", "1.0000000", "1.0000000"),
        ("a", "0.0000000", "0.5000000"),
        ("abc", "0.0000000", "0.5000000"),
        ("abcd", "0.0000000", "0.0000000"),
        ("ac", "0.0000000", "0.0000000"),
        ("acd", "0.0000000", "0.0000000"),
        ("cd", "0.0000000", "0.0000000"),
    ],
)
def test_multiple_response(chosen: str, all_or_nothing: str, right_minus_wrong: str) -> None:
    response: dict[str, object] = {"choices": list(chosen)}
    assert fraction(samples.multiple(rule="all_or_nothing"), response) == all_or_nothing
    assert fraction(samples.multiple(rule="right_minus_wrong"), response) == right_minus_wrong


@pytest.mark.parametrize(("chosen", "expected"), [("a", "0.3333333"), ("ab", "0.6666667"), ("abd", "0.3333333")])
def test_thirds_have_seven_places(chosen: str, expected: str) -> None:
    content = samples.multiple(right="abc", wrong="d", rule="right_minus_wrong")
    assert fraction(content, {"choices": list(chosen)}) == expected


@pytest.mark.parametrize(
    ("order", "all_or_nothing", "relative_all"),
    [
        ("12345", "1.0000000", "1.0000000"),
        ("23451", "0.0000000", "0.6000000"),
        ("13245", "0.0000000", "0.9000000"),
        ("54321", "0.0000000", "0.0000000"),
    ],
)
def test_ordering(order: str, all_or_nothing: str, relative_all: str) -> None:
    response: dict[str, object] = {"order": list(order)}
    assert fraction(samples.ordering(rule="all_or_nothing"), response) == all_or_nothing
    assert fraction(samples.ordering(rule="relative_all"), response) == relative_all


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ({"s1": "c1", "s2": "c2", "s3": "c1"}, "1.0000000"),
        ({"s1": "c1", "s2": "c2"}, "0.6666667"),
        ({"s1": "c1", "s2": "c3", "s3": "c2"}, "0.3333333"),
        ({"s1": "c3"}, "0.0000000"),
    ],
)
def test_matching(pairs: dict[str, str], expected: str) -> None:
    assert fraction(samples.matching(), {"pairs": pairs}) == expected


@pytest.mark.parametrize(
    ("path", "expected", "answered", "failed"),
    [
        (["good", "report"], "1.0000000", True, False),
        (["detour", "report"], "0.8000000", True, False),
        (["good", "leave"], "0.4000000", True, False),
        (["good"], "0.0000000", False, False),
        (["fight"], "0.0000000", True, True),
    ],
)
def test_scenario(path: list[str], expected: str, answered: bool, failed: bool) -> None:
    score = parse_question(samples.scenario()).grade({"path": path})
    assert (f"{score.fraction:f}", score.answered, score.critical_failed) == (expected, answered, failed)


def test_a_critical_choice_ends_and_fails_the_scenario() -> None:
    risky = samples.node("a", samples.way("good", "b", 1), samples.way("bad", "b", critical=True))
    content = samples.scenario(risky, samples.node("b", samples.way("on", None, 1)))
    score = parse_question(content).grade({"path": ["bad"]})
    assert (score.fraction, score.answered, score.critical_failed) == (Decimal(0), True, True)


@pytest.mark.parametrize("kind", samples.SCORED)
def test_a_critical_question_forgives_only_the_right_response(kind: str) -> None:
    question = parse_question({**samples.ALL[kind], "critical": True})
    assert not question.grade(samples.RIGHT_RESPONSES[kind]).critical_failed
    assert question.grade(None).critical_failed


def test_nearly_right_fails_a_critical_question() -> None:
    question = parse_question(samples.ordering("12345678", rule="relative_all", critical=True))
    score = question.grade({"order": list("12345687")})
    assert score.critical_failed
    assert not score.is_right


def test_an_unknown_rule_version_is_refused() -> None:
    question = parse_question(samples.single())
    assert question.grade({"choice": "a"}, rule_version=RULE_VERSION) == question.grade({"choice": "a"})
    with pytest.raises(UnknownRuleVersion):
        question.grade({"choice": "a"}, rule_version=RULE_VERSION + 1)
