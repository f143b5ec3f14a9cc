"""Moments of a series of floats, in two passes with exact sums: any order of the series gives the same.

All take deviations from the mean (`deviations`), so that nothing is computed twice; variances are with S-1.
"""

import math
from collections.abc import Sequence
from operator import mul

from courses.quiz.statistics.figure import Figure

NOISE = 1e-12
"""A variance or covariance below this is binary noise, and would make huge indices (quiz.md §2.7)."""


def deviations(values: Sequence[float]) -> list[float]:
    """Return each value minus the mean."""
    if not values:
        return []
    mean = math.fsum(values) / len(values)
    return [value - mean for value in values]


def covariance(left: Sequence[float], right: Sequence[float]) -> float:
    """Return the covariance of two or more pairs; of a series with itself: its variance. Noise is 0."""
    result = math.fsum(map(mul, left, right)) / (len(left) - 1)
    return 0.0 if abs(result) < NOISE else result


def highest_covariance(left: Sequence[float], right: Sequence[float]) -> float:
    """Return the covariance of both series sorted: the most that these values can have."""
    return covariance(sorted(left), sorted(right))


def skewness(around: Sequence[float]) -> Figure:
    """Return k3 / k2^1.5 of Fisher's k-statistics."""
    n = len(around)
    if n < 3:
        return Figure(None, "too_few_attempts")
    k2 = covariance(around, around)
    if not k2:
        return Figure(None, "no_variance")
    k3 = n * n * _moment(around, 3) / ((n - 1) * (n - 2))
    return Figure(k3 / (k2 * math.sqrt(k2)))


def kurtosis(around: Sequence[float]) -> Figure:
    """Return k4 / k2^2: 0 for a normal distribution."""
    n = len(around)
    if n < 4:
        return Figure(None, "too_few_attempts")
    k2 = covariance(around, around)
    if not k2:
        return Figure(None, "no_variance")
    spread = (n + 1) * _moment(around, 4) - 3 * (n - 1) * _moment(around, 2) ** 2
    return Figure(n * n * spread / ((n - 1) * (n - 2) * (n - 3)) / (k2 * k2))


def _moment(around: Sequence[float], power: int) -> float:
    return math.fsum(value**power for value in around) / len(around)
