"""Putting back what an import changed, group by group, as far as nobody went on with it."""

from collections.abc import Collection
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from registrations.importing import State, ended
from registrations.models import Group, GroupContact, ImportChange, PostcodeRange, RegisterImport
from registrations.services.importing.cleaning import EMPTY, forget_contacts
from registrations.services.importing.meanwhile import confirmed_meanwhile
from registrations.services.importing.plan import AT_ONCE
from registrations.services.importing.states import change_groups, states_of

__all__ = ["undo_step"]

CHANGED_SINCE = _("Deze groep is daarna veranderd.")
IN_USE = _("Bij deze groep horen al mensen. Daarom is hij beëindigd en niet weggehaald.")
GONE_SINCE = _("Deze groep is er niet meer.")
OWN_PARTS = {PostcodeRange, GroupContact, ImportChange}
"""What goes with a group; anything else that points at it makes that it stays."""


@transaction.atomic
def undo_step(*, pk: int, now: datetime) -> bool:
    """Puts the next groups back, the last written first; gives whether there may be more."""
    rows = RegisterImport.objects.select_for_update().defer("data", "problems")
    row = rows.filter(pk=pk, state=RegisterImport.State.UNDOING).first()
    if row is None:
        return False
    changes = list(row.changes.filter(undone_at=None, left_because="").order_by("-pk")[:AT_ONCE])
    if not changes:
        _finish(row, now)
        return False
    row.counts["meanwhile"] = [*row.counts.get("meanwhile", []), *confirmed_meanwhile(changes, row.confirmed_at)]
    _put_back(changes, now)
    row.done += len(changes)
    row.total, row.tries = max(row.total, row.done), 0
    row.save(update_fields=["counts", "done", "total", "tries"])
    return True


def _put_back(changes: list[ImportChange], now: datetime) -> None:
    pks = [change.group_id for change in changes if change.group_id]
    groups = {group.pk: group for group in Group.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
    states = states_of(list(groups.values()))
    used = _in_use([change.group_id for change in changes if change.group_id and change.kind == "new"])
    wanted: list[tuple[Group, State]] = []
    unused: list[int] = []
    for change in changes:
        change.left_because = _why_left(change, states, used)
        change.undone_at = None if change.left_because else now
        group = groups.get(change.group_id or 0)
        if group is None or states[group.pk] != change.after:
            continue
        if change.before is not None:
            wanted.append((group, change.before))
        elif group.pk in used:
            wanted.append((group, ended(states[group.pk])))
        else:
            unused.append(group.pk)
    change_groups(wanted, now)
    _remove(unused)
    forget_contacts(changes)  # the last: what is compared above has them
    ImportChange.objects.bulk_update(changes, ["before", "after", "undone_at", "left_because"])


def _why_left(change: ImportChange, states: dict[int, State], used: Collection[int]) -> str:
    """Why a group is not put back, "" when it is."""
    if change.group_id not in states:
        return str(GONE_SINCE)
    if states[change.group_id] != change.after:
        return str(CHANGED_SINCE)
    return str(IN_USE) if change.group_id in used else ""


def _in_use(pks: list[int]) -> set[int]:
    """Which of these groups something hangs on. One query per table that refers to groups."""
    used: set[int] = set()
    for relation in Group._meta.related_objects:
        if relation.related_model not in OWN_PARTS:
            column = relation.field.attname
            model: type[models.Model] = relation.related_model
            used.update(model._base_manager.filter(**{f"{column}__in": pks}).values_list(column, flat=True))
    return used


def _remove(pks: list[int]) -> None:
    """New groups that nobody uses; what imports did to them keeps their number."""
    ImportChange.objects.filter(group__in=pks).update(group=None)
    for part in (PostcodeRange, GroupContact):
        parts = part._base_manager.filter(group__in=pks)
        parts._raw_delete(using=parts.db)
    groups = Group.objects.filter(pk__in=pks)
    groups._raw_delete(using=groups.db)


def _finish(row: RegisterImport, now: datetime) -> None:
    """The file is needed no longer."""
    row.state, row.undone_at, row.total = RegisterImport.State.UNDONE, now, row.done
    for name, value in EMPTY.items():
        setattr(row, name, value)
    row.save(update_fields=["state", "undone_at", "total", *EMPTY])
    left = row.changes.exclude(left_because="").count()
    audit.record(actor=None, verb="register.import_put_back", target=row, at=now, left=left)
