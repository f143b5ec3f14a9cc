"""One figure: a number, or the reason why there is none. Never NaN or infinity."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self, get_args

Reason = Literal[
    "",  # there is a value
    "too_few_attempts",
    "too_few_questions",  # internal consistency needs two
    "no_variance",  # everybody scored the same
    "no_marks",  # worth 0 points
    "negative_covariance",  # the better the attempt, the lower this mark
    "several_slots",  # drawn into several places, which have a weight each
    "different_slots",  # not every attempt had the same places
    "not_defined",  # the question type has no such figure
]
"""Why a figure has no value; the interface has a sentence for each."""

_REASONS = frozenset(get_args(Reason))


class InvalidFigures(ValueError):
    """Stored figures have another schema or shape: compute them again."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A finite `value` with reason "", or None with a reason. Raises ValueError for anything else."""

    value: float | None
    reason: Reason = ""

    def __post_init__(self) -> None:
        if self.reason not in _REASONS or (self.value is None) != bool(self.reason):
            raise ValueError("a figure has either a value or a reason")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError("a figure is a finite number")

    def to_json(self) -> dict[str, object]:
        """Return value and reason."""
        return {"value": self.value, "reason": self.reason}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read `to_json()` back. Raises InvalidFigures."""
        try:
            if isinstance(data, Mapping) and isinstance(data["value"], int | float | None):
                return cls(None if data["value"] is None else float(data["value"]), data["reason"])
        except (KeyError, TypeError, ValueError, OverflowError):
            raise InvalidFigures("not a figure") from None
        raise InvalidFigures("not a figure")
