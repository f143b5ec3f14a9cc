"""A beheerder lets a co-beheerder in: the other beheerders of the group hear of it (DESIGN §6)."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from registrations.models import Registration, RegistrationEvent
from registrations.services.recording import tell

__all__ = ["tell_others"]


def tell_others(registration: Registration, *, by: User, now: datetime) -> int:
    """Mails every other beheerder of the group, and writes it in his history; gives how many there are.

    The history names nobody: it outlives an erasure of the person it is about.
    """
    others = Registration.objects.managers_of(registration.group).exclude(user__in=[registration.user_id, by.pk])
    told = list(others.select_related("user", "group"))
    for other in told:
        RegistrationEvent.objects.create(registration=other, at=now, status=other.status, note=_history())
        names = [registration.user, by]
        tell(other, "co_manager", now, about=registration, names=names, **_who(registration, by=by, now=now))
    return len(told)


def _history() -> str:
    return _("Je groep heeft er een beheerder bij. Een andere beheerder heeft dat bevestigd. We hebben het je gemaild.")


def _who(registration: Registration, *, by: User, now: datetime) -> dict[str, str]:
    return {
        "who": registration.user.name or _("Iemand zonder naam"),
        "by": by.name or _("Een andere beheerder"),
        "when": date_format(localtime(now), r"j F Y \o\m H:i"),
    }
