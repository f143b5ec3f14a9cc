"""Which imports can be undone: the last one first."""

from datetime import datetime

from django.db.models import Q

from registrations.models import RegisterImport
from registrations.models.imports import UNDO_TIME
from registrations.services.errors import RegistrationError
from registrations.services.importing.errors import (
    AlreadyUndone,
    LaterStands,
    NotBroughtIn,
    StillComingIn,
    TooLate,
    UndoBegun,
)

__all__ = ["in_time", "later_standing", "may_retry", "may_undo", "refuse_when_later_stands", "undo_refusal"]

State = RegisterImport.State


def later_standing(register_import: RegisterImport) -> RegisterImport | None:
    """The last import that was confirmed after this one and is not undone. One query, none before the confirming.

    Undone in another order an import leaves groups that only the later one knows.
    """
    if register_import.confirmed_at is None:
        return None
    at = register_import.confirmed_at
    later = Q(confirmed_at__gt=at) | Q(confirmed_at=at, pk__gt=register_import.pk)
    rows = RegisterImport.objects.exclude(state__in=[State.LOOKED_AT, State.UNDONE]).filter(later)
    return rows.only("key", "file_name", "confirmed_at").order_by("-confirmed_at", "-pk").first()


def refuse_when_later_stands(register_import: RegisterImport) -> None:
    """Raises LaterStands. Ask when this import has the place of the one that is busy: then none can come after."""
    if later := later_standing(register_import):
        raise LaterStands(later)


def undo_refusal(register_import: RegisterImport, now: datetime) -> RegistrationError | None:
    """Why this import by itself cannot be undone now; None when it can. See also `later_standing`."""
    match register_import.state:
        case State.LOOKED_AT:
            return NotBroughtIn()
        case State.RUNNING:
            return StillComingIn()
        case State.UNDONE:
            return AlreadyUndone()
    if register_import.undone_by_id:
        return UndoBegun()
    return None if in_time(register_import, now) else TooLate()


def may_undo(register_import: RegisterImport, now: datetime) -> bool:
    """Whether it came in, or failed half-way, at most seven days ago, and no later import stands. One query."""
    return undo_refusal(register_import, now) is None and later_standing(register_import) is None


def may_retry(register_import: RegisterImport, now: datetime) -> bool:
    """Whether it stopped half-way, coming in or going back, at most seven days ago."""
    return register_import.state == State.FAILED and in_time(register_import, now)


def in_time(register_import: RegisterImport, now: datetime) -> bool:
    """Whether what is needed to undo it, or to go on with it, is still kept."""
    finished_at = register_import.finished_at
    return finished_at is not None and now <= finished_at + UNDO_TIME
