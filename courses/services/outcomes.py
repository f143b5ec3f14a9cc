"""How attempts ended, with everything that was judged since."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from courses.models import Attempt, Grade
from courses.services.reading import QuizContent

__all__ = ["Outcome", "outcomes_of"]


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
    def points_needed(self) -> Decimal:
        """The fewest points that pass."""
        exact = Fraction(self.grade.maximum) * self.attempt.rules.pass_mark / 100
        return Decimal(exact.numerator) / Decimal(exact.denominator)

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
