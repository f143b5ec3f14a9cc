"""Claiming a group, and deciding about claims (DESIGN §6)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from registrations.codes import hash_email
from registrations.models import STANDING, Group, GroupContact, Registration
from registrations.services.co_managers import tell_others
from registrations.services.errors import (
    NotAllowed,
    NotPending,
    NotStanding,
    OtherRoleStands,
    TooManyPending,
    UnknownRole,
)
from registrations.services.recording import clean_reason, hold_group, hold_person, note, tell
from registrations.signals import registration_confirmed

__all__ = ["MAX_PENDING", "claim", "confirm", "end", "refuse"]

MAX_PENDING = 10  # claims of one person that may wait at once, so that nobody floods the foundation

Status = Registration.Status


@transaction.atomic
def claim(*, user: User, group: Group, role: str, now: datetime) -> Registration:
    """Ties `user` to `group`: confirmed at once when the register knows his verified e-mail, else pending.

    A second claim of the same group gives the standing one back. Raises UnknownRole, GroupEnded, NotAllowed (an
    account that is closed), OtherRoleStands, TooManyPending.
    """
    if role not in Registration.Role.values:
        raise UnknownRole
    if standing := _standing(user, group, role):
        return standing
    group = hold_group(group)
    if not hold_person(user).is_active:
        raise NotAllowed
    if Registration.objects.pending().filter(user=user).count() >= MAX_PENDING:
        raise TooManyPending
    try:
        with transaction.atomic():
            registration = Registration.objects.create(user=user, group=group, role=role, claimed_at=now)
    except IntegrityError:  # the same person claimed it in another tab this instant
        if standing := _standing(user, group, role):
            return standing
        raise
    asked = _("Je vroeg aan: %(role)s.") % {"role": registration.get_role_display()}
    note(registration, now, actor=user, verb="registration.claim", text=asked, role=role)
    if _register_knows(user, group, role):
        _decide(registration, Status.CONFIRMED, now, by=None)
        text = _("De stichting kent je e-mailadres bij deze groep.")
        _confirmed(registration, now, actor=user, proof="register", text=text)
    return registration


@transaction.atomic
def confirm(*, registration: Registration, by: User, now: datetime) -> Registration:
    """Confirms a claim, sends `registration_confirmed` and a mail to the person.

    A beheerder whom another beheerder lets in is told to all the others. Raises NotAllowed, NotPending, GroupEnded.
    """
    hold_group(registration.group)
    hold_person(registration.user, by)
    _must_decide(registration, by)
    _decide(registration, Status.CONFIRMED, now, by=by)
    proof = _proof(registration, by)
    is_co_manager = proof == "manager" and registration.role == Registration.Role.MANAGER
    others = tell_others(registration, by=by, now=now) if is_co_manager else 0
    _confirmed(registration, now, actor=by, proof=proof, text=_confirmed_text(proof, others=others))
    tell(registration, "registration_confirmed", now, about=registration, role=registration.get_role_display())
    return registration


@transaction.atomic
def refuse(*, registration: Registration, by: User, reason: str, now: datetime) -> Registration:
    """Refuses a pending claim; the person reads `reason`, here and in a mail. Raises NotAllowed, NotPending,
    ReasonMissing, ReasonTooLong."""
    hold_person(registration.user, by)
    _must_decide(registration, by)
    reason = clean_reason(reason, required=True)
    _decide(registration, Status.REFUSED, now, by=by, reason=reason)
    note(registration, now, actor=by, verb="registration.refuse", text=reason, proof=_proof(registration, by))
    tell(registration, "registration_refused", now, about=registration, reason=reason)
    return registration


@transaction.atomic
def end(*, registration: Registration, by: User, reason: str, now: datetime) -> Registration:
    """Ends a standing registration: by its owner (a pending one is then withdrawn), or with a reason by who
    keeps the register, and then the owner gets a mail. Certificates no longer show it when it was chosen.
    Raises NotAllowed, NotStanding, ReasonMissing, ReasonTooLong."""
    own = registration.user_id == by.pk
    if not own and not by.has_role(Role.REGISTRAR, Role.ADMIN):
        raise NotAllowed
    reason = clean_reason(reason, required=not own)
    hold_person(registration.user)
    rows = Registration.objects.filter(pk=registration.pk, status__in=STANDING).update(
        status=Status.ENDED,
        ended_at=now,
        reason=reason,
        is_chosen=False,
        decided_at=Coalesce(F("decided_at"), Value(now)),
    )
    if not rows:
        raise NotStanding
    registration.refresh_from_db()
    text = reason or _("Je bent zelf gestopt.")
    note(registration, now, actor=by, verb="registration.end", text=text, own=own)
    if not own:
        tell(registration, "registration_ended", now, about=registration, reason=reason)
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
    """Holds what makes `by` beheerder, so that nobody decides who stops at this moment."""
    list(Registration.objects.managed_by(by).filter(group=registration.group_id).select_for_update(no_key=True))
    if not Registration.objects.decidable_by(by).filter(pk=registration.pk).exists():
        raise NotAllowed


def _proof(registration: Registration, by: User) -> str:
    """Who is both decides as beheerder: the others of the group are told."""
    manages = Registration.objects.managed_by(by).filter(group=registration.group_id).exists()
    return "manager" if manages else "foundation"


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


def _confirmed(registration: Registration, now: datetime, *, actor: User, proof: str, text: str) -> None:
    note(registration, now, actor=actor, verb="registration.confirm", text=text, proof=proof)
    registration_confirmed.send(sender=Registration, registration=registration, at=now)


def _confirmed_text(proof: str, *, others: int) -> str:
    """What the person reads in his history about who confirmed him."""
    if proof == "foundation":
        return _("De stichting heeft je bevestigd.")
    if others:
        return _("Een beheerder van je groep heeft je bevestigd. De andere beheerders kregen bericht.")
    return _("Een beheerder van je groep heeft je bevestigd.")
