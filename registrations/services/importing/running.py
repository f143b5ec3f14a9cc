"""The worker's part of an import: AT_ONCE groups per transaction, each of them compared with the register of that
moment, so that it can stop anywhere and go on, and a second time changes nothing."""

import logging
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from accounts import audit
from registrations.importing import Found, ended, key_of
from registrations.models import ImportChange, RegisterImport
from registrations.services.importing.plan import AT_ONCE, Change, compare, gone_groups, read_import
from registrations.services.importing.states import add_groups, change_groups, groups_of, states_of
from registrations.services.importing.undoing import undo_step

__all__ = ["MAX_TRIES", "resume_imports", "run_import"]

logger = logging.getLogger(__name__)

State = RegisterImport.State
MAX_TRIES = 5
LOCK = "registrations.importing"
LOCK_SECONDS = 120  # longer than one batch, and than reading the file


def resume_imports(*, now: datetime) -> int:
    """Goes on with what the task queue missed (for `run_due_jobs`); gives how many."""
    pks = list(RegisterImport.objects.busy().values_list("pk", flat=True))
    for pk in pks:
        run_import(pk=pk, now=now)
    return len(pks)


def run_import(*, pk: int, now: datetime) -> None:
    """Does, or undoes, what is left of an import that was confirmed; after MAX_TRIES failures it says so.

    One worker at a time. Two of them would do no harm, because each batch locks the row of the import and reads
    there how far it is; they would only read the same file for nothing.
    """
    if not cache.add(LOCK, True, timeout=LOCK_SECONDS):
        return
    try:
        _work(pk, now)
    except Exception:  # (logged with its traceback; tried again within a minute)
        logger.exception("import %s of the register stopped", pk)
        _failed(pk, now)
    finally:
        cache.delete(LOCK)


def _work(pk: int, now: datetime) -> None:
    register_import = RegisterImport.objects.busy().filter(pk=pk).first()
    if register_import is None:
        return
    if register_import.state == State.UNDOING:
        while undo_step(pk=pk, now=now):
            cache.touch(LOCK, LOCK_SECONDS)
        return
    found = read_import(register_import)
    while _step(pk, found, now):
        cache.touch(LOCK, LOCK_SECONDS)


def _failed(pk: int, now: datetime) -> None:
    RegisterImport.objects.busy().filter(pk=pk).update(tries=F("tries") + 1)
    busy = RegisterImport.objects.busy().filter(pk=pk, tries__gte=MAX_TRIES)
    busy.update(state=State.FAILED, finished_at=now)


@transaction.atomic
def _step(pk: int, found: Found, now: datetime) -> bool:
    """Writes the next groups of the file, then those that it lacks; gives whether there may be more."""
    rows = RegisterImport.objects.select_for_update().defer("data", "problems")
    row = rows.filter(pk=pk, state=State.RUNNING).first()
    if row is None:
        return False
    day = row.source_date.isoformat() if row.source_date else None
    batch = found.groups[row.done : row.done + AT_ONCE]
    changes = compare(batch, day, lock=True) if batch else _gone(found)
    if not changes:
        _finish(row, now)
        return False
    _write(row, changes, now)
    row.done += len(changes)
    row.total, row.tries = max(row.total, row.done), 0
    row.save(update_fields=["done", "total", "tries"])
    return True


def _gone(found: Found) -> list[Change]:
    """The next groups that the file lacks: they are ended, never deleted. Certificates hang on them."""
    keys = [key_of(group.number) for group in gone_groups(found.keys)[:AT_ONCE]]
    groups = list(groups_of(keys, lock=True).values())
    states = states_of(groups)
    return [
        Change(kind="gone", group=group, before=states[group.pk], after=ended(states[group.pk])) for group in groups
    ]


def _write(row: RegisterImport, changes: list[Change], now: datetime) -> None:
    new = [change for change in changes if change.kind == "new"]
    changed = [change for change in changes if change.kind in ("changed", "gone")]
    added = add_groups([change.after for change in new])
    change_groups([(change.group, change.after) for change in changed if change.group], now)
    groups = [*added, *(change.group for change in changed)]
    ImportChange.objects.bulk_create(
        ImportChange(
            register_import=row,
            number=change.after["number"],
            group=group,
            kind=change.kind,
            before=change.before,
            after=change.after,
        )
        for change, group in zip([*new, *changed], groups, strict=True)
    )


def _finish(row: RegisterImport, now: datetime) -> None:
    row.state, row.finished_at, row.total = State.DONE, now, row.done
    row.save(update_fields=["state", "finished_at", "total"])
    audit.record(actor=None, verb="register.import_done", target=row, at=now, changes=row.changes.count())
