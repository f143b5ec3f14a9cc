"""What of imports goes with the time: files with addresses of people, and the hashes in the journal."""

from datetime import datetime, timedelta

from django.db import transaction

from registrations.models import ImportChange, RegisterImport
from registrations.models.imports import UNDO_TIME

__all__ = ["clean_imports"]

LOOKED_AT_KEPT = timedelta(days=1)
AT_ONCE = 500
State = RegisterImport.State


def clean_imports(now: datetime) -> int:
    """Removes files that nobody confirmed within a day, and empties those that can be undone no longer (for
    `run_due_jobs`); gives how many."""
    looked_at = RegisterImport.objects.filter(state=State.LOOKED_AT, uploaded_at__lt=now - LOOKED_AT_KEPT)
    count = looked_at.delete()[0]
    over = RegisterImport.objects.filter(state__in=[State.DONE, State.FAILED], finished_at__lt=now - UNDO_TIME)
    for row in over.exclude(data=b"").only("pk"):
        _empty(row)
        count += 1
    return count


@transaction.atomic
def _empty(row: RegisterImport) -> None:
    """The journal stays: which groups, and what they were; whose addresses goes."""
    changes = []
    for change in ImportChange.objects.filter(register_import=row).iterator(chunk_size=AT_ONCE):
        for state in (change.before, change.after):
            if state:
                state["contacts"] = []
        changes.append(change)
    ImportChange.objects.bulk_update(changes, ["before", "after"], batch_size=AT_ONCE)
    RegisterImport.objects.filter(pk=row.pk).update(data=b"")
