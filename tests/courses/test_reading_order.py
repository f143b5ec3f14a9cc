"""The words of a frozen question come in the order in which people read them, whatever the database made of it."""

from typing import Any

import pytest

from courses.services.block_texts import question_texts
from courses.services.visible_text import question_lines
from tests.factories.neighborhood import QUESTIONS


def shuffled(value: Any) -> Any:
    """The same JSON as PostgreSQL hands it back: names sorted by their length, then by their letters."""
    if isinstance(value, dict):
        return {name: shuffled(value[name]) for name in sorted(value, key=lambda name: (len(name), name))}
    return [shuffled(child) for child in value] if isinstance(value, list) else value


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_question_reads_the_same_from_every_database(kind: str) -> None:
    content = QUESTIONS[kind].content
    assert question_lines(shuffled(content)) == question_lines(content)
    assert list(question_texts(shuffled(content))) == list(question_texts(content))


def test_what_is_asked_comes_first_and_why_comes_last() -> None:
    lines = question_lines(QUESTIONS["single_choice"].content)
    assert [lines[0][0], lines[-1][0]] == ["Vraag", "Uitleg"]
