"""A few typed words against the answers of the author (docs: quiz research §2.6)."""

import time
from fractions import Fraction

import pytest

from courses.quiz import InvalidQuestion, InvalidResponse, ShortText, parse_question
from courses.quiz.response_classes import NO_MATCH
from tests.quiz import samples

E_ACUTE = "cafe\u0301"


def short_text(*answers: samples.Content, **extra: object) -> ShortText:
    question = parse_question(samples.short_text(*answers, **extra))
    assert isinstance(question, ShortText)
    return question


def matches(pattern: str, text: str, **extra: object) -> bool:
    return short_text(samples.written("t1", pattern), **extra).grade({"text": text}).is_right


@pytest.mark.parametrize(
    ("pattern", "text", "right"),
    [
        ("112", "112", True),
        ("112", " 112 ", True),
        ("112", "bel 112", False),
        ("0", "0", True),
        ("Reanimatie", "REANIMATIE", True),
        ("café", E_ACUTE, True),
        ("café", "cafe", False),
        ("foto's", "foto’s", False),
        ("bel 112", "bel  112", False),
        ("Straße", "STRASSE", False),
        ("Straße", "STRAẞE", True),
        ("i", "İ", False),
        ("*112*", "bel meteen 112 graag", True),
        ("*112*", "112", True),
        ("112*", "bel 112", False),
        ("a*b*c", "a b b c", True),
        ("a*b*c", "a c b", False),
        ("ab*ba", "aba", False),
        ("ab*ba", "abba", True),
        ("*", "alles", True),
        ("2\\*3", "2*3", True),
        ("2\\*3", "2x3", False),
        ("\\**", "*zeven", True),
        ("a.c", "abc", False),
        ("[a-z]", "q", False),
        ("a\\b", "a\\b", True),
    ],
)
def test_the_whole_text_matches(pattern: str, text: str, right: bool) -> None:
    assert matches(pattern, text) is right


@pytest.mark.parametrize(
    ("switch", "pattern", "text"),
    [
        ("ignore_diacritics", "café", "cafe"),
        ("ignore_diacritics", "cafe", E_ACUTE),
        ("ignore_diacritics", "foto's", "Foto’s"),
        ("ignore_diacritics", "niet-pluis", "niet–pluis"),
        ("ignore_diacritics", 'een "gevoel"', "een „gevoel”"),
        ("ignore_diacritics", "i", "İ"),
        ("ignore_spaces", "buurtpreventie", "buurt preventie"),
        ("ignore_spaces", "06 - 12", "06-12"),
        ("ignore_spaces", "bel*112", "b e l nu 1\u00a012"),
    ],
)
def test_a_switch_forgives(switch: str, pattern: str, text: str) -> None:
    assert not matches(pattern, text)
    assert matches(pattern, text, **{switch: True})


def test_capitals_count_when_asked() -> None:
    assert matches("SAAR", "SAAR", case_sensitive=True)
    assert not matches("SAAR", "Saar", case_sensitive=True)


def test_the_first_match_wins() -> None:
    question = short_text(samples.written("t1", "*", "25"), samples.written("t2", "112"))
    assert question.fraction_of({"text": "112"}, 1) == Fraction(1, 4)
    assert question.lone_star_credit == Fraction(1, 4)
    assert short_text().lone_star_credit == 0
    assert short_text(samples.written("t1", "\\*")).lone_star_credit == 0


def test_many_stars_cost_no_time() -> None:
    stars = [samples.written(f"t{i}", "a*" * 90 + f"b{i}") for i in range(12)]
    question = short_text(*stars)
    before = time.process_time()
    for _ in range(20):
        assert question.fraction_of({"text": "a" * 199 + "c"}, 1) == 0
    assert time.process_time() - before < 0.5


@pytest.mark.parametrize(
    ("text", "verdict", "feedback", "matched"),
    [
        ("112", "right", "terug t1", "t1"),
        ("bel 112", "wrong", "terug t2", "t2"),
        ("911", "wrong", "terug fout", ""),
    ],
)
def test_the_review(text: str, verdict: str, feedback: str, matched: str) -> None:
    (row,) = short_text().review({"text": text})
    assert (row.given, row.expected, row.verdict, row.feedback) == (text, "112", verdict, feedback)
    assert short_text().response_class({"text": text}) == (matched or NO_MATCH)
    (missed,) = short_text().review(None)
    assert (missed.given, missed.expected, missed.verdict, missed.feedback) == ("", "112", "missed", "")


@pytest.mark.parametrize(
    ("pattern", "words"), [("*112*", "…112…"), ("bel * 112", "bel … 112"), ("2\\*3", "2*3"), ("*", "")]
)
def test_a_pattern_is_shown_in_words(pattern: str, words: str) -> None:
    assert short_text(samples.written("t1", pattern)).review(None)[0].expected == words


def test_what_is_typed_is_kept_as_it_was_typed() -> None:
    assert short_text().read({"text": [" Bel  112 "]}, None, ()) == {"text": "Bel  112"}
    assert short_text().read({"text": [" "]}, {"text": "oud"}, ()) is None
    assert short_text().read({"text": ["0"]}, None, ()) == {"text": "0"}
    for text in ("a" * 201, "\u0958" * 150):
        with pytest.raises(InvalidResponse, match="too_long"):
            short_text().read({"text": [text]}, None, ())


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([samples.written("t1", " ")], "empty"),
        ([samples.written("t1", "a" * 201)], "too_long"),
        ([samples.written("t1", "a", "50")], "no_correct_option"),
        ([samples.written("t1", "a", "-5")], "not_in_range"),
        ([samples.written("t1", "a"), samples.written("t1", "b")], "repeated_id"),
        ([samples.written(f"t{i}", "a") for i in range(13)], "too_many"),
    ],
)
def test_content_that_breaks_a_rule(answers: list[samples.Content], code: str) -> None:
    with pytest.raises(InvalidQuestion) as error:
        short_text(*answers)
    assert error.value.code == code
