"""The random guess score per question type (docs: quiz research §2.7)."""

import pytest

from courses.quiz import QUESTION_TYPES, parse_question
from courses.quiz.statistics import random_guess_score
from tests.quiz import samples


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("single_choice", 1 / 3),
        ("true_false", 0.5),
        ("matching", 1 / 3),
        ("multiple_response", None),
        ("ordering", None),
        ("scenario", None),
    ],
)
def test_guessing_by_type(kind: str, expected: float | None) -> None:
    assert random_guess_score(parse_question(samples.ALL[kind])) == pytest.approx(expected)


def test_a_choice_without_shuffling_is_guessed_as_well() -> None:
    options = [samples.option("a", correct=False), samples.option("b", correct=True)]
    assert random_guess_score(parse_question(samples.single(options=options, shuffle=False))) == 0.5


def test_a_written_answer_is_not_guessed_unless_a_star_takes_all() -> None:
    plain, star = samples.written("t1", "112"), samples.written("t2", "*", "25")
    assert random_guess_score(parse_question(samples.short_text(plain))) == 0.0
    assert random_guess_score(parse_question(samples.short_text(plain, star))) == 0.25
    assert random_guess_score(parse_question(samples.numeric())) == 0.0


def test_every_type_has_a_guess_between_0_and_1_or_none() -> None:
    for kind in QUESTION_TYPES.keys() & samples.ALL.keys():
        guess = random_guess_score(parse_question(samples.ALL[kind]))
        assert guess is None or 0 <= guess <= 1
