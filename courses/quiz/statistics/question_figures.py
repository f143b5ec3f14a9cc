"""The figures of one question, or of one version of it."""

import math
from collections.abc import Sequence

from courses.quiz.statistics.figure import Figure
from courses.quiz.statistics.items import QuestionInfo
from courses.quiz.statistics.moments import covariance, deviations, highest_covariance
from courses.quiz.statistics.results import QuestionFigures
from courses.quiz.statistics.slot_figures import Places
from courses.quiz.statistics.tally import Row

_TOO_FEW = Figure(None, "too_few_attempts")
_NO_MARKS = Figure(None, "no_marks")
_NO_VARIANCE = Figure(None, "no_variance")


def question_figures(key: str, row: Row, info: QuestionInfo, places: Places) -> QuestionFigures:
    """Compute a row. A drawn question is set against the total, another against the rest (quiz.md §2.7)."""
    marks = deviations(row.marks)
    others = deviations(row.totals if info.drawn else row.rests())
    return QuestionFigures(
        key=key,
        attempts=len(row),
        facility=_facility(row),
        standard_deviation=_standard_deviation(marks, row.max_mark),
        random_guess=Figure(None, "not_defined") if info.random_guess is None else Figure(100 * info.random_guess),
        intended_weight=places.intended(row.max_mark) if len(row) else _TOO_FEW,
        effective_weight=_effective_weight(row, places),
        discrimination=_discrimination(marks, others),
        efficiency=_efficiency(marks, others),
        responses=dict(sorted(row.responses.items())),
    )


def _facility(row: Row) -> Figure:
    if not len(row):
        return _TOO_FEW
    return Figure(100 * math.fsum(row.marks) / row.worth) if row.worth else _NO_MARKS


def _standard_deviation(marks: Sequence[float], max_mark: float) -> Figure:
    if len(marks) < 2:
        return _TOO_FEW
    return Figure(100 * math.sqrt(covariance(marks, marks)) / max_mark) if max_mark else _NO_MARKS


def _effective_weight(row: Row, places: Places) -> Figure:
    if not row.slots:
        return _TOO_FEW
    if len(row.slots) > 1:
        return Figure(None, "several_slots")
    return places.effective(*row.slots)


def _discrimination(marks: Sequence[float], others: Sequence[float]) -> Figure:
    """Return the correlation with the others: do they who know the rest know this too?"""
    if len(marks) < 2:
        return _TOO_FEW
    spread = math.sqrt(covariance(marks, marks)) * math.sqrt(covariance(others, others))
    return Figure(100 * covariance(marks, others) / spread) if spread else _NO_VARIANCE


def _efficiency(marks: Sequence[float], others: Sequence[float]) -> Figure:
    """Return the part of the most that these marks could discriminate."""
    if len(marks) < 2:
        return _TOO_FEW
    most = highest_covariance(marks, others)
    return Figure(100 * covariance(marks, others) / most) if most else _NO_VARIANCE
