"""A buurtpreventieteam registers itself, and withdraws (DESIGN §6). The foundation decides in `team_deciding`."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, limits
from accounts.mail import send_once
from accounts.models import User
from registrations.models import Group, Registration, TeamApplication
from registrations.services.areas import save_group
from registrations.services.claims import end
from registrations.services.errors import GroupEnded, NotAllowed
from registrations.services.recording import hold_group, tell
from registrations.services.team_errors import AlreadyDecided, NotManager, TeamWaits, TooManyTeams, TooManyToday

__all__ = ["FACTS", "MAX_A_DAY", "MAX_WAITING", "apply", "hold", "tell_team", "withdraw"]

MAX_WAITING = 3  # teams of one person that may wait at once
MAX_A_DAY = 10  # sent by one person, withdrawn ones too: every one is a mail and work for a volunteer
DAY = timedelta(days=1)
FACTS = (
    "name",
    "municipality",
    "place",
    "area",
    "postcodes",
    "members",
    "since",
    "with_municipality",
    "with_police",
    "with_enforcement",
)
"""What a team tells about itself."""

Status = TeamApplication.Status


@transaction.atomic
def apply(*, application: TeamApplication, now: datetime) -> TeamApplication:
    """Saves a new application, with its `user` and facts filled in, and mails him what happens now.

    The same one twice (a button pressed again) is one. Raises TeamWaits, TooManyTeams, TooManyToday.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=application.user_id)
    waiting = list(TeamApplication.objects.waiting().filter(user=user))
    for standing in waiting:
        if _is_same(standing, application):
            return standing
    _must_fit(user, application, waiting, now)
    application.status, application.applied_at = Status.WAITING, now
    application.save()
    audit.record(actor=user, verb="team.apply", target=application, at=now)
    tell_team(application, "team_applied", now)
    return application


@transaction.atomic
def withdraw(*, application: TeamApplication, by: User, now: datetime) -> TeamApplication:
    """Takes an own team back: a waiting one goes from the queue, an accepted one ends as group.

    The registration of the applicant ends with it; those of others stay, they read why the group is no more, and its
    other beheerders get a mail. Certificates stay valid. Raises NotAllowed, AlreadyDecided, NotManager.
    """
    if application.user_id != by.pk:
        raise NotAllowed
    held = hold(application)
    if held.status not in (Status.WAITING, Status.ACCEPTED):
        raise AlreadyDecided
    if held.status == Status.ACCEPTED and held.group:
        _end_group(held, held.group, by=by, now=now)
    was, held.status, held.withdrawn_at = held.status, Status.WITHDRAWN, now
    held.save(update_fields=["status", "withdrawn_at"])
    audit.record(actor=by, verb="team.withdraw", target=held, at=now, was=was)
    return held


def hold(application: TeamApplication) -> TeamApplication:
    """The application as it is now, kept so until the transaction ends; who decides about it stands in line.

    Lock it before the group: application, group, person, registration is the order in which everybody asks.
    """
    return TeamApplication.objects.select_for_update(no_key=True).get(pk=application.pk)


def tell_team(application: TeamApplication, template: str, now: datetime, **context: str) -> None:
    """Mails the applicant, once; nothing for an account without an address. `template` lies in `templates/mail/`."""
    if not (address := application.user.email):
        return
    path = reverse("registrations:team_detail", args=[application.key])
    name = application.user.name or _("deelnemer")
    facts = {"name": name, "team": application.name, "url": f"{settings.ACADEMIE_URL}{path}"}
    send_once(key=f"{template}:{application.key}", to=address, template=template, context=facts | context, now=now)


def _is_same(one: TeamApplication, other: TeamApplication) -> bool:
    return all(getattr(one, fact) == getattr(other, fact) for fact in FACTS)


def _must_fit(user: User, application: TeamApplication, waiting: list[TeamApplication], now: datetime) -> None:
    named = (application.name.casefold(), application.municipality.casefold())
    if any((one.name.casefold(), one.municipality.casefold()) == named for one in waiting):
        raise TeamWaits
    if len(waiting) >= MAX_WAITING:
        raise TooManyTeams
    if not limits.allow(key=limits.key_for("team", str(user.key)), limit=MAX_A_DAY, window=DAY, now=now):
        raise TooManyToday


def _end_group(application: TeamApplication, group: Group, *, by: User, now: datetime) -> None:
    try:
        group = hold_group(group)
    except GroupEnded:  # the foundation ended it before
        _end_own(group, by=by, now=now)
        return
    others = list(Registration.objects.managers_of(group).exclude(user=by).select_related("user", "group"))
    if not _end_own(group, by=by, now=now):
        raise NotManager
    group.status = Group.Status.ENDED
    ranges = group.postcodes.values_list("first", "last")
    # The history names nobody: it outlives an erasure of the person it is about.
    text = _("Dit team is uit het register gehaald door wie het had aangemeld. Je certificaten blijven geldig.")
    save_group(group=group, ranges=ranges, by=by, now=now, ended_text=text)
    for other in others:
        tell(other, "team_withdrawn", now, about=other)


def _end_own(group: Group, *, by: User, now: datetime) -> bool:
    """Whether he was beheerder of the group until now."""
    own = Registration.objects.managed_by(by).filter(group=group).first()
    if own:
        end(registration=own, by=by, reason="", now=now)
    return own is not None
