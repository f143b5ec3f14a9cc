"""*Bevestig*, *Draai terug* and *Ga verder*: what a person decides; the worker does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from registrations import tasks
from registrations.importing import read_sheet
from registrations.models import RegisterImport
from registrations.models.imports import FIGURES
from registrations.services.importing.errors import (
    AlreadyConfirmed,
    ColumnsMissing,
    ImportBusy,
    NothingToDo,
    RegisterChanged,
    TooLate,
)
from registrations.services.importing.looking import digest_of, waiting, write_preview
from registrations.services.importing.order import may_retry, refuse_when_later_stands, undo_refusal

__all__ = ["confirm_import", "retry_import", "undo_import"]

State = RegisterImport.State


def confirm_import(*, register_import: RegisterImport, shown: str, by: User, now: datetime) -> RegisterImport:
    """Gives the file to the worker.

    `shown` is the `digest_of` the preview that the person saw. The file must do that now, else the preview is renewed.
    Raises ColumnsMissing, RegisterChanged, NothingToDo, AlreadyConfirmed and ImportBusy.
    """
    if register_import.state != State.LOOKED_AT:
        raise AlreadyConfirmed
    if not register_import.counts:
        raise ColumnsMissing
    _look_again(register_import, shown)
    if not any(register_import.counts[name] for name in ("new", "changed", "gone")):
        raise NothingToDo
    with _one_at_a_time():
        row = waiting(register_import)
        if row.columns != register_import.columns:
            raise RegisterChanged
        row.counts = register_import.counts
        _start(row, State.RUNNING, confirmed_at=now, total=register_import.total)
        counts = {name: row.counts[name] for name in FIGURES}
        audit.record(actor=by, verb="register.import_confirmed", target=row, at=now, **counts)
    return row


def _look_again(register_import: RegisterImport, shown: str) -> None:
    """Sets the preview of this moment. Raises RegisterChanged when it is not what was shown, and keeps it then."""
    # Outside a transaction: it costs seconds, and on SQLite nobody's answer could be saved meanwhile.
    write_preview(register_import, read_sheet(bytes(register_import.data)))
    if digest_of(register_import) == shown:
        return
    with transaction.atomic():
        # Who chose other columns meanwhile made a newer preview, by those.
        if waiting(register_import).columns == register_import.columns:
            register_import.save(update_fields=["counts", "problems", "total"])
    raise RegisterChanged


def undo_import(*, register_import: RegisterImport, by: User, now: datetime) -> RegisterImport:
    """Lets the worker put back what the import changed. Raises what `undo_refusal` gives, LaterStands, ImportBusy."""
    with _one_at_a_time():
        row = _locked(register_import)
        if refusal := undo_refusal(row, now):
            raise refusal
        row.undone_by = by
        _start(row, State.UNDOING, total=row.changes.count())
        refuse_when_later_stands(row)
        audit.record(actor=by, verb="register.import_undone", target=row, at=now)
    return row


def retry_import(*, register_import: RegisterImport, by: User, now: datetime) -> RegisterImport:
    """*Ga verder* with what failed half-way. Raises TooLate, AlreadyConfirmed and ImportBusy, and LaterStands when it
    was going back."""
    with _one_at_a_time():
        row = _locked(register_import)
        if row.state != State.FAILED:
            raise AlreadyConfirmed
        if not may_retry(row, now):
            raise TooLate
        _start(row, State.UNDOING if row.undone_by_id else State.RUNNING, done=row.done, total=row.total)
        if row.undone_by_id:
            refuse_when_later_stands(row)
        audit.record(actor=by, verb="register.import_retried", target=row, at=now)
    return row


def _locked(register_import: RegisterImport) -> RegisterImport:
    rows = RegisterImport.objects.select_for_update().defer("data", "problems")
    return rows.get(pk=register_import.pk)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """A transaction in which an import begins; the database lets only one be busy. Raises ImportBusy."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "register_import_one_busy" in str(error):
            raise ImportBusy from None
        raise


def _start(row: RegisterImport, state: str, *, total: int, done: int = 0, confirmed_at: datetime | None = None) -> None:
    row.state, row.total, row.done, row.tries = state, total, done, 0
    row.confirmed_at = confirmed_at or row.confirmed_at
    row.save(update_fields=["state", "counts", "total", "done", "tries", "confirmed_at", "undone_by"])
    transaction.on_commit(partial(tasks.work_on_import.enqueue, row.pk), robust=True)
