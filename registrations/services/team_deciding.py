"""The foundation accepts, merges or refuses a team that registered itself (DESIGN §6)."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Role
from registrations.codes import read_ranges
from registrations.models import Group, Registration, TeamApplication
from registrations.services.areas import save_group
from registrations.services.claims import claim, confirm
from registrations.services.errors import NotAllowed, OtherRoleStands
from registrations.services.recording import clean_reason, hold_group, note
from registrations.services.team_errors import AlreadyDecided, ApplicantIsMember
from registrations.services.teams import hold, tell_team
from registrations.signals import registration_confirmed

__all__ = ["SOURCE", "accept", "merge", "refuse"]

SOURCE = "eigen aanmelding"
_NUMBER = re.compile(r"BPT-([0-9]+)", re.IGNORECASE)
_MANAGER = Registration.Role.MANAGER

Status = TeamApplication.Status


@transaction.atomic
def accept(*, application: TeamApplication, by: User, now: datetime) -> TeamApplication:
    """Makes a new group of the team, with the applicant as its confirmed beheerder, and mails him.

    Raises NotAllowed, AlreadyDecided.
    """
    _hold_numbers()
    held = _hold_waiting(application, by)
    group = save_group(group=_new_group(held, now), ranges=read_ranges(held.postcodes), by=by, now=now)
    _make_manager(held.user, group, by=by, now=now)
    _decide(held, Status.ACCEPTED, by=by, now=now, group=group)
    tell_team(held, "team_accepted", now, number=group.number)
    return held


@transaction.atomic
def merge(*, application: TeamApplication, group: Group, as_manager: bool, by: User, now: datetime) -> TeamApplication:
    """The team is a `group` that was there: the applicant becomes its beheerder, or (not `as_manager`) asks to.

    What he asked or has there already stays as it is. He gets a mail.
    Raises NotAllowed, AlreadyDecided, GroupEnded, ApplicantIsMember, TooManyPending.
    """
    held = _hold_waiting(application, by)
    group = hold_group(group)
    if as_manager:
        _make_manager(held.user, group, by=by, now=now)
    else:
        _ask(held.user, group, now)
    _decide(held, Status.MERGED, by=by, now=now, group=group)
    standing = Registration.objects.standing().get(user=held.user, group=group)
    place = {"group": group.name, "number": group.number}
    tell_team(held, "team_merged", now, **place, role=standing.role, status=standing.status)
    return held


@transaction.atomic
def refuse(*, application: TeamApplication, by: User, reason: str, now: datetime) -> TeamApplication:
    """Refuses the team; the applicant reads `reason`, on his page and in a mail.

    Raises NotAllowed, AlreadyDecided, ReasonMissing, ReasonTooLong.
    """
    reason = clean_reason(reason, required=True)
    held = _hold_waiting(application, by)
    _decide(held, Status.REFUSED, by=by, now=now, reason=reason)
    tell_team(held, "team_refused", now, reason=reason)
    return held


def _hold_waiting(application: TeamApplication, by: User) -> TeamApplication:
    if not by.has_role(Role.REGISTRAR, Role.ADMIN):
        raise NotAllowed
    held = hold(application)
    if held.status != Status.WAITING:
        raise AlreadyDecided
    return held


def _decide(
    held: TeamApplication, status: str, *, by: User, now: datetime, group: Group | None = None, reason: str = ""
) -> None:
    held.status, held.decided_at, held.decided_by = status, now, by
    held.group, held.reason = group, reason
    held.save(update_fields=["status", "decided_at", "decided_by", "group", "reason"])
    audit.record(actor=by, verb=f"team.{status}", target=held, at=now, group=group.number if group else "")


def _hold_numbers() -> None:
    """One team at a time gets the next number. The oldest application is the lock: it is always there, and stays."""
    TeamApplication.objects.select_for_update(no_key=True).order_by("pk").first()


def _next_number() -> str:
    """`BPT-00001`, `BPT-00002`: one more than the highest in the register, also among groups that ended."""
    numbers = Group.objects.filter(number__istartswith="BPT-").order_by().values_list("number", flat=True)
    counts = [int(found[1]) for number in numbers if (found := _NUMBER.fullmatch(number))]
    return f"BPT-{max(counts, default=0) + 1:05}"


def _new_group(team: TeamApplication, now: datetime) -> Group:
    return Group(
        number=_next_number(),
        kind=Group.Kind.TEAM,
        name=team.name,
        place=team.place,
        municipality=team.municipality,
        source=SOURCE,
        source_date=localdate(now),
    )


def _make_manager(user: User, group: Group, *, by: User, now: datetime) -> None:
    """A confirmed registration as beheerder, in place of what he asked for; certificates that wait come now."""
    standing = Registration.objects.standing().filter(user=user, group=group).first()
    if standing and standing.role != _MANAGER:
        raise ApplicantIsMember
    if standing and standing.status == Registration.Status.PENDING:
        confirm(registration=standing, by=by, now=now)
    elif not standing:
        _begin(user, group, by=by, now=now)


def _begin(user: User, group: Group, *, by: User, now: datetime) -> None:
    """Without a claim first: the mail about the team says it all, so a mail about the claim would be one too many."""
    confirmed = Registration.Status.CONFIRMED
    facts = {"claimed_at": now, "decided_at": now, "decided_by": by}
    registration = Registration.objects.create(user=user, group=group, role=_MANAGER, status=confirmed, **facts)
    text = _("De stichting heeft je team aangenomen. Je bent beheerder.")
    note(registration, now, actor=by, verb="registration.confirm", text=text, proof="foundation")
    registration_confirmed.send(sender=Registration, registration=registration, at=now)


def _ask(user: User, group: Group, now: datetime) -> None:
    try:
        claim(user=user, group=group, role=_MANAGER, now=now)
    except OtherRoleStands:  # he belongs to it already, as lid
        return
