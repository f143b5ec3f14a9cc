"""The teams that registered themselves as a file to take along: the national inventory (DESIGN §6)."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Role
from registrations.models import TeamApplication
from registrations.services.errors import NotAllowed
from spreadsheets import csv_bytes

__all__ = ["export_teams"]

Status = TeamApplication.Status
REACHABLE = (Status.WAITING, Status.ACCEPTED, Status.MERGED)
"""Of who was refused or withdrew, name and address are nobody's business any more."""


def export_teams(*, by: User, now: datetime) -> bytes:
    """CSV with a line per application, oldest first; no text in it is a formula. Two queries. Raises NotAllowed."""
    if not by.has_role(Role.REGISTRAR, Role.ADMIN):
        raise NotAllowed
    teams = TeamApplication.objects.select_related("user", "group").order_by("applied_at", "pk")
    lines = [_line(team) for team in teams]
    audit.record(actor=by, verb="team.export", target=by, at=now, count=len(lines))
    return csv_bytes([_headings(), *lines])


def _headings() -> list[str]:
    return [
        *(_("Naam van het team"), _("Gemeente"), _("Plaats"), _("Gebied"), _("Postcodes"), _("Aantal leden")),
        *(_("Bestaat sinds"), _("Werkt samen met gemeente"), _("Werkt samen met politie")),
        *(_("Werkt samen met handhaving"), _("Stand"), _("Registernummer"), _("Aangemeld op"), _("Besloten op")),
        *(_("Ingetrokken op"), _("Coördinator"), _("E-mailadres")),
    ]


def _line(team: TeamApplication) -> list[str]:
    name, email = (team.user.name, team.user.email or "") if team.status in REACHABLE else ("", "")
    ticks = (team.with_municipality, team.with_police, team.with_enforcement)
    return [
        *(team.name, team.municipality, team.place, team.area, team.postcodes, str(team.members)),
        *(str(team.since or ""), *(_("ja") if tick else _("nee") for tick in ticks)),
        *(team.get_status_display(), team.group.number if team.group else ""),
        *(_day(at) for at in (team.applied_at, team.decided_at, team.withdrawn_at)),
        *(name, email),
    ]


def _day(at: datetime | None) -> str:
    """The day as everybody sorts it, by the calendar of here."""
    return localdate(at).isoformat() if at else ""
