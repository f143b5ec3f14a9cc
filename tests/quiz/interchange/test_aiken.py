"""Aiken (quiz.md §2.3)."""

import pytest

from courses.quiz.interchange import read
from tests.quiz.interchange.reading import only, options, refused, with_codes

GOOD = "Welk nummer bel je?\nA) 113\nB. 112 <nu>\nANSWER: B\n"


def test_both_ways_to_write_a_choice() -> None:
    content = only(GOOD, "aiken")
    assert (content["stem"], options(content)) == ("Welk nummer bel je?", [("113", "0"), ("112 <nu>", "100")])


def test_only_the_last_line_before_the_choices_is_the_question() -> None:
    content, codes = with_codes(f"Hoofdstuk 1\n{GOOD}", "aiken")
    assert (content["stem"], codes) == ("Welk nummer bel je?", ["lines_dropped"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Vraag\nA) a\nB) b\n", "unfinished"),
        ("Vraag\nANSWER: A\n", "unfinished"),
        ("A) a\nB) b\nANSWER: A\n", "unfinished"),
        ("Vraag\nA) a\nB) b\nANSWER: C\n", "unknown_answer"),
        ("Vraag\nA) a\nA) b\nANSWER: A\n", "unknown_answer"),
        ("Vraag\nA) a\nANSWER: A\n", "too_few_parts"),
    ],
)
def test_a_broken_question_is_reported_and_the_next_one_read(text: str, code: str) -> None:
    assert refused(text, "aiken") == code
    assert len(read(f"{text}\n{GOOD}".encode(), "aiken").items) == 1
