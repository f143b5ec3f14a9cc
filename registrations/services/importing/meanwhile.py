"""People who were let in by an address that an import brought: after its undoing the foundation looks at them."""

from collections.abc import Iterable
from datetime import datetime

from registrations.codes import hash_email
from registrations.importing import State
from registrations.models import ImportChange, Registration

__all__ = ["confirmed_meanwhile"]

_Proof = set[tuple[str, str]]


def confirmed_meanwhile(changes: Iterable[ImportChange], since: datetime | None) -> list[int]:
    """Primary keys of registrations that stand, were confirmed by the register itself since then, and would not have
    been without these changes. Ask before the journal forgets its contacts. One query."""
    by_group = {change.group_id: change for change in changes if change.group_id}
    rows = Registration.objects.confirmed().filter(group__in=list(by_group), decided_by=None, decided_at__gte=since)
    return [row.pk for row in rows.select_related("user").order_by("pk") if _through(by_group[row.group_id], row)]


def _through(change: ImportChange, row: Registration) -> bool:
    """Whether the contact that let him in came with the change (as `claims`: a beheerder may also be lid)."""
    hashed = hash_email(row.user.email or "")
    proof = {(hashed, row.role), (hashed, Registration.Role.MANAGER.value)}
    return bool(proof & _contacts(change.after)) and not proof & _contacts(change.before)


def _contacts(state: State | None) -> _Proof:
    return {(hashed, role) for hashed, role in state["contacts"]} if state else set()
