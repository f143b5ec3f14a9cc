"""Percentages that only an import brings: credit of a single choice, weights of a multiple response (§2.4)."""

import pytest

from courses.quiz import InvalidQuestion, parse_question
from tests.quiz import samples


def weighted(*weights: str) -> samples.Content:
    options = [
        {**samples.option(name, correct=not weight.startswith(("-", "0"))), "weight": weight}
        for name, weight in zip("abcdefgh", weights, strict=False)
    ]
    return samples.multiple(options=options, rule="weights")


def credited(credit: str, **of_right: object) -> samples.Content:
    options = [samples.option("a", correct=True) | of_right, samples.option("b", correct=False) | {"credit": credit}]
    return samples.single(options=options)


@pytest.mark.parametrize(
    ("weights", "chosen", "expected"),
    [
        (("50", "50", "-50", "-50"), "ab", "1.0000000"),
        (("50", "50", "-50", "-50"), "a", "0.5000000"),
        (("50", "50", "-50", "-50"), "abc", "0.5000000"),
        (("50", "50", "-50", "-50"), "cd", "0.0000000"),
        (("100", "100", "0"), "ab", "1.0000000"),
        (("33.33333", "33.33333", "33.33333"), "abc", "1.0000000"),
        (("33.33333", "33.33333", "33.33333"), "ab", "0.6666667"),
        (("100", "-16.66667"), "ab", "0.8333333"),
    ],
)
def test_weights_are_added_up_between_nothing_and_all(weights: tuple[str, ...], chosen: str, expected: str) -> None:
    score = parse_question(weighted(*weights)).grade({"choices": list(chosen)})
    assert f"{score.fraction:f}" == expected
    assert score.is_right is (expected == "1.0000000")


@pytest.mark.parametrize(("credit", "expected"), [("50", "0.5000000"), ("33.33333", "0.3333333"), ("0", "0.0000000")])
def test_an_option_may_be_right_in_part(credit: str, expected: str) -> None:
    question = parse_question(credited(credit))
    assert f"{question.grade({'choice': 'b'}).fraction:f}" == expected
    assert question.grade({"choice": "a"}).is_right
    assert [row.verdict for row in question.review({"choice": "b"})] == ["missed", "wrong"]


def test_a_second_right_option_is_right() -> None:
    assert parse_question(credited("100")).review({"choice": "b"})[1].verdict == "right"


def test_shares_come_back_and_are_absent_when_there_are_none() -> None:
    for content in (weighted("33.3333333", "66.6666667", "-25"), credited("12.5")):
        assert parse_question(content).to_json() == content
    assert parse_question(credited("0")).to_json()["options"] == [
        samples.option("a", correct=True),
        samples.option("b", correct=False),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (credited("101"), "not_in_range"),
        (credited("-1"), "not_in_range"),
        (credited("half"), "not_a_percentage"),
        (samples.single(options=[{**o, "credit": "50"} for o in samples.single()["options"]]), "not_in_range"),
        (credited("50", weight="50"), "unknown_field"),
        (samples.multiple(rule="weights"), "not_a_percentage"),
        ({**weighted("50", "50"), "rule": "all_or_nothing"}, "unknown_field"),
        (
            samples.multiple(rule="weights", options=[{**samples.option("a", correct=True), "weight": "0"}] * 2),
            "weight_disagrees",
        ),
        (weighted("0", "-50"), "no_correct_option"),
    ],
)
def test_content_that_breaks_a_rule(content: samples.Content, code: str) -> None:
    with pytest.raises(InvalidQuestion) as error:
        parse_question(content)
    assert error.value.code == code
