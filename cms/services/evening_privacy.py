"""What evenings hold of people: taken along, taken away, and gone by itself (DESIGN §6)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.models import AuditEvent, User
from certificates.dates import local_day
from cms.models.evenings import Evening, EveningGuest

__all__ = ["NAMES_LIFETIME", "erase_evenings", "export_evenings", "forget_guests", "names_are_gone", "seen_on"]

NAMES_LIFETIME = timedelta(days=30)  # after the day of an evening; `/privacy/` promises it


def export_evenings(user: User) -> dict[str, Any]:
    """For `accounts.hooks.on_export`: where he was, and which evenings he led (how many were there, not who)."""
    visits = EveningGuest.objects.filter(learner__user=user).select_related("evening__group", "evening__course")
    hosted = list(Evening.objects.for_user(user).select_related("group", "course"))
    seen = seen_on(hosted)
    return {
        "evenings": {
            "joined": [
                _facts(row.evening) | {"name": row.name, "joined_at": row.joined_at.isoformat(), "seen": row.was_there}
                for row in visits
            ],
            "hosted": [_facts(row) | {"seen": seen[row.key]} for row in hosted],
        }
    }


def _facts(evening: Evening) -> dict[str, Any]:
    return {"on": evening.on.isoformat(), "group": evening.group.number, "course": evening.course.slug}


def erase_evenings(user: User, now: datetime) -> None:
    """For `accounts.hooks.on_erase`: his name goes from every list; evenings of his own are over."""
    EveningGuest.objects.filter(learner__user=user).delete()
    Evening.objects.for_user(user).open().update(closed_at=now)


def forget_guests(*, now: datetime, limit: int) -> int:
    """Deletes up to `limit` names from evenings of more than 30 days ago; gives how many.

    Who waits for an account with a code on paper that still works, stays so long: with that code he becomes *lid*.
    """
    over = EveningGuest.objects.filter(evening__on__lt=local_day(now) - NAMES_LIFETIME)
    on_paper = over.filter(learner__user=None, learner__resume_code__last_day__gte=local_day(now)).values("pk")
    rows = over.exclude(pk__in=on_paper).values_list("pk", flat=True)[:limit]
    return EveningGuest.objects.filter(pk__in=list(rows)).delete()[0]


def names_are_gone(evening: Evening, *, now: datetime) -> bool:
    """Whether the names of an evening are past their term; who came with a code on paper may still be there."""
    return evening.on < local_day(now) - NAMES_LIFETIME


def seen_on(evenings: Iterable[Evening]) -> Counter[UUID]:
    """How many were there by the word of the host, by key of the evening: from the audit, which outlives the names."""
    keys = {str(evening.key): evening.key for evening in evenings}
    said = AuditEvent.objects.filter(verb="evening.confirm", object_key__in=keys)
    found = Counter[UUID]()
    for key, detail in said.values_list("object_key", "detail"):
        found[keys[key]] += detail["present"]
    return found
