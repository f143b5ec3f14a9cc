"""The places of a quiz and their weights. What is drawn there differs, the place is the same for everybody."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from courses.quiz.statistics.figure import Figure
from courses.quiz.statistics.moments import covariance, deviations
from courses.quiz.statistics.results import SlotFigures
from courses.quiz.statistics.tally import Series


@dataclass(frozen=True, kw_only=True)
class Place:
    """The spread of one slot: its variance and its covariance with the total, None with fewer than 2 attempts."""

    attempts: int
    max_mark: float
    variance: float | None
    covariance: float | None


@dataclass(frozen=True)
class Places:
    """All slots, by key."""

    by_slot: Mapping[str, Place]

    @cached_property
    def max_mark(self) -> float:
        """Return the points of all slots."""
        return math.fsum(place.max_mark for place in self.by_slot.values())

    @cached_property
    def roots(self) -> float:
        """Return the sum of the square roots of the covariances with the total; negative ones do not count."""
        return math.fsum(math.sqrt(max(place.covariance or 0.0, 0.0)) for place in self.by_slot.values())

    def intended(self, max_mark: float) -> Figure:
        """Return the part that these points are of the quiz, in percent."""
        if not self.by_slot:
            return Figure(None, "too_few_attempts")
        if not self.max_mark:
            return Figure(None, "no_marks")
        return Figure(100 * max_mark / self.max_mark)

    def effective(self, slot: str) -> Figure:
        """Return the part that a slot has in how totals differ, in percent."""
        shared = self.by_slot[slot].covariance
        if shared is None:
            return Figure(None, "too_few_attempts")
        if shared < 0:
            return Figure(None, "negative_covariance")
        if not self.roots:
            return Figure(None, "no_variance")
        return Figure(100 * math.sqrt(shared) / self.roots)

    def figures(self) -> tuple[SlotFigures, ...]:
        """Return the weights, sorted by the key of the slot."""
        return tuple(
            SlotFigures(
                slot=slot,
                attempts=place.attempts,
                intended_weight=self.intended(place.max_mark),
                effective_weight=self.effective(slot),
            )
            for slot, place in sorted(self.by_slot.items())
        )


def places_of(slots: Mapping[str, Series]) -> Places:
    """Measure every slot."""
    return Places({slot: _place(series) for slot, series in slots.items()})


def _place(series: Series) -> Place:
    marks, several = deviations(series.marks), len(series) > 1
    return Place(
        attempts=len(series),
        max_mark=series.max_mark,
        variance=covariance(marks, marks) if several else None,
        covariance=covariance(marks, deviations(series.totals)) if several else None,
    )
