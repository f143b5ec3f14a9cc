"""What of imports goes with the time: files with addresses of people, and the hashes in the journal."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from registrations.models import ImportChange, RegisterImport
from registrations.models.imports import UNDO_TIME, RegisterImportQuerySet

__all__ = ["EMPTY", "clean_imports", "forget_contacts"]

LOOKED_AT_KEPT = timedelta(days=1)
AT_ONCE = 500
EMPTY: dict[str, Any] = {"data": b"", "problems": []}
"""What an import keeps of its file once it is needed no longer: problems repeat words from its cells."""
State = RegisterImport.State


def clean_imports(now: datetime) -> int:
    """Removes files that nobody confirmed within a day, and empties those that can be undone no longer (for
    `run_due_jobs`); gives how many."""
    looked_at = RegisterImport.objects.filter(state=State.LOOKED_AT, uploaded_at__lt=now - LOOKED_AT_KEPT)
    # One statement with the state in it: what somebody confirms at this moment stays. Nothing hangs on what it removes.
    count = looked_at._raw_delete(using=looked_at.db)
    over = RegisterImport.objects.filter(state__in=[State.DONE, State.FAILED], finished_at__lt=now - UNDO_TIME)
    pks = list(over.exclude(data=b"").values_list("pk", flat=True))
    return count + sum(_empty(over, pk) for pk in pks)


@transaction.atomic
def _empty(over: RegisterImportQuerySet, pk: int) -> bool:
    """The journal stays: which groups, and what they were; whose addresses goes. Not of what goes on meanwhile."""
    if over.filter(pk=pk).select_for_update().only("pk").first() is None:
        return False
    changes = list(ImportChange.objects.filter(register_import=pk).iterator(chunk_size=AT_ONCE))
    forget_contacts(changes)
    ImportChange.objects.bulk_update(changes, ["before", "after"], batch_size=AT_ONCE)
    RegisterImport.objects.filter(pk=pk).update(**EMPTY)
    return True


def forget_contacts(changes: Iterable[ImportChange]) -> None:
    """Takes the hashes out of rows of the journal, unsaved."""
    for change in changes:
        for state in (change.before, change.after):
            if state:
                state["contacts"] = []
