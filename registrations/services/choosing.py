"""*Zet deze groep op mijn certificaat*: which registration new certificates show (DESIGN §7)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from registrations.models import Registration, RegistrationEvent
from registrations.services.errors import NotAllowed, NotConfirmed
from registrations.services.recording import hold_group, hold_person, note

__all__ = ["choose"]


@transaction.atomic
def choose(*, registration: Registration, by: User, now: datetime) -> Registration:
    """From now on new certificates of `by` show the group of his `registration`; those that exist stay as they are.

    A second time changes nothing. Raises NotAllowed, NotConfirmed, GroupEnded.
    """
    if registration.user_id != by.pk:
        raise NotAllowed
    hold_group(registration.group)
    # One choice at a time: of two tabs the last one counts, and a certificate sees the one or the other.
    hold_person(by)
    chosen = Registration.objects.filter(user=by, is_chosen=True).first()
    if chosen == registration:
        return chosen
    if chosen:
        _let_go(chosen, now)
    if not Registration.objects.confirmed().filter(pk=registration.pk).update(is_chosen=True):
        raise NotConfirmed
    registration.refresh_from_db()
    text = _("Je koos deze groep voor je certificaat. Nieuwe certificaten krijgen deze groep.")
    note(registration, now, actor=by, verb="registration.choose", text=text)
    return registration


def _let_go(chosen: Registration, now: datetime) -> None:
    Registration.objects.filter(pk=chosen.pk).update(is_chosen=False)
    text = _("Je koos een andere groep voor je certificaat.")
    RegistrationEvent.objects.create(registration=chosen, at=now, status=chosen.status, note=text)
