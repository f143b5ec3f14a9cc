"""The PDF of a certificate: made once in the background, stored, never rendered again (DESIGN §7, §8)."""

import hashlib
import logging
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db.models import F

from certificates import rendering
from certificates.models import CertificateFile, file_path
from certificates.qr import certificate_url

__all__ = ["certificate_data", "render_due", "render_file"]

logger = logging.getLogger(__name__)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=24)
DOUBLINGS = 11  # 2 ** 11 minutes is more than a day


def render_file(*, file: CertificateFile, now: datetime) -> bool:
    """Makes and stores the PDF when it is due; gives whether this call made it.

    1. Claim: tries + 1 and the next try further away, in one UPDATE. A second worker finds nothing due, and a
       PDF that kills its process is not tried for ever.
    2. Render, outside any transaction.
    3. Store bytes and hash and wipe the token, in one UPDATE that only a waiting row takes.
    A failure is logged and kept as the name of its class; the row stays waiting.
    """
    if not _claim(file, now=now):
        return False
    try:
        pdf = rendering.render_certificate(certificate_data(file))
        return _store(file, pdf=pdf, now=now)
    except Exception as error:  # noqa: BLE001  (whatever a renderer or a storage throws, the row waits for the next try)
        _note_failure(file, error=error)
        return False


def render_due(*, now: datetime, limit: int = 1000) -> int:
    """Makes at most `limit` files whose try has come (for `run_due_jobs`); gives how many are ready."""
    due = CertificateFile.objects.due(now).order_by("next_try_at", "pk")
    files = due.select_related("certificate")[:limit]
    return sum(render_file(file=file, now=now) for file in files)


def certificate_data(file: CertificateFile) -> rendering.CertificateData:
    """Exactly what is printed; needs the token, so only for a file that is still waiting."""
    certificate = file.certificate
    return rendering.CertificateData(
        holder_name=certificate.holder_name,
        group_name=certificate.group_name,
        group_number=certificate.group_number,
        group_kind=certificate.group_kind,
        municipality=certificate.municipality,
        course_title=certificate.course_title,
        goals=tuple(certificate.goals),
        edition=certificate.edition_number,
        passed_on=certificate.passed_on,
        issued_on=certificate.issued_on,
        valid_until=certificate.valid_until,
        number=certificate.number,
        url=certificate_url(host_url=certificate.host, number=certificate.number, token=file.pending_token),
        identifier=certificate.key.hex,
    )


def _claim(file: CertificateFile, *, now: datetime) -> bool:
    due = CertificateFile.objects.due(now).filter(pk=file.pk)
    if not due.update(tries=F("tries") + 1, next_try_at=now + _pause(file.tries)):
        return False
    file.refresh_from_db()
    return True


def _pause(tries: int) -> timedelta:
    """1 minute after the first try, twice as long each time, a day at most."""
    return min(FIRST_PAUSE * 2 ** min(tries, DOUBLINGS), LONGEST_PAUSE)


def _store(file: CertificateFile, *, pdf: bytes, now: datetime) -> bool:
    storage = file.pdf.storage
    name = storage.save(file_path(file, ""), ContentFile(pdf))
    waiting = CertificateFile.objects.filter(pk=file.pk, state=CertificateFile.State.WAITING)
    stored = waiting.update(
        state=CertificateFile.State.READY,
        pdf=name,
        sha256=hashlib.sha256(pdf).hexdigest(),
        renderer_version=rendering.RENDERER_VERSION,
        pending_token="",
        last_error="",
        ready_at=now,
    )
    file.refresh_from_db()
    if not stored and file.pdf.name != name:  # somebody was faster, and a storage that never overwrites kept both
        storage.delete(name)
    return bool(stored)


def _note_failure(file: CertificateFile, *, error: Exception) -> None:
    """Only the class is kept: a message could hold a name. The log masks numbers and tokens."""
    cause = type(error).__name__
    waiting = CertificateFile.objects.filter(pk=file.pk, state=CertificateFile.State.WAITING)
    waiting.update(last_error=cause)
    if isinstance(error, rendering.RendererUnavailable):
        logger.warning("certificate file %s waits: no renderer on this machine", file.pk)
    else:
        logger.error("certificate file %s not made at try %s: %s", file.pk, file.tries, cause, exc_info=error)
