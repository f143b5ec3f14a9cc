"""Mail to holders whose certificate was revoked, or counts again because that was undone.

Nothing is kept apart for it: rows and audit log say what happened, a receipt per certificate and moment says who was
told. So a whole series is told in the background, and what a stopped worker missed is found by `run_due_jobs`.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django_tasks import task

from accounts.mail import send_once
from accounts.models import AuditEvent, MailReceipt
from certificates.models import Certificate
from certificates.services.issuing import mail_context

__all__ = ["tell_due", "tell_holders"]

logger = logging.getLogger(__name__)
LOOK_BACK = timedelta(days=1)
BATCH = 200


@task()
def tell_holders() -> None:
    """Mails everybody who has to be told something now."""
    tell_due(now=timezone.now())


def tell_due(*, now: datetime) -> int:
    """Queues every mail of the last day that was not queued yet; gives how many. Safe to repeat."""
    return _tell_revoked(now=now) + _tell_restored(now=now)


def _tell_revoked(*, now: datetime) -> int:
    rows = Certificate.objects.filter(revoked_at__gt=now - LOOK_BACK).order_by("pk")
    found = list(rows.values_list("pk", "key", "revoked_at"))
    told = 0
    for batch in _batches(found):
        keys = {pk: _revoked_key(key, at) for pk, key, at in batch}
        told += _send(keys, template="certificate_revoked", now=now)
    return told


def _tell_restored(*, now: datetime) -> int:
    """Only who was told of the revocation: to somebody else nothing happened."""
    events = AuditEvent.objects.filter(verb="certificate.unrevoke", at__gt=now - LOOK_BACK).order_by("pk")
    found = list(events.values_list("object_key", "detail__revoked_at", "at"))
    told = 0
    for batch in _batches(found):
        were_told = _receipts(_revoked_key(key, _moment(revoked_at)) for key, revoked_at, _at in batch)
        pks = {str(key): pk for pk, key in _by_key(batch).values_list("pk", "key")}
        keys = {
            pks[key]: f"certificate-restored:{key}:{_stamp(at)}"
            for key, revoked_at, at in batch
            if key in pks and _revoked_key(key, _moment(revoked_at)) in were_told
        }
        told += _send(keys, template="certificate_restored", now=now)
    return told


def _send(keys: dict[int, str], *, template: str, now: datetime) -> int:
    """One mail per certificate and key that has no receipt; one that fails is logged and tried again later."""
    done = _receipts(keys.values())
    new = {pk: key for pk, key in keys.items() if key not in done}
    rows = Certificate.objects.filter(pk__in=new).select_related("registration__user").order_by("pk")
    return sum(_send_one(row, key=new[row.pk], template=template, now=now) for row in rows)


def _send_one(certificate: Certificate, *, key: str, template: str, now: datetime) -> bool:
    """Whether it was queued; an erased account has no address."""
    registration = certificate.registration
    if not (registration and (address := registration.user.email)):
        return False
    context = mail_context(certificate) | {"reason": certificate.revoked_reason}
    try:
        send_once(key=key, to=address, template=template, context=context, now=now)
    except Exception:  # one mail may not stop the others; this one has no receipt and is tried again
        logger.exception("mail %s about certificate %s not queued", template, certificate.pk)
        return False
    return True


def _batches(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _receipts(keys: Iterable[str]) -> set[str]:
    return set(MailReceipt.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def _by_key(batch: Sequence[Any]) -> Any:
    return Certificate.objects.filter(key__in=[key for key, *_rest in batch])


def _moment(text: str) -> datetime:
    """As written by `unrevoke`."""
    moment = parse_datetime(text)
    assert moment  # noqa: S101  (we wrote it ourselves)
    return moment


def _stamp(at: datetime) -> int:
    """A moment in microseconds: the same certificate can be revoked twice."""
    return round(at.timestamp() * 1_000_000)


def _revoked_key(key: Any, at: datetime) -> str:
    return f"certificate-revoked:{key}:{_stamp(at)}"
