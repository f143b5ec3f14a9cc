"""What a team that registered itself reads about it, and the foundation too: its facts and its history in words."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registrations.models import Group, TeamApplication

__all__ = ["Happened", "can_withdraw", "fact_rows", "history", "next_step", "partners"]

Status = TeamApplication.Status
NOT_GIVEN = gettext_lazy("Niet ingevuld")


class Happened(NamedTuple):
    at: datetime
    text: str


def fact_rows(team: TeamApplication) -> list[tuple[str, str]]:
    """(what, answer) for everything that was asked, in the order of the form."""
    return [
        (_("Naam van het team"), team.name),
        (_("Gemeente"), team.municipality),
        (_("Plaats"), team.place or str(NOT_GIVEN)),
        (_("Gebied"), team.area or str(NOT_GIVEN)),
        (_("Postcodes"), team.postcodes or str(NOT_GIVEN)),
        (_("Aantal leden"), str(team.members)),
        (_("Bestaat sinds"), str(team.since or NOT_GIVEN)),
        (_("Werkt samen met"), partners(team)),
    ]


def partners(team: TeamApplication) -> str:
    """`de gemeente en de politie`, or that nobody was ticked."""
    asked = ("with_municipality", "with_police", "with_enforcement")
    names = [str(team._meta.get_field(name).verbose_name) for name in asked if getattr(team, name)]  # type: ignore[union-attr]
    if not names:
        return _("Niemand aangekruist")
    return " en ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def can_withdraw(team: TeamApplication) -> bool:
    """What waits, or became a group of its own; a merged team is left on the page of the registration."""
    return team.status in (Status.WAITING, Status.ACCEPTED)


def next_step(team: TeamApplication) -> str:
    """What became of it, or what its sender can do now, in a sentence or two. Reads `team.group` when there is one."""
    if team.status == Status.WAITING:
        return _("De stichting kijkt ernaar. Je krijgt een mail zodra er is beslist.")
    if team.status == Status.REFUSED:
        return _("Klopt dat niet? Pas het aan en meld je team opnieuw aan.")
    if team.status == Status.WITHDRAWN or team.group is None:
        return _("Je kunt je team altijd opnieuw aanmelden.")
    group = {"group": team.group.name, "number": team.group.number}
    if team.group.status == Group.Status.ENDED:
        return _("%(group)s (%(number)s) staat niet meer in het register.") % group
    if team.status == Status.MERGED:
        return _("Je team stond er al in, als %(group)s (%(number)s).") % group
    return _("Je team staat in het register, met nummer %(number)s.") % group


def history(team: TeamApplication) -> list[Happened]:
    """Newest first. Reads `team.group` when there is one."""
    rows = [Happened(team.applied_at, _("Het team is aangemeld."))]
    if team.decided_at:
        rows.append(Happened(team.decided_at, _decision(team)))
    if team.withdrawn_at:
        rows.append(Happened(team.withdrawn_at, _("De aanmelding is ingetrokken.")))
    return rows[::-1]


def _decision(team: TeamApplication) -> str:
    """Also of a team that was withdrawn afterwards, whose status no longer tells it."""
    if team.group is None:
        return _("Afgewezen. %(reason)s") % {"reason": team.reason}
    group = {"group": team.group.name, "number": team.group.number}
    if team.status == Status.MERGED:
        return _("Samengevoegd met %(group)s (%(number)s).") % group
    return _("Aangenomen als %(group)s (%(number)s).") % group
