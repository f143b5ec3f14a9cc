"""Revoking and correcting: the only two things that happen to a certificate by hand."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.mail import send_once
from accounts.models import User
from accounts.roles import Role
from certificates.errors import NotAllowed, NothingToCorrect, NotStanding, NotYourRegistration, ReasonMissing
from certificates.models import Certificate
from certificates.services.issuing import mail_context
from certificates.services.writing import copy_of, lock_holder, registration_snapshot, write_certificate
from registrations.models import Registration

__all__ = ["CorrectionReason", "correct", "may_change", "revoke"]

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


@transaction.atomic
def revoke(*, certificate: Certificate, by: User, reason: str, now: datetime) -> Certificate:
    """Makes the certificate INGETROKKEN for everybody; a second time changes nothing.

    `reason` (300 characters) is for the holder and the foundation, never for a check page.
    Raises NotAllowed or ReasonMissing.
    """
    if not may_change(by):
        raise NotAllowed
    reason = " ".join(reason.replace("\0", "").split())[:300]
    if not reason:
        raise ReasonMissing
    unrevoked = Certificate.objects.filter(pk=certificate.pk, revoked_at__isnull=True)
    if unrevoked.update(revoked_at=now, revoked_by=by, revoked_reason=reason):
        record(actor=by, verb="certificate.revoke", target=certificate, at=now)
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
    now: datetime,
) -> Certificate:
    """A successor with another name or another confirmed registration of the same person, and a new number.

    `holder_name` comes from `accounts.names.clean_name`. The same registration again takes the group's facts of
    today. The day of passing and the last valid day stay. The holder gets a mail. Raises NotAllowed,
    NotYourRegistration, NothingToCorrect, or NotStanding when it was revoked or replaced meanwhile.
    """
    if not may_change(by):
        raise NotAllowed
    fields = copy_of(certificate) | _place(certificate=certificate, registration=registration)
    fields |= {"holder_name": (holder_name or "").strip() or certificate.holder_name, "supersedes": certificate}
    if not (changed := _changed(certificate, fields)):
        raise NothingToCorrect
    lock_holder(certificate.registration)
    standing = Certificate.objects.standing().filter(pk=certificate.pk, revoked_at__isnull=True)
    if not standing.update(superseded_at=now):
        raise NotStanding
    successor = write_certificate(completion=certificate.completion, fields=fields, now=now)
    detail = {"successor": str(successor.key), "reason": reason.value, "changed": changed}
    record(actor=by, verb="certificate.correct", target=certificate, at=now, **detail)
    _tell_holder(successor, now=now)
    return successor


def _changed(certificate: Certificate, fields: dict[str, Any]) -> list[str]:
    """The names of what a correction changes on paper, never the values: they go into the audit log."""
    return [name for name in PRINTED if fields[name] != getattr(certificate, name)]


def _place(*, certificate: Certificate, registration: Registration | None) -> dict[str, object]:
    """The group on the successor: as printed before, or that of another registration of the same person."""
    if registration is None:
        return {name: getattr(certificate, name) for name in PLACE}
    is_own = registration.user_id == certificate.registration.user_id
    if not is_own or registration.status != Registration.Status.CONFIRMED:
        raise NotYourRegistration
    return registration_snapshot(registration)


def _tell_holder(successor: Certificate, *, now: datetime) -> None:
    """The old paper no longer counts, so its holder has to know; an erased account has no address."""
    if address := successor.registration.user.email:
        send_once(
            key=f"certificate-replaced:{successor.key}",
            to=address,
            template="certificate_replaced",
            context=mail_context(successor),
            now=now,
        )
