"""Shares of the points score in our engine what they score in Moodle (quiz.md §2.4)."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from courses.quiz import parse_question
from courses.quiz.decimals import percent_text
from courses.quiz.interchange import read
from courses.quiz.scores import seven_places
from tests.quiz.strategies import QUICK

SHARES = [Fraction(0), *(sign * Fraction(1, n) for n in (1, 2, 3, 4, 5, 6, 7, 8) for sign in (1, -1)), Fraction(-3, 4)]


@QUICK
@given(st.lists(st.sampled_from(SHARES), min_size=2, max_size=6).filter(lambda shares: max(shares) > 0))
def test_a_multiple_response_gives_the_sum_of_what_was_chosen(shares: list[Fraction]) -> None:
    block = " ".join(f"~%{percent_text(share)}%{n}" for n, share in enumerate(shares))
    question = parse_question(read(f"Vraag {{{block}}}".encode(), "gift").items[0].content)
    for size in range(1, len(shares) + 1):
        for chosen in combinations(range(len(shares)), size):
            total = min(max(sum(shares[n] for n in chosen), Fraction(0)), Fraction(1))
            assert question.grade({"choices": [f"o{n + 1}" for n in chosen]}).fraction == seven_places(total)


@QUICK
@given(st.lists(st.sampled_from(SHARES), min_size=1, max_size=6))
def test_a_single_choice_gives_the_share_of_the_option_and_never_takes_points(shares: list[Fraction]) -> None:
    block = " ".join(f"~%{percent_text(share)}%{n}" for n, share in enumerate(shares, start=2))
    question = parse_question(read(f"Vraag {{=1 {block}}}".encode(), "gift").items[0].content)
    for n, share in enumerate([Fraction(1), *shares], start=1):
        assert question.grade({"choice": f"o{n}"}).fraction == seven_places(max(share, Fraction(0)))
