"""Taking a guest over: the one path into a new or an old account, or into the guest of a code on paper (DESIGN §6)."""

from datetime import datetime

from django.db import transaction

from accounts import audit, hooks
from accounts.models import Learner, User

__all__ = ["GuestTaken", "lock_learner", "merge_guest", "merge_guests"]


class GuestTaken(Exception):
    """The guest went into another account before."""


def merge_guest(*, guest: Learner, user: User, now: datetime) -> Learner:
    """Moves the work of `guest` to the learner of `user`, which is made when there is none; gives that learner.

    Safe to repeat. Raises GuestTaken when `guest` belongs to somebody else, and when the account was erased.
    """
    with transaction.atomic():
        target, _ = Learner.objects.get_or_create(user=user, defaults={"created_at": now, "last_seen_at": now})
        return _merge(guest, target, actor=user, now=now)


def merge_guests(*, guest: Learner, target: Learner, now: datetime) -> Learner:
    """Moves the work of `guest` to the guest `target`, when both are one person (a code on paper); gives `target`.

    Safe to repeat. Raises GuestTaken when either went into another learner before.
    """
    with transaction.atomic():
        return _merge(guest, target, actor=None, now=now)


def _merge(guest: Learner, target: Learner, *, actor: User | None, now: datetime) -> Learner:
    # Always in this order, and not the account: who finishes a course locks that after his attempt (DESIGN §5).
    rows = {pk: _lock(pk) for pk in sorted({guest.pk, target.pk})}
    guest, target = rows[guest.pk], rows[target.pk]
    if target.pk in (guest.pk, guest.merged_into_id):
        return target
    if not guest.is_guest or guest.merged_into_id is not None or target.merged_into_id is not None:
        raise GuestTaken
    if User.objects.filter(learner=target, erased_at__isnull=False).exists():  # this instant
        raise GuestTaken
    _take_over(guest=guest, target=target, actor=actor, now=now)
    return target


def lock_learner(pk: int) -> Learner:
    """The learner with this primary key, or who took him over, locked until the transaction ends.

    For what must not slip between the rows that a merge moves. It comes before any other lock of an act: learner,
    attempt, enrollment, account is the order everywhere, so that nobody waits for ever.
    """
    learner = _lock(pk)
    return learner if learner.merged_into_id is None else lock_learner(learner.merged_into_id)


def _lock(pk: int) -> Learner:
    # Without the key of the row: what is added to a learner meanwhile need not wait.
    return Learner.objects.select_for_update(no_key=True).get(pk=pk)


def _take_over(*, guest: Learner, target: Learner, actor: User | None, now: datetime) -> None:
    # The lower apps first, because they come last in INSTALLED_APPS: certificates lock the account, which is the last
    # lock of who hands in too.
    for move in reversed(hooks.on_merge):
        move(guest, target, now)
    Learner.objects.filter(pk=guest.pk).update(merged_into=target, merged_at=now)
    Learner.objects.filter(pk=target.pk).update(last_seen_at=now)
    audit.record(actor=actor, verb="learner.merged", target=target, at=now, guest=str(guest.key))
