"""What evenings hold of people: taken along, taken away, and gone by itself (DESIGN §6)."""

from datetime import datetime
from typing import Any

from django.db.models import Count

from accounts.models import Learner, User
from cms.models.evenings import Evening, EveningGuest
from cms.services.evenings import today

__all__ = ["erase_evenings", "export_evenings", "forget_guests"]


def export_evenings(user: User) -> dict[str, Any]:
    """For `accounts.hooks.on_export`: where he was, and which evenings he led (how many came, not who)."""
    visits = EveningGuest.objects.filter(learner__user=user).select_related("evening__group", "evening__course")
    hosted = Evening.objects.for_user(user).select_related("group", "course")
    people = dict(
        EveningGuest.objects.filter(evening__in=hosted).values_list("evening").annotate(Count("pk")).order_by()
    )
    return {
        "evenings": {
            "joined": [
                _facts(row.evening) | {"name": row.name, "joined_at": row.joined_at.isoformat(), "seen": row.was_there}
                for row in visits
            ],
            "hosted": [_facts(row) | {"people": people.get(row.pk, 0)} for row in hosted],
        }
    }


def _facts(evening: Evening) -> dict[str, Any]:
    return {"on": evening.on.isoformat(), "group": evening.group.number, "course": evening.course.slug}


def erase_evenings(user: User, now: datetime) -> None:
    """For `accounts.hooks.on_erase`: his name goes from every list; evenings of his own are over."""
    EveningGuest.objects.filter(learner__user=user).delete()
    Evening.objects.for_user(user).open().update(closed_at=now)


def forget_guests(*, now: datetime, limit: int) -> int:
    """Deletes up to `limit` names of guests who did nothing for 30 days, unless their code on paper still works."""
    stale = Learner.objects.stale(now).exclude(resume_code__last_day__gte=today(now))
    rows = EveningGuest.objects.filter(learner__in=stale).values_list("pk", flat=True)[:limit]
    return EveningGuest.objects.filter(pk__in=list(rows)).delete()[0]
