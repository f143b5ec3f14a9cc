"""Claiming a group, and deciding about claims (DESIGN §6)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Role
from registrations.models import STANDING, Group, GroupContact, Registration, RegistrationEvent, hash_email
from registrations.services.errors import (
    GroupEnded,
    NotAllowed,
    NotPending,
    NotStanding,
    OtherRoleStands,
    ReasonMissing,
    ReasonTooLong,
    TooManyPending,
    UnknownRole,
)
from registrations.signals import registration_confirmed

__all__ = ["MAX_PENDING", "REASON_LENGTH", "claim", "confirm", "end", "refuse"]

MAX_PENDING = 10  # claims of one person that may wait at once, so that nobody floods the foundation
REASON_LENGTH = 300

Status = Registration.Status


@transaction.atomic
def claim(*, user: User, group: Group, role: str, now: datetime) -> Registration:
    """Ties `user` to `group`: confirmed at once when the register knows his verified e-mail, else pending.

    A second claim of the same group gives the standing one back. Raises UnknownRole, GroupEnded,
    OtherRoleStands, TooManyPending.
    """
    if role not in Registration.Role.values:
        raise UnknownRole
    if standing := _standing(user, group, role):
        return standing
    if group.status != Group.Status.ACTIVE:
        raise GroupEnded
    if Registration.objects.pending().filter(user=user).count() >= MAX_PENDING:
        raise TooManyPending
    try:
        with transaction.atomic():
            registration = Registration.objects.create(user=user, group=group, role=role, claimed_at=now)
    except IntegrityError:  # the same person claimed it in another tab this instant
        if standing := _standing(user, group, role):
            return standing
        raise
    _note(registration, now, actor=user, verb="registration.claim", role=role)
    if _register_knows(user, group, role):
        _decide(registration, Status.CONFIRMED, now, by=None)
        note = _("De stichting kent je e-mailadres bij deze groep.")
        _confirmed(registration, now, actor=user, proof="register", note=note)
    return registration


@transaction.atomic
def confirm(*, registration: Registration, by: User, now: datetime) -> Registration:
    """Confirms a claim, sends `registration_confirmed`. Raises NotAllowed, NotPending, GroupEnded."""
    _must_decide(registration, by)
    if registration.group.status != Group.Status.ACTIVE:
        raise GroupEnded
    _decide(registration, Status.CONFIRMED, now, by=by)
    _confirmed(registration, now, actor=by, proof=_proof(by))
    return registration


@transaction.atomic
def refuse(*, registration: Registration, by: User, reason: str, now: datetime) -> Registration:
    """Refuses a pending claim; the person reads `reason`. Raises NotAllowed, NotPending, ReasonMissing,
    ReasonTooLong."""
    _must_decide(registration, by)
    reason = _clean_reason(reason, required=True)
    _decide(registration, Status.REFUSED, now, by=by, reason=reason)
    _note(registration, now, actor=by, verb="registration.refuse", note=reason, proof=_proof(by))
    return registration


@transaction.atomic
def end(*, registration: Registration, by: User, reason: str, now: datetime) -> Registration:
    """Ends a standing registration: by its owner (a pending one is then withdrawn), or with a reason by who
    keeps the register. Raises NotAllowed, NotStanding, ReasonMissing, ReasonTooLong."""
    own = registration.user_id == by.pk
    if not own and not by.has_role(Role.REGISTRAR, Role.ADMIN):
        raise NotAllowed
    reason = _clean_reason(reason, required=not own)
    rows = Registration.objects.filter(pk=registration.pk, status__in=STANDING).update(
        status=Status.ENDED, ended_at=now, reason=reason, decided_at=Coalesce(F("decided_at"), Value(now))
    )
    if not rows:
        raise NotStanding
    registration.refresh_from_db()
    note = reason or _("Je bent zelf gestopt.")
    _note(registration, now, actor=by, verb="registration.end", note=note, own=own)
    return registration


def _standing(user: User, group: Group, role: str) -> Registration | None:
    standing = Registration.objects.standing().filter(user=user, group=group).first()
    if standing and standing.role != role:
        raise OtherRoleStands
    return standing


def _register_knows(user: User, group: Group, role: str) -> bool:
    """A beheerder in the register may also be lid; a lid in the register is lid only."""
    if not (user.verified_at and user.email):
        return False
    proving = {role, Registration.Role.MANAGER}
    return GroupContact.objects.filter(group=group, email_hash=hash_email(user.email), role__in=proving).exists()


def _must_decide(registration: Registration, by: User) -> None:
    if not Registration.objects.decidable_by(by).filter(pk=registration.pk).exists():
        raise NotAllowed


def _proof(by: User) -> str:
    return "foundation" if by.has_role(Role.REGISTRAR, Role.ADMIN) else "manager"


def _decide(registration: Registration, status: str, now: datetime, *, by: User | None, reason: str = "") -> None:
    """Compare and set: of two people who decide at once exactly one gets through, the other NotPending."""
    rows = (
        Registration.objects.pending()
        .filter(pk=registration.pk)
        .update(status=status, decided_at=now, decided_by=by, reason=reason)
    )
    if not rows:
        raise NotPending
    registration.refresh_from_db()


def _confirmed(registration: Registration, now: datetime, *, actor: User, proof: str, note: str = "") -> None:
    _note(registration, now, actor=actor, verb="registration.confirm", note=note, proof=proof)
    registration_confirmed.send(sender=Registration, registration=registration, at=now)


def _note(registration: Registration, now: datetime, *, actor: User, verb: str, note: str = "", **detail: Any) -> None:
    """The row that the person reads, and the one that the audit reads; free text stays out of the second."""
    RegistrationEvent.objects.create(registration=registration, at=now, status=registration.status, note=note)
    audit.record(actor=actor, verb=verb, target=registration, at=now, **detail)


def _clean_reason(reason: str, *, required: bool) -> str:
    reason = " ".join(reason.replace("\x00", " ").split())
    if required and not reason:
        raise ReasonMissing
    if len(reason) > REASON_LENGTH:
        raise ReasonTooLong
    return reason
