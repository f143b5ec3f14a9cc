"""How attempts ended, with everything that was judged since."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from courses.models import Attempt, AttemptItem, Grade, Mark, Regrade
from courses.quiz import RIGHT, InvalidQuestion, InvalidResponse, Question, Response, Score
from courses.services.attempting import parsed
from courses.services.reading import QuizContent

__all__ = ["ItemVerdict", "Outcome", "Reviewed", "outcomes_of", "points_needed", "reviewed_as", "verdict_of"]


class ItemVerdict(StrEnum):
    """What the result says of one question."""

    NEUTRAL = "neutral"
    """It has no right and wrong."""
    FULL = "full"
    """It turned out to be wrong: everybody has the points, and no answer is called right or wrong."""
    WAITING = "waiting"
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    MISSED = "missed"

    @property
    def has_all_points(self) -> bool:
        return self in {ItemVerdict.RIGHT, ItemVerdict.FULL}


@dataclass(frozen=True)
class Outcome:
    """A submitted attempt with its newest grade; `passed` is true as soon as one grade said so (DESIGN §5)."""

    attempt: Attempt
    grade: Grade
    passed: bool

    @property
    def is_waiting(self) -> bool:
        """Whether a person still has to read an answer before this is known."""
        return self.grade.needs_marking and not self.passed

    @property
    def share(self) -> Fraction:
        """The part of the points, 0..1, unrounded."""
        return Fraction(self.grade.score) / Fraction(self.grade.maximum)

    @property
    def points_needed(self) -> int:
        """The points that pass, see `points_needed`."""
        return points_needed(self.grade.maximum, self.attempt.rules.pass_mark)

    @property
    def lacks_points(self) -> bool:
        """Whether more points would have passed: not for who only failed a critical question."""
        return not self.passed and (not self.grade.critical_failed or self.share * 100 < self.attempt.rules.pass_mark)

    def fraction_at(self, position: int) -> Decimal | None:
        """What the question at `position` gave, 0..1; None when it has no right and wrong."""
        stored = self.grade.fractions.get(str(position))
        return None if stored is None else Decimal(stored)

    def closing_words(self, quiz: QuizContent) -> str:
        """What the editor says to who reached this share; "" when he says nothing."""
        reached: list[Any] = [band for band in quiz.bands if Fraction(band["from"]) <= self.share * 100]
        return str(reached[-1]["text"]) if reached else ""


def outcomes_of(attempts: QuerySet[Attempt]) -> list[Outcome]:
    """The outcomes of submitted attempts by number, in one query."""
    grades = Grade.objects.filter(attempt__in=attempts).select_related("attempt")
    by_attempt: dict[int, list[Grade]] = {}
    for grade in grades.order_by("attempt__number", "graded_at", "id"):
        by_attempt.setdefault(grade.attempt_id, []).append(grade)
    return [Outcome(rows[-1].attempt, rows[-1], any(row.passed for row in rows)) for rows in by_attempt.values()]


def points_needed(maximum: Decimal | int, pass_mark: int) -> int:
    """The points out of `maximum` that are exactly `pass_mark` percent; 0 when that is no whole number."""
    exact = Fraction(maximum) * pass_mark / 100
    return exact.numerator if exact.denominator == 1 else 0


def verdict_of(
    fraction: Decimal | None, score: Score, mark: Mark | None, regrade: Regrade | None, *, needs_marking: bool
) -> ItemVerdict:
    """What the result says of a question.

    `fraction` and `needs_marking` are of the newest grade, `score` is of the answer by the question as it was asked.
    A mark counts before the grade does: that one waits for the last mark of the attempt.
    """
    if fraction is None:
        return ItemVerdict.NEUTRAL
    if regrade is not None and regrade.mode == Regrade.Mode.FULL:
        return ItemVerdict.FULL
    if score.needs_marking and mark is None and needs_marking:
        return ItemVerdict.WAITING
    if mark is not None:
        fraction = mark.fraction
    if fraction > RIGHT:
        return ItemVerdict.RIGHT
    if fraction:
        return ItemVerdict.PARTLY
    return ItemVerdict.WRONG if score.answered else ItemVerdict.MISSED


@dataclass(frozen=True)
class Reviewed:
    """The question by which the result explains an answer, after a correction another one than was asked.

    `also` has the other answers that are right; `response` is None when it is of an option that is gone (`is_gone`).
    """

    question: Question
    arrangement: Sequence[str]
    response: Response | None
    also: Question | None = None
    is_gone: bool = False


def reviewed_as(item: AttemptItem, response: Response | None, regrade: Regrade | None) -> Reviewed:
    """By the corrected question, or when both answers are right by the one that is best for who answered."""
    old = parsed(item.version)
    if regrade is None or regrade.corrected is None:
        return Reviewed(old, item.arrangement, response)
    new = parsed(regrade.corrected)
    order, is_gone = kept_order(new, item.arrangement), not fits(new, response)
    if regrade.mode == Regrade.Mode.NEW:
        return Reviewed(new, order, None if is_gone else response, is_gone=is_gone)
    if is_gone or old.grade(response).fraction > new.grade(response).fraction:
        return Reviewed(old, item.arrangement, response, also=new)
    return Reviewed(new, order, response, also=old)


def kept_order(question: Question, arrangement: Sequence[str]) -> Sequence[str]:
    """The order that was shown; the author's when the correction added or removed something."""
    try:
        question.shown(arrangement)
    except InvalidQuestion:
        return ()
    return arrangement


def fits(question: Question, response: Response | None) -> bool:
    """Whether everything in `response` is still in the question."""
    try:
        question.grade(response)
    except InvalidResponse:
        return False
    return True
