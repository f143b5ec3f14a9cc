"""What the foundation reads about a claim, in words: how long it waits, and what the register knows."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registrations.models import Group, Registration
from registrations.selectors import Knowledge

__all__ = ["known_words", "waits_words"]

Role = Registration.Role


def waits_words(since: datetime, now: datetime) -> str:
    """How many days somebody waits already, by the calendar of here."""
    days = (localdate(now) - localdate(since)).days
    return ngettext("%(days)d dag", "%(days)d dagen", days) % {"days": days} if days > 0 else _("sinds vandaag")


def known_words(claim: Registration, known: Knowledge) -> list[str]:
    """One sentence each: the register, the address, the group, what came before."""
    words = [_register(claim, known)]
    if not known.is_verified:
        words.append(_("Het adres is nog niet bewezen."))
    words.append(_group(claim, known))
    if known.refused_before:
        words.append(_("Eerder afgewezen bij deze groep."))
    return words


def _register(claim: Registration, known: Knowledge) -> str:
    if Role.MANAGER in known.roles:
        return _("Het adres staat in het register als beheerder.")
    if claim.role == Role.MEMBER and Role.MEMBER in known.roles:
        return _("Het adres staat in het register als lid.")
    if Role.MEMBER in known.roles:
        return _("Het adres staat in het register als lid, niet als beheerder.")
    return _("Het adres staat niet in het register bij deze groep.")


def _group(claim: Registration, known: Knowledge) -> str:
    if claim.group.status != Group.Status.ACTIVE:
        return _("De groep is beëindigd: bevestigen kan niet meer.")
    if not known.managers:
        return _("De groep heeft hier nog geen beheerder.")
    count = {"count": known.managers}
    return (
        ngettext(
            "De groep heeft hier %(count)d beheerder, die dit ook mag.",
            "De groep heeft hier %(count)d beheerders, die dit ook mogen.",
            known.managers,
        )
        % count
    )
