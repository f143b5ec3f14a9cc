"""What numeric and short text share: the line of the result."""

from fractions import Fraction
from typing import Protocol

from courses.quiz.scores import ReviewRow, Verdict


class TypedAnswer(Protocol):
    """An answer that a typed text can match."""

    @property
    def id(self) -> str:
        """The id that the author gave."""

    @property
    def credit(self) -> Fraction:
        """The share of the points."""

    @property
    def feedback(self) -> str:
        """What to say to who typed it."""


def typed_review(
    *, given: str, expected: str, matched: TypedAnswer | None, feedback_wrong: str
) -> tuple[ReviewRow, ...]:
    """Return the one line of a typed answer; given "" = not answered.

    A partly right answer has the verdict "wrong": the page tells by the score that it is half right.
    """
    feedback = matched.feedback if matched else feedback_wrong
    return (
        ReviewRow(
            id=matched.id if matched else "",
            text="",
            given=given,
            expected=expected,
            chosen=bool(given),
            verdict=_verdict(given, matched),
            feedback=feedback if given else "",
        ),
    )


def _verdict(given: str, matched: TypedAnswer | None) -> Verdict:
    if not given:
        return "missed"
    return "right" if matched and matched.credit == 1 else "wrong"
