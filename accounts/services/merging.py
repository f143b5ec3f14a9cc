"""Taking a guest over into an account: the one path for a new and an old account (DESIGN §6)."""

from datetime import datetime

from django.db import transaction

from accounts import audit, hooks
from accounts.models import Learner, User

__all__ = ["GuestTaken", "merge_guest"]


class GuestTaken(Exception):
    """The guest went into another account before."""


def merge_guest(*, guest: Learner, user: User, now: datetime) -> Learner:
    """Moves the work of `guest` to the learner of `user`, which is made when there is none; gives that learner.

    Safe to repeat. Raises GuestTaken when `guest` belongs to somebody else.
    """
    with transaction.atomic():
        # The lock on the account puts two merges into it in line; both would make its learner.
        User.objects.select_for_update().get(pk=user.pk)
        guest = Learner.objects.select_for_update().get(pk=guest.pk)
        target, _ = Learner.objects.get_or_create(user=user, defaults={"created_at": now, "last_seen_at": now})
        if target.pk in (guest.pk, guest.merged_into_id):
            return target
        if not guest.is_guest or guest.merged_into_id is not None:
            raise GuestTaken
        _take_over(guest=guest, target=target, user=user, now=now)
    return target


def _take_over(*, guest: Learner, target: Learner, user: User, now: datetime) -> None:
    for move in hooks.on_merge:
        move(guest, target, now)
    Learner.objects.filter(pk=guest.pk).update(merged_into=target, merged_at=now)
    Learner.objects.filter(pk=target.pk).update(last_seen_at=now)
    audit.record(actor=user, verb="learner.merged", target=target, at=now, guest=str(guest.key))
