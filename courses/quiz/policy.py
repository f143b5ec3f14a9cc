"""The rules of a quiz: what an attempt copies at its start (DESIGN §5). Times are aware datetimes, percents 0..100."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Literal

Feedback = Literal["end", "each"]

GRACE = timedelta(seconds=60)
"""After the end of the time an answer that was on its way still counts this long (quiz.md §2.8)."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """`feedback` end: the exam mode, explanation after handing in; each: the practice mode, at once, with tries.

    0 means no limit for `max_attempts`, `wait_minutes` (between attempts) and `time_limit_minutes`. `max_tries` and
    `penalty` (percent of the points per wrong try) count in the practice mode only.
    """

    pass_mark: int = 75
    shuffle_questions: bool = False
    feedback: Feedback = "end"
    max_attempts: int = 0
    wait_minutes: int = 0
    time_limit_minutes: int = 0
    max_tries: int = 3
    penalty: int = 0

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Policy":
        """Read a stored policy; what an older one does not have gets its default."""
        known = {name: value for name, value in stored.items() if name in cls.__dataclass_fields__}
        return cls(**known)  # type: ignore[arg-type]

    def to_json(self) -> dict[str, object]:
        """Return every field."""
        return asdict(self)

    @property
    def is_practice(self) -> bool:
        """Tell whether each question is explained at once."""
        return self.feedback == "each"

    def due_at(self, started_at: datetime, *, more_time: int = 0) -> datetime | None:
        """Return the end of the time, `more_time` percent later than for others; None without a limit."""
        if not self.time_limit_minutes:
            return None
        return started_at + timedelta(minutes=self.time_limit_minutes) * (100 + more_time) / 100

    def attempts_left(self, taken: int, *, extra: int = 0) -> int | None:
        """Return how many attempts may still be started; None = as many as you like."""
        return max(0, self.max_attempts + extra - taken) if self.max_attempts else None

    def opens_at(self, last_submitted_at: datetime | None) -> datetime | None:
        """Return when the next attempt may start; None = at any time."""
        if last_submitted_at is None or not self.wait_minutes:
            return None
        return last_submitted_at + timedelta(minutes=self.wait_minutes)
