"""Revoking, undoing that within an hour, and correcting: all that happens to one certificate by hand."""

import uuid
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.mail import send_once
from accounts.models import User
from accounts.roles import Role
from certificates.errors import (
    AlreadyErased,
    AlreadyRevoked,
    NotAllowed,
    NothingToCorrect,
    NotRevoked,
    NotStanding,
    NotYourRegistration,
    OnlyReadmitted,
    ReasonMissing,
    ReplacedMeanwhile,
    TooLate,
)
from certificates.models import Certificate
from certificates.services.issuing import mail_context
from certificates.services.revocation_mail import tell_holders
from certificates.services.telling import status_changed
from certificates.services.waiting import covering
from certificates.services.writing import copy_of, lock_holder, registration_snapshot, write_certificate
from courses.models import Completion
from registrations.models import Registration

__all__ = [
    "UNDO_TIME",
    "CorrectionReason",
    "clean_reason",
    "correct",
    "correctable",
    "may_change",
    "not_standing",
    "revoke",
    "unrevoke",
]

UNDO_TIME = timedelta(hours=1)
PLACE = ("registration", "group_name", "group_number", "group_kind", "municipality")
PRINTED = ("holder_name", *PLACE)


class CorrectionReason(models.TextChoices):
    """Why a certificate is corrected. A choice and no free text: it stays in the audit log, which holds no
    personal data."""

    MISSPELLED = "misspelled", _("De naam was verkeerd geschreven")
    NEW_NAME = "new_name", _("De houder heet nu anders")
    WRONG_GROUP = "wrong_group", _("Het stond op de verkeerde groep")
    NEW_GROUP = "new_group", _("De groep is veranderd of heet nu anders")
    OTHER = "other", _("Iets anders")


def may_change(user: User) -> bool:
    """Whether `user` may revoke and correct (DESIGN §6)."""
    return user.has_role(Role.CERTIFIER, Role.ADMIN)


def clean_reason(text: str) -> str:
    """Why something is revoked: one line of at most 300 characters. Raises ReasonMissing."""
    if reason := " ".join(text.replace("\0", "").split())[:300]:
        return reason
    raise ReasonMissing


def correctable() -> models.QuerySet[Certificate]:
    """The certificates that can get a successor: not replaced, revoked or erased."""
    return Certificate.objects.standing().filter(revoked_at__isnull=True, erased_at__isnull=True)


def not_standing(certificate: Certificate) -> NotStanding:
    """Why this certificate is not among those; of one that fell this instant, that it was replaced."""
    if certificate.erased_at:
        return AlreadyErased()
    return AlreadyRevoked() if certificate.revoked_at else NotStanding()


@transaction.atomic
def revoke(*, certificate: Certificate, by: User, reason: str, now: datetime) -> Certificate:
    """Makes the certificate INGETROKKEN for everybody; a second time changes nothing. The holder gets a mail.

    `reason` (300 characters) is for the holder and the foundation, never for a check page.
    Raises NotAllowed, ReasonMissing, or NotStanding for one that was replaced: what came in its place stays valid.
    """
    if not may_change(by):
        raise NotAllowed
    reason = clean_reason(reason)
    unrevoked = Certificate.objects.standing().filter(pk=certificate.pk, revoked_at__isnull=True)
    if unrevoked.update(revoked_at=now, revoked_by=by, revoked_reason=reason):
        record(actor=by, verb="certificate.revoke", target=certificate, at=now, series=str(uuid.uuid4()))
        _tell_everybody(certificate)
    certificate.refresh_from_db(fields=["revoked_at", "revoked_by", "revoked_reason"])
    if certificate.revoked_at is None:
        raise NotStanding
    return certificate


@transaction.atomic
def unrevoke(*, certificate: Certificate, by: User, now: datetime) -> Certificate:
    """Takes a revocation of at most an hour ago back: the certificate says again what it said before.

    Raises NotAllowed, NotRevoked, TooLate, or ReplacedMeanwhile when the holder got a newer one for this course.
    """
    if not may_change(by):
        raise NotAllowed
    if certificate.registration:
        lock_holder(certificate.registration)  # a renewal would else be issued beside the one that comes back
    certificate.refresh_from_db(fields=["revoked_at", "revoked_by", "revoked_reason", "superseded_at"])
    revoked_at = _undoable(certificate, now=now)
    revoked = Certificate.objects.filter(pk=certificate.pk, revoked_at=revoked_at)
    if not revoked.update(revoked_at=None, revoked_by=None, revoked_reason=""):
        raise NotRevoked
    record(actor=by, verb="certificate.unrevoke", target=certificate, at=now, revoked_at=revoked_at.isoformat())
    _tell_everybody(certificate)
    certificate.refresh_from_db(fields=["revoked_at", "revoked_by", "revoked_reason"])
    return certificate


