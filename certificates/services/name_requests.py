"""Another name on a certificate: asked by its holder, judged once by the foundation."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import record
from accounts.mail import send_once
from accounts.models import User
from accounts.names import clean_name
from certificates.errors import (
    AlreadyAsked,
    AlreadyJudged,
    AnswerMissing,
    BadName,
    NotAllowed,
    SameName,
    Unprintable,
)
from certificates.models import Certificate, NameRequest
from certificates.services.changing import CorrectionReason, correct, correctable, may_change, not_standing
from certificates.services.issuing import mail_context
from certificates.services.writing import lock_holder

__all__ = ["NAME_REASONS", "approve", "ask_name", "refuse", "withdraw"]

State = NameRequest.State
# What a holder can say; the other reasons are about his group.
NAME_REASONS = (CorrectionReason.MISSPELLED, CorrectionReason.NEW_NAME, CorrectionReason.OTHER)

# Then it is his name everywhere, not on this certificate only.
ACCOUNT_REASONS = (CorrectionReason.MISSPELLED, CorrectionReason.NEW_NAME)


@transaction.atomic
def ask_name(*, certificate: Certificate, by: User, wanted_name: str, reason: str, now: datetime) -> NameRequest:
    """The request of the holder, one at a time; `reason` is one of NAME_REASONS, anything else counts as OTHER.

    Raises NotAllowed, NotStanding, BadName, Unprintable, NothingToCorrect (SameName) or AlreadyAsked.
    """
    # An erasure comes before this or after it, never between: it would leave the name that is asked for.
    list(User.objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk"))
    if not Certificate.objects.held_by(by).filter(pk=certificate.pk).exists():
        raise NotAllowed
    if not correctable().filter(pk=certificate.pk).exists():
        raise not_standing(certificate)
    name = _cleaned(wanted_name)
    if name == certificate.holder_name:
        raise SameName
    request = _write(certificate, name=name, reason=reason, now=now)
    record(actor=by, verb="certificate.ask_name", target=certificate, at=now, reason=request.reason)
    return request


@transaction.atomic
def withdraw(*, request: NameRequest, by: User, now: datetime) -> None:
    """The holder takes his request back while it waits. Raises NotAllowed or AlreadyJudged."""
    if not Certificate.objects.held_by(by).filter(pk=request.certificate_id).exists():
        raise NotAllowed
    _judge(request, state=State.WITHDRAWN, by=by, now=now)
    record(actor=by, verb="certificate.withdraw_name", target=request.certificate, at=now)


@transaction.atomic
def approve(*, request: NameRequest, by: User, now: datetime) -> Certificate:
    """A certificate with the wanted name in place of the old one, and a mail to the holder; gives the new one.

    Was the name wrong, or did it change, then the account gets it too: else his next certificate has the old one.
    Raises NotAllowed, AlreadyJudged, or what `correct` raises; then the request still waits.
    """
    if not may_change(by):
        raise NotAllowed
    if request.certificate.registration:
        lock_holder(request.certificate.registration)  # before the request, as an erasure of him does
    _judge(request, state=State.APPROVED, by=by, now=now)
    reason = CorrectionReason(request.reason)
    successor = correct(
        certificate=request.certificate,
        by=by,
        holder_name=request.wanted_name,
        reason=reason,
        mail="name_approved",
        now=now,
    )
    if reason in ACCOUNT_REASONS:
        _rename(successor, by=by, now=now)
    return successor


@transaction.atomic
def refuse(*, request: NameRequest, by: User, answer: str, now: datetime) -> None:
    """The certificate stays as it is, and the holder reads `answer` (300 characters) in a mail.

    Raises NotAllowed, AnswerMissing or AlreadyJudged.
    """
    if not may_change(by):
        raise NotAllowed
    answer = " ".join(answer.replace("\0", "").split())[:300]
    if not answer:
        raise AnswerMissing
    _judge(request, state=State.REFUSED, by=by, now=now, answer=answer)
    record(actor=by, verb="certificate.refuse_name", target=request.certificate, at=now)
    _tell_holder(request, now=now)


def _rename(certificate: Certificate, *, by: User, now: datetime) -> None:
    """The name on the certificate is the name of its holder; `correct` has locked him."""
    _completion, registration = certificate.whole
    holder = User.objects.filter(pk=registration.user_id).exclude(name=certificate.holder_name)
    if holder.update(name=certificate.holder_name):
        record(actor=by, verb="account.named", target=registration.user, at=now)


def _cleaned(wanted_name: str) -> str:
    try:
        return clean_name(wanted_name)
    except ValidationError as error:
        kind = Unprintable if error.code == "unprintable" else BadName
        raise kind(error.messages[0]) from error


def _write(certificate: Certificate, *, name: str, reason: str, now: datetime) -> NameRequest:
    said = reason if reason in NAME_REASONS else CorrectionReason.OTHER
    try:
        with transaction.atomic():
            return NameRequest.objects.create(certificate=certificate, wanted_name=name, reason=said, asked_at=now)
    except IntegrityError as error:  # one waits: asked before, or in another window this instant
        raise AlreadyAsked from error


def _judge(request: NameRequest, *, state: State, by: User, now: datetime, answer: str = "") -> None:
    """Only a request that waits, and only once."""
    waiting = NameRequest.objects.waiting().filter(pk=request.pk)
    if not waiting.update(state=state, judged_at=now, judged_by=by, answer=answer):
        raise AlreadyJudged
    request.refresh_from_db()


def _tell_holder(request: NameRequest, *, now: datetime) -> None:
    """An erased account has no address."""
    registration = request.certificate.registration
    if registration and (address := registration.user.email):
        send_once(
            key=f"name-refused:{request.certificate.key}:{request.pk}",
            to=address,
            template="name_refused",
            context=mail_context(request.certificate) | {"answer": request.answer},
            now=now,
        )
