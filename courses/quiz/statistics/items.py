"""What the statistics are made of: attempts, each a sequence of items."""

from typing import NamedTuple

HIGHEST_MARK = 1e6
"""Points of one question; far above any quiz, low enough for fourth powers."""


class Item(NamedTuple):
    """One question in one attempt.

    `slot` is the place in the quiz (not where it was shown), once in an attempt: a fixed question keeps its own,
    each draw has one. `question` and `version` are keys; a row is made of either. `fraction` is -1..1 of
    `max_mark` points, 0.0 when unanswered. `response` is a response class: the author's answer that was chosen,
    NO_MATCH or NO_RESPONSE; None = not counted. Classes are counted one by one, so they must be few.
    """

    slot: str
    question: str
    fraction: float
    max_mark: float
    response: str | None = None
    version: str = ""


class QuestionInfo(NamedTuple):
    """What attempts do not tell about a question or version.

    `random_guess` is the fraction (0..1) of blind guessing, None = undefined. `drawn`: chosen at random, so that
    its row is set against the whole total instead of the rest (quiz.md §2.7).
    """

    random_guess: float | None = None
    drawn: bool = False


def mark_of(item: Item) -> float:
    """Return the points of an item. Raises ValueError for a fraction or maximum out of range, NaN included."""
    if not (-1 <= item.fraction <= 1 and 0 <= item.max_mark <= HIGHEST_MARK):
        raise ValueError("a fraction lies between -1 and 1, and a maximum between 0 and a million")
    return item.fraction * item.max_mark
