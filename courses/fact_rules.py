"""When a fact has to be checked (again): the one place that knows (DESIGN §4). Plain Python, no Django."""

from datetime import date
from enum import StrEnum

__all__ = ["CHECKED", "FRESH_MONTHS", "Due", "due", "fresh_since", "is_due", "is_stale"]

CHECKED = "gecontroleerd"
FRESH_MONTHS = 12
"""How long a check of a fact, or of its source, lasts."""


class Due(StrEnum):
    """Why somebody has to look at a fact."""

    NEVER = "never"
    OLD = "old"
    SOURCE = "source"


def fresh_since(today: date) -> date:
    """The first day whose checks still count today."""
    year, month = divmod(today.year * 12 + today.month - 1 - FRESH_MONTHS, 12)
    # 29 February is there once in four years; the day before counts in the others.
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return date(year, month + 1, day)


def is_stale(checked_on: date | None, today: date) -> bool:
    """Whether a check was too long ago; a check that was never made is not old."""
    return checked_on is not None and checked_on < fresh_since(today)


def due(status: str, checked_on: date | None, source_checked_on: date | None, today: date) -> Due | None:
    """Why a fact has to be checked: never done, too long ago, or its source too long ago; None when it has not."""
    if status != CHECKED or checked_on is None:
        return Due.NEVER
    if is_stale(checked_on, today):
        return Due.OLD
    return Due.SOURCE if is_stale(source_checked_on, today) else None


def is_due(status: str, checked_on: date | None, source_checked_on: date | None, today: date) -> bool:
    """Whether somebody has to check a fact."""
    return due(status, checked_on, source_checked_on, today) is not None
