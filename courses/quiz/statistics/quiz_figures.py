"""The figures of the whole quiz, on the totals of the attempts."""

import math
from statistics import median

from courses.quiz.statistics.figure import Figure
from courses.quiz.statistics.moments import covariance, deviations, kurtosis, skewness
from courses.quiz.statistics.results import QuizFigures
from courses.quiz.statistics.slot_figures import Places
from courses.quiz.statistics.tally import Tally

_TOO_FEW = Figure(None, "too_few_attempts")


def quiz_figures(tally: Tally, places: Places) -> QuizFigures:
    """Compute them; the internal consistency is that of the slots."""
    n, around = len(tally.totals), deviations(tally.totals)
    variance = covariance(around, around) if n > 1 else 0.0
    consistency = _consistency(places, attempts=n, variance=variance)
    deviation = Figure(math.sqrt(variance)) if n > 1 else _TOO_FEW
    ratio = _error_ratio(consistency)
    return QuizFigures(
        attempts=n,
        maximum=Figure(tally.worth / n) if n else _TOO_FEW,
        mean=Figure(math.fsum(tally.totals) / n) if n else _TOO_FEW,
        median=Figure(median(tally.totals)) if n else _TOO_FEW,
        standard_deviation=deviation,
        skewness=skewness(around),
        kurtosis=kurtosis(around),
        internal_consistency=consistency,
        error_ratio=ratio,
        standard_error=_standard_error(ratio, deviation),
        slots=places.figures(),
    )


def _consistency(places: Places, *, attempts: int, variance: float) -> Figure:
    """Return Cronbach's alpha in percent: 100 P/(P-1) (1 - the variances of the slots / that of the total)."""
    slots = places.by_slot.values()
    if attempts < 3:
        return _TOO_FEW
    if len(slots) < 2:
        return Figure(None, "too_few_questions")
    if any(place.attempts != attempts for place in slots):
        return Figure(None, "different_slots")
    if not variance:
        return Figure(None, "no_variance")
    apart = math.fsum(place.variance or 0.0 for place in slots)
    return Figure(100 * len(slots) / (len(slots) - 1) * (1 - apart / variance))


def _error_ratio(consistency: Figure) -> Figure:
    """Return the part of the standard deviation that is chance, in percent; above 100 below an alpha of 0."""
    if consistency.value is None:
        return consistency
    return Figure(100 * math.sqrt(max(0.0, 1 - consistency.value / 100)))


def _standard_error(ratio: Figure, deviation: Figure) -> Figure:
    if ratio.value is None or deviation.value is None:
        return ratio
    return Figure(ratio.value * deviation.value / 100)
