"""Pages and questions that get no draft from a file now: locked, before a reviewer, or waiting for their hour.

That holds for everybody, also for who set the lock or may review: a file changes much at once.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Revision, WorkflowState

from courses.services.course_files.errors import UnusableFile

__all__ = ["free_row", "held"]


def free_row(target: Any) -> Any:
    """The page or question as it is now, for this transaction alone. Raises UnusableFile when it is held."""
    row = type(target).objects.select_for_update().filter(pk=target.pk).first()
    if row is None:
        raise UnusableFile(_("‘%(title)s’ is net weggehaald. Probeer het opnieuw.") % {"title": target.title})
    for sentence in held([row]):
        raise UnusableFile(sentence)
    return row


def held(rows: Sequence[Any]) -> list[str]:
    """Which of these pages (or of these questions) are held, in Dutch sentences. Two queries, however many rows."""
    reviewed = keys_in(WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS), rows)
    planned = keys_in(Revision.objects.filter(approved_go_live_at__isnull=False), rows)
    sentences = [why_held(row, reviewed, planned) % {"title": row.title} for row in rows]
    return [sentence for sentence in sentences if sentence]


def why_held(row: Any, reviewed: set[str], planned: set[str]) -> str:
    """The sentence, with a place for the title; "" when the row is free."""
    if row.locked:
        return _("‘%(title)s’ staat op slot. Haal eerst het slot eraf, dan kun je bijwerken.")
    if str(row.pk) in reviewed:
        return _("‘%(title)s’ ligt ter beoordeling. Wacht tot dat klaar is, dan kun je bijwerken.")
    if str(row.pk) in planned:
        return _("‘%(title)s’ is gepland en komt vanzelf uit. Wacht daarop, dan kun je bijwerken.")
    return ""


def keys_in(found: Any, rows: Sequence[Any]) -> set[str]:
    """Primary keys of the rows that `found`, states or revisions, are about."""
    if not rows:
        return set()
    mine = found.filter(base_content_type=rows[0].get_base_content_type(), object_id__in=[str(row.pk) for row in rows])
    return set(mine.values_list("object_id", flat=True))
