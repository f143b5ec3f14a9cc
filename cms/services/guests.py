"""Guests who stayed away for 30 days go (DESIGN §6).

Who did nothing that counts is deleted. Of who took a course keys, choices, scores and dates stay, because figures hang
on them (DESIGN §3): of nobody, without what he typed, and no device leads to it any more.
"""

import uuid
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import PROTECT, Exists, OuterRef, Q, QuerySet

from accounts.models import Learner
from certificates.dates import local_day
from cms.models.evenings import EveningGuest
from courses.models import Attempt, Enrollment, Purpose
from courses.services.privacy import erase_work

__all__ = ["GONE", "forget_stale_guests", "stale_guests"]

GONE = datetime(1970, 1, 1, tzinfo=UTC)
"""`last_seen_at` of who is nobody any more: he is not met again, and when he left is not kept."""
AT_ONCE = 200  # guests in one transaction: what each of them typed is blanked row by row


def stale_guests(now: datetime) -> QuerySet[Learner]:
    """Guests who go now: nothing done for 30 days, and nothing waits for them.

    What waits: a code on paper that still works, a name on an evening (it goes by its own term), a trial.
    """
    has_paper = Q(resume_code__last_day__gte=local_day(now))
    on_evening = Exists(EveningGuest.objects.filter(learner=OuterRef("pk")))
    tries = Exists(Enrollment.objects.filter(learner=OuterRef("pk")).exclude(purpose=Purpose.LEARNER))
    return Learner.objects.stale(now).exclude(last_seen_at=GONE).exclude(has_paper).exclude(on_evening | tries)


def forget_stale_guests(*, now: datetime, limit: int) -> int:
    """Takes up to `limit` stale guests away; gives how many. Who acts at this instant is left for another day."""
    count, found = 0, AT_ONCE
    while found == AT_ONCE and count < limit:
        found = _forget_some(now=now, limit=min(AT_ONCE, limit - count))
        count += found
    return count


@transaction.atomic
def _forget_some(*, now: datetime, limit: int) -> int:
    guests = _hold(now=now, limit=limit)
    unused = {guest.pk for guest in without_history(guests)}
    _forget([guest for guest in guests if guest.pk not in unused], now=now)
    Learner.objects.filter(pk__in=unused).delete()
    return len(guests)


def _hold(*, now: datetime, limit: int) -> list[Learner]:
    """The guests with their work, locked in the order of all locks: learner, attempt, enrollment."""
    late = list(stale_guests(now).order_by("pk").values_list("pk", flat=True)[:limit])
    rows = Learner.objects.filter(pk__in=late).order_by("pk").select_for_update(no_key=True, skip_locked=True)
    held = list(rows.values_list("pk", flat=True))
    for model in (Attempt, Enrollment):
        list(model._default_manager.select_for_update().filter(learner__in=held).order_by("pk").values_list("pk"))
    # Once more with the condition: somebody may have come back before his row was locked.
    return list(stale_guests(now).filter(pk__in=held))


def without_history(guests: list[Learner]) -> QuerySet[Learner]:
    """Those of `guests` that no row of history points at, in whatever app."""
    unused = Learner.objects.filter(pk__in=[guest.pk for guest in guests])
    for relation in Learner._meta.related_objects:
        if relation.on_delete is PROTECT:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            unused = unused.exclude(Exists(rows))
    return unused


def _forget(guests: list[Learner], *, now: datetime) -> None:
    """Their history stays, of nobody: another key, so that neither a device nor the audit log leads to it."""
    erase_work(learners=Learner.objects.filter(pk__in=[guest.pk for guest in guests]), now=now)
    for guest in guests:
        guest.key, guest.last_seen_at = uuid.uuid4(), GONE
    Learner.objects.bulk_update(guests, ["key", "last_seen_at"])