@transaction.atomic
def correct(
    *,
    certificate: Certificate,
    by: User,
    holder_name: str | None = None,
    registration: Registration | None = None,
    reason: CorrectionReason = CorrectionReason.OTHER,
    mail: str = "certificate_replaced",
    now: datetime,
) -> Certificate:
    """A successor with another name or another confirmed registration of the same person, and a new number.

    `holder_name` comes from `accounts.names.clean_name`. The same registration again takes the group's facts of
    today. The day of passing and the last valid day stay. The holder gets a mail, `mail` in `templates/mail/`.
    Raises NotAllowed, NotYourRegistration, NothingToCorrect, OnlyReadmitted, or NotStanding when it was revoked,
    replaced or erased meanwhile.
    """
    if not may_change(by):
        raise NotAllowed
    successor = _replace(certificate, holder_name=holder_name, registration=registration, now=now)
    changed = [name for name in PRINTED if getattr(successor, name) != getattr(certificate, name)]  # never the values
    detail = {"successor": str(successor.key), "reason": reason.value, "changed": changed}
    record(actor=by, verb="certificate.correct", target=certificate, at=now, **detail)
    _tell_holder(successor, mail=mail, now=now)
    status_changed({certificate.status_list})
    return successor


def _replace(
    certificate: Certificate, *, holder_name: str | None, registration: Registration | None, now: datetime
) -> Certificate:
    """The successor, made of what `certificate` says once nobody else can change it."""
    completion, own = _whole(certificate)
    lock_holder(own)
    certificate.refresh_from_db()
    fields = copy_of(certificate) | _place(certificate=certificate, registration=registration)
    fields |= {"holder_name": (holder_name or "").strip() or certificate.holder_name, "supersedes": certificate}
    if not correctable().filter(pk=certificate.pk).update(superseded_at=now):
        raise not_standing(certificate)
    if all(fields[name] == getattr(certificate, name) for name in PRINTED):
        raise NothingToCorrect
    return write_certificate(completion=completion, fields=fields, now=now)


def _undoable(certificate: Certificate, *, now: datetime) -> datetime:
    """When it was revoked, if that may be undone."""
    if certificate.revoked_at is None:
        raise NotRevoked
    if now - certificate.revoked_at > UNDO_TIME:
        raise TooLate
    if certificate.superseded_at is None and _has_newer(certificate):
        raise ReplacedMeanwhile
    return certificate.revoked_at


def _has_newer(certificate: Certificate) -> bool:
    """Whether the holder passed the course again since: that certificate stands beside this one (DESIGN §7)."""
    completion, registration = certificate.completion, certificate.registration
    return bool(completion and registration and covering(completion, user_id=registration.user_id))


def _tell_everybody(certificate: Certificate) -> None:
    """The status list, and by mail the holder."""
    status_changed({certificate.status_list})
    transaction.on_commit(tell_holders.enqueue, robust=True)


def _whole(certificate: Certificate) -> tuple[Completion, Registration]:
    """What it was issued for; a successor needs both. Raises OnlyReadmitted."""
    try:
        return certificate.whole
    except LookupError as error:
        raise OnlyReadmitted from error


def _place(*, certificate: Certificate, registration: Registration | None) -> dict[str, object]:
    """The group on the successor: as printed before, or that of another registration of the same person."""
    if registration is None:
        return {name: getattr(certificate, name) for name in PLACE}
    _completion, own = _whole(certificate)
    if registration.user_id != own.user_id or registration.status != Registration.Status.CONFIRMED:
        raise NotYourRegistration
    return registration_snapshot(registration)


def _tell_holder(successor: Certificate, *, mail: str, now: datetime) -> None:
    """The old paper no longer counts, so its holder has to know; an erased account has no address."""
    _completion, registration = successor.whole
    if address := registration.user.email:
        send_once(
            key=f"certificate-replaced:{successor.key}",
            to=address,
            template=mail,
            context=mail_context(successor),
            now=now,
        )
