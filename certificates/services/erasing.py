"""What certificates hold of a person, for the doors of `accounts.hooks` (DESIGN §3, §7)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.audit import record
from accounts.models import User
from certificates import tasks
from certificates.models import Certificate, CertificateFile, CertificateLookup, NameRequest

__all__ = ["erase_certificates", "export_certificates"]

GONE = "gewist"  # in the place of free text about somebody, where a constraint asks for words
NAMED = ("holder_name", "group_name", "group_number", "municipality")


def erase_certificates(user: User, now: datetime) -> None:
    """Takes away who held the certificates of `user`, whatever their state; inside the transaction of the erasure.

    Number, token hash, SHA-256, status, dates and course stay, so that the paper can still be checked: it is real,
    and its holder had his data erased. The PDFs go after the commit. Safe to repeat.
    """
    mine = _of(user).filter(erased_at__isnull=True).select_for_update(no_key=True, of=("self",))
    certificates = list(mine.order_by("pk"))
    keys = [certificate.pk for certificate in certificates]
    _erase_files(keys)
    _erase_requests(keys, now=now)
    rows = Certificate.objects.filter(pk__in=keys)
    rows.filter(revoked_at__isnull=False).update(revoked_reason=GONE)
    rows.update(**dict.fromkeys(NAMED, ""), erased_at=now)
    for certificate in certificates:
        record(actor=None, verb="certificate.erase", target=certificate, at=now)


def _of(user: User) -> QuerySet[Certificate]:
    """By registration as well: what was taken in again after a restore may have no completion."""
    own = Q(completion__enrollment__learner__user=user) | Q(registration__user=user)
    return Certificate.objects.filter(pk__in=Certificate.objects.filter(own).values("pk"))


def _erase_files(certificates: list[int]) -> None:
    """Credential and a token that still waits; the SHA-256 stays. A worker that is busy finds no row to fill.

    The name of the bytes stays until they are gone: after the commit a worker deletes them, and what it misses
    `run_due_jobs` finds.
    """
    files = CertificateFile.objects.filter(certificate__in=certificates)
    files.update(state=CertificateFile.State.ERASED, credential="", pending_token="", last_error="")
    if files.exclude(pdf="").exists():
        transaction.on_commit(tasks.delete_erased.enqueue, robust=True)


def _erase_requests(certificates: list[int], *, now: datetime) -> None:
    requests = NameRequest.objects.filter(certificate__in=certificates)
    requests.waiting().update(state=NameRequest.State.WITHDRAWN, judged_at=now)
    requests.exclude(answer="").update(answer=GONE)
    requests.update(wanted_name="")


def export_certificates(user: User) -> dict[str, Any]:
    """The rows about `user`, JSON-ready, under the name of the app. Three queries."""
    certificates = _of(user)
    return {
        "certificates": {
            "certificates": [_certificate_row(row) for row in certificates.select_related("file")],
            "lookups": [_lookup_row(row) for row in _under(CertificateLookup, certificates)],
            "name_requests": [_request_row(row) for row in _under(NameRequest, certificates)],
        }
    }


def _under(model: Any, certificates: QuerySet[Certificate]) -> Any:
    return model.objects.filter(certificate__in=certificates).select_related("certificate")


PRINTED = (
    "number", *NAMED, "group_kind", "course_title", "goals", "edition_number",
    "passed_on", "issued_on", "valid_until", "host", "revoked_reason",
)  # fmt: skip


def _certificate_row(row: Certificate) -> dict[str, Any]:
    moments = ("issued_at", "revoked_at", "superseded_at", "erased_at")
    file = getattr(row, "file", None)
    return {name: _plain(getattr(row, name)) for name in (*PRINTED, *moments)} | {
        "pdf_sha256": file.sha256 if file else "",
        "credential": file.credential if file else "",
    }


def _lookup_row(row: CertificateLookup) -> dict[str, Any]:
    """Without who looked: that is somebody else (DESIGN §6)."""
    return {"number": row.certificate.number, "beat": row.beat_name, "at": _plain(row.at)}


def _request_row(row: NameRequest) -> dict[str, Any]:
    names = ("wanted_name", "reason", "state", "asked_at", "judged_at", "answer")
    return {"number": row.certificate.number} | {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    """Days and moments as ISO 8601; the rest is JSON by itself."""
    return value.isoformat() if hasattr(value, "isoformat") else value
