"""What answers have in common: the classes that the response analysis counts (quiz.md §2.7). They are few and short.

A class is made of ids, or one of the codes below; the screen has words for the codes, the type for its ids
(`Question.class_labels`).
"""

from collections.abc import Iterable

NO_RESPONSE = ""
"""The response class of a question that was left open."""

NO_MATCH = "no match"
"""The response class of an answer that fits none of the author's; no id holds a space."""

ANSWERED = "beantwoord"
"""The response class of any answer of a type without classes."""

ALL_RIGHT = "goed"
"""Everything in its place."""

WRONG_FROM = "fout vanaf "
"""With a number from 1: right up to there."""

JOIN = "+"
"""Between ids that were chosen together; no id holds it."""


def joined(ids: Iterable[str]) -> str:
    """Return one class for a set of ids; NO_MATCH for none."""
    return JOIN.join(sorted(ids)) or NO_MATCH
