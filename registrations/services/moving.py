"""The foundation moves somebody to another group: one registration ends, another takes its place (DESIGN §6)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from registrations.models import Group, Registration
from registrations.services.errors import AlreadyThere, NotAllowed, NotConfirmed, SameGroup
from registrations.services.recording import clean_reason, hold_group, hold_person, note, tell
from registrations.signals import registration_confirmed

__all__ = ["move"]


@transaction.atomic
def move(*, registration: Registration, group: Group, by: User, reason: str, now: datetime) -> Registration:
    """Ends a confirmed registration with `reason` and gives the confirmed one at `group` that takes its place.

    Role, day of asking and choice for the certificate go along, so that new certificates follow the person; those
    that exist keep the old group. The person gets a mail.
    Raises NotAllowed, ReasonMissing, ReasonTooLong, SameGroup, GroupEnded, NotConfirmed, AlreadyThere.
    """
    if not by.has_role(Role.REGISTRAR, Role.ADMIN):
        raise NotAllowed
    reason = clean_reason(reason, required=True)
    if group.pk == registration.group_id:
        raise SameGroup
    group = hold_group(group)
    hold_person(registration.user)
    was_chosen = _end(registration, reason=reason, now=now)
    new = _begin(registration, group=group, is_chosen=was_chosen, by=by, now=now)
    _record(registration, new, by=by, reason=reason, now=now)
    registration_confirmed.send(sender=Registration, registration=new, at=now)
    return new


def _end(old: Registration, *, reason: str, now: datetime) -> bool:
    """Compare and set, so that of two moves one gets through; gives whether certificates showed the old group."""
    was_chosen = Registration.objects.filter(pk=old.pk, is_chosen=True).exists()
    rows = Registration.objects.confirmed().filter(pk=old.pk)
    if not rows.update(status=Registration.Status.ENDED, ended_at=now, reason=reason, is_chosen=False):
        raise NotConfirmed
    old.refresh_from_db()
    return was_chosen


def _begin(old: Registration, *, group: Group, is_chosen: bool, by: User, now: datetime) -> Registration:
    try:
        with transaction.atomic():
            return Registration.objects.create(
                user=old.user,
                group=group,
                role=old.role,
                status=Registration.Status.CONFIRMED,
                claimed_at=old.claimed_at,
                decided_at=now,
                decided_by=by,
                is_chosen=is_chosen,
                moved_from=old,
            )
    except IntegrityError:
        raise AlreadyThere from None


def _record(old: Registration, new: Registration, *, by: User, reason: str, now: datetime) -> None:
    names = {"old": old.group.name, "new": new.group.name}
    gone = _("De stichting heeft je overgezet naar %(new)s.") % names
    come = _("De stichting heeft je overgezet van %(old)s.") % names
    note(old, now, actor=by, verb="registration.end", text=gone, own=False, moved_to=str(new.key))
    note(new, now, actor=by, verb="registration.move", text=come, moved_from=str(old.key))
    tell(new, "registration_moved", now, about=new, old=old.group.name, reason=reason)
