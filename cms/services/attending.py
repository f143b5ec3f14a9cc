"""Who was there on an evening: said by its beheerder, a registration for who has an account, now or later."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import audit
from accounts.models import Learner, User
from cms.models.evenings import Evening, EveningGuest
from cms.services.evenings import NotYourGroup, is_led
from registrations.models import Group, Registration
from registrations.services import RegistrationError, claim, confirm

__all__ = ["merge_evenings", "name_of_guest", "register_waiting", "say_who_was_there"]


@transaction.atomic
def say_who_was_there(
    *, evening: Evening, by: User, present: Iterable[UUID], absent: Iterable[UUID], now: datetime
) -> int:
    """Who was there becomes *lid* of the group: at once with an account, else as soon as there is one.

    `present` and `absent` hold keys of guests of this evening; whoever is in neither stays as he was, and who was
    confirmed stays so. Gives how many became present now. Raises NotYourGroup.
    """
    if by != evening.host or not is_led(evening):
        raise NotYourGroup
    keys = set(present)
    _lock_learners(evening, keys)
    _lock_people(evening, keys)
    unseen = EveningGuest.objects.filter(evening=evening).exclude(was_there=True)
    count = unseen.filter(key__in=keys).update(was_there=True, confirmed_at=now)
    unseen.filter(key__in=set(absent) - keys).update(was_there=False, confirmed_at=now)
    audit.record(actor=by, verb="evening.confirm", target=evening, at=now, present=count)
    _register_waiting(EveningGuest.objects.filter(evening=evening), now)
    return count


def _lock_learners(evening: Evening, keys: set[UUID]) -> None:
    """Before any other lock, in the order of a merge: else somebody who gives his e-mail at this instant would be
    nobody to us, and not confirmed to the merge."""
    rows = Learner.objects.filter(evenings__evening=evening, evenings__key__in=keys)
    list(rows.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk"))


def _lock_people(evening: Evening, keys: set[UUID]) -> None:
    """The group, then everybody at once in the order of the register: each of them is registered below, and who
    locks several people elsewhere would else wait for us while we wait for him."""
    list(Group.objects.select_for_update(no_key=True).filter(pk=evening.group_id).values_list("pk"))
    people = Q(pk=evening.host_id) | Q(learner__evenings__evening=evening, learner__evenings__key__in=keys)
    found = User.objects.filter(pk__in=User.objects.filter(people).values("pk"))
    list(found.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def merge_evenings(guest: Learner, target: Learner, now: datetime) -> None:
    """For `accounts.hooks.on_merge`: the evenings go along, and who was there is registered now that he is somebody.

    After the commit: a merge holds the learners, and registering locks group and person, which go before those.
    """
    standing = {row.evening_id: row for row in EveningGuest.objects.filter(learner=target)}
    for row in EveningGuest.objects.filter(learner=guest):
        if twin := standing.get(row.evening_id):
            _join_twins(row, twin)
        else:
            EveningGuest.objects.filter(pk=row.pk).update(learner=target)
    # Robust: whoever is not registered here, `register_waiting` finds.
    transaction.on_commit(partial(_register_waiting, EveningGuest.objects.filter(learner=target), now), robust=True)


def _join_twins(row: EveningGuest, twin: EveningGuest) -> None:
    """One person who joined on two devices: he was there when either was."""
    if row.was_there and not twin.was_there:
        EveningGuest.objects.filter(pk=twin.pk).update(was_there=True, confirmed_at=row.confirmed_at)
    row.delete()


def register_waiting(*, now: datetime) -> int:
    """Registers who was there and has an account since; gives how many (for `run_due_jobs`)."""
    return _register_waiting(EveningGuest.objects.filter(evening__group__status=Group.Status.ACTIVE), now)


def _register_waiting(guests: QuerySet[EveningGuest], now: datetime) -> int:
    """Registers whoever of `guests` was there and has an account by now; gives how many."""
    # Who asked to be beheerder and may not be that, was there all the same; who may not be lid is not asked again.
    is_no_manager = Q(registration__status=Registration.Status.REFUSED, registration__role=Registration.Role.MANAGER)
    waiting = guests.filter(Q(registration=None) | is_no_manager, was_there=True, learner__user__is_active=True)
    found = waiting.select_related("evening__group", "evening__host", "learner__user").order_by("pk")
    return sum(_register(guest, now) for guest in found)


@transaction.atomic
def _register(guest: EveningGuest, now: datetime) -> bool:
    """The registration of somebody who was there, by the word of the host; whether there is one.

    Where the host is no beheerder any more it is a claim like any other, for who is.
    """
    user, evening = guest.learner.user, guest.evening
    if user is None:
        return False
    try:
        registration = _claimed(user, evening, now)
    except RegistrationError:  # the group ended, or ten claims of his wait: nothing that an evening can mend
        return False
    if registration.status == Registration.Status.PENDING and registration.role == Registration.Role.MEMBER:
        _confirm(registration, evening, now)
    unchanged = EveningGuest.objects.filter(pk=guest.pk, registration=guest.registration_id)
    return bool(unchanged.update(registration=registration))


def _claimed(user: User, evening: Evening, now: datetime) -> Registration:
    """His standing registration with this group in whatever role, else a new claim of *lid*."""
    standing = Registration.objects.standing().filter(user=user, group=evening.group_id).first()
    return standing or claim(user=user, group=evening.group, role=Registration.Role.MEMBER, now=now)


def _confirm(registration: Registration, evening: Evening, now: datetime) -> None:
    with suppress(RegistrationError):
        if is_led(evening):  # a registrar who led it as beheerder says no more than a beheerder can
            confirm(registration=registration, by=evening.host, now=now)


def name_of_guest(guest: Learner) -> str:
    """For `accounts.hooks.guest_names`: the name that he gave on his last evening, or nothing."""
    names = EveningGuest.objects.filter(learner=guest).order_by("-joined_at", "-pk").values_list("name", flat=True)
    return names.first() or ""
