"""Exact marks: a question's score, a quiz's total, and whether that is a pass."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

RULE_VERSION: int = 1
"""The version of the scoring rules; attempts store it, and a changed rule gets a new number (DESIGN §5)."""

RULE_VERSIONS: frozenset[int] = frozenset({1})
"""Every version that this code can still score."""

RIGHT = Decimal("0.999999")
"""A fraction above this is right (quiz.md §2.4)."""

EXACT_DENOMINATOR = 1000
"""Two fractions with denominators up to here differ by 1e-6 or more, so 7 places tell them apart."""

Verdict = Literal["right", "wrong", "missed", "neutral"]


def seven_places(value: Fraction) -> Decimal:
    """Round a fraction of 0 or more to 7 places, half up, whatever the decimal context says."""
    scaled = (value.numerator * 2 * 10**7 + value.denominator) // (2 * value.denominator)
    return Decimal(scaled).scaleb(-7)


@dataclass(frozen=True, kw_only=True)
class Score:
    """What one question gave: `fraction` 0..1 (7 places) of its points.

    `needs_marking`: a person still has to judge it, the fraction is 0 until then. `answered` is False for no
    answer or an unfinished scenario; `critical_failed` means: not passed, whatever the percentage.

    Raises ValueError for a fraction outside 0..1.
    """

    fraction: Decimal
    answered: bool
    critical_failed: bool = False
    needs_marking: bool = False

    def __post_init__(self) -> None:
        if not (self.fraction.is_finite() and 0 <= self.fraction <= 1):
            raise ValueError("a score lies between 0 and 1")

    @property
    def is_right(self) -> bool:
        """Tell whether the question was answered fully right."""
        return self.fraction > RIGHT

    @property
    def exact(self) -> Fraction:
        """Return the fraction that was rounded: 0.3333333 gives 1/3, so that three of them make 1."""
        candidate = Fraction(self.fraction).limit_denominator(EXACT_DENOMINATOR)
        return candidate if seven_places(candidate) == self.fraction else Fraction(self.fraction)


def full_score(*, answered: bool) -> Score:
    """The score of a question that turned out to be wrong: everybody gets the points."""
    return Score(fraction=Decimal(1), answered=answered)


def either_score(old: Score, new: Score) -> Score:
    """The better of two judgements: the answer counts as right when one of both keys says so."""
    best = max(old, new, key=lambda score: score.fraction)
    failed = old.critical_failed and new.critical_failed
    return replace(best, answered=old.answered or new.answered, critical_failed=failed)


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """One line of a result page, in the words of the author.

    Choices: `text` is the option. Ordering: `text` is the position ("1"), `given` and `expected` are items.
    Matching: `text` is the stem. Scenario: `text` is the situation. True/false uses the codes "true" and
    "false" as texts; the template gives them their Dutch words. Open text: `text` is a line of the rubric, `given`
    and `expected` are points. "" = nothing. `id` is the id of the option,
    item, stem or node, so that a page can keep the order of the attempt.
    """

    text: str
    given: str
    expected: str
    chosen: bool
    verdict: Verdict
    feedback: str = ""
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class Total:
    """The sum of a quiz: `score` and `maximum` in points, `fraction` exact (0 if the maximum is 0)."""

    score: Decimal
    maximum: Decimal
    fraction: Fraction
    critical_failed: bool
    needs_marking: bool = False


def total(scores: Iterable[tuple[Decimal, Score]]) -> Total:
    """Add up pairs of (points of the question, its score). Raises ValueError for points below 0."""
    pairs = list(scores)
    if any(not points.is_finite() or points < 0 for points, _ in pairs):
        raise ValueError("points are 0 or more")
    maximum = sum((points for points, _ in pairs), Decimal(0))
    reached = sum((Fraction(points) * score.exact for points, score in pairs), Fraction(0))
    return Total(
        score=seven_places(reached),
        maximum=maximum,
        fraction=reached / Fraction(maximum) if maximum else Fraction(0),
        critical_failed=any(score.critical_failed for _, score in pairs),
        needs_marking=any(score.needs_marking for _, score in pairs),
    )


def is_passed(total: Total, pass_mark_percent: Decimal | int) -> bool:
    """Compare the unrounded percentage with the pass mark (0..100): 6 of 8 passes 75, 2 of 3 fails 67.

    A failed critical question is never a pass, and neither is a total with an answer that nobody has marked
    yet. Raises ValueError for a pass mark outside 0..100.
    """
    if not 0 <= pass_mark_percent <= 100:
        raise ValueError("a pass mark lies between 0 and 100")
    if total.critical_failed or total.needs_marking:
        return False
    return total.fraction * 100 >= Fraction(pass_mark_percent)
