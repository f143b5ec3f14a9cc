"""The PDF of a certificate: made once in the background, stored, never rendered again (DESIGN §7, §8)."""

import logging
import traceback
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.db.models import F, QuerySet
from django.utils import timezone

from certificates import rendering
from certificates.keyring import KeyProblem
from certificates.models import CertificateFile, file_path
from certificates.services.making import Made, make

__all__ = ["delete_erased", "render_due", "render_file", "warm_up"]

logger = logging.getLogger(__name__)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=24)
DOUBLINGS = 11  # 2 ** 11 minutes is more than a day
AT_ONCE = 300  # files of one call: about 25 s of work, so that the other jobs of the minute get their turn
NOT_ITS_FAULT = (rendering.RendererUnavailable, KeyProblem)  # this machine lacks something; the file is as good as any


def render_file(*, file: CertificateFile, now: datetime) -> bool:
    """Makes and stores the PDF when it is due; gives whether this call made it.

    1. Claim: tries + 1 and the next try further away, in one UPDATE. A second worker finds nothing due, and a
       PDF that kills its process is not tried for ever.
    2. Sign, render and seal, outside any transaction.
    3. Store the bytes, and then hash and name with the token wiped, in one UPDATE that only the latest claim of a
       waiting row gives: whoever came too late throws away what he made.
    A failure is logged and kept as the name of its class; the row stays waiting.
    """
    if not _claim(file, now=now):
        return False
    try:
        return _store(file, made=make(file, at=now), now=now)
    except Exception as error:  # noqa: BLE001  (whatever a renderer or a storage throws, the row waits for the next try)
        _note_failure(file, error=error, now=now)
        return False


def render_due(*, now: datetime, limit: int = AT_ONCE) -> int:
    """Makes at most `limit` files whose try has come (for `run_due_jobs`); gives how many are ready.

    Each is claimed by the clock of its turn, never before `now`: a batch takes longer than a claim lasts.
    """
    due = CertificateFile.objects.due(now).order_by("next_try_at", "pk")
    return sum(render_file(file=file, now=max(now, timezone.now())) for file in due.with_facts()[:limit])


def delete_erased() -> int:
    """Deletes the bytes of erased certificates, then forgets their names; gives how many (for `run_due_jobs`).

    What cannot be deleted now keeps its name and with it its next turn, and does not keep the others.
    """
    erased = CertificateFile.objects.filter(state=CertificateFile.State.ERASED).exclude(pdf="")
    return sum(_delete_bytes(file) for file in erased.order_by("pk")[:AT_ONCE])


def warm_up() -> None:
    """Draws a page for nobody, so that the first certificate of this thread is as quick as the next. Never raises."""
    day = date(2000, 1, 1)
    nobody = rendering.CertificateData(
        holder_name="-",
        group_name="-",
        group_number="-",
        group_kind="-",
        municipality="-",
        course_title="-",
        goals=("-",),
        edition="-",
        passed_on=day,
        issued_on=day,
        valid_until=day,
        number="-",
        url="https://example.nl/",
        identifier="-",
    )
    try:
        rendering.render_certificate(nobody)
    except Exception as error:  # noqa: BLE001  (what is wrong comes back, with more to say, at the first certificate)
        logger.warning("certificates cannot be drawn here: %s", type(error).__name__)


def _claim(file: CertificateFile, *, now: datetime) -> bool:
    due = CertificateFile.objects.due(now).filter(pk=file.pk)
    if not due.update(tries=F("tries") + 1, next_try_at=now + _pause(file.tries)):
        return False
    file.refresh_from_db(fields=["state", "tries", "next_try_at", "pending_token", "pdf"])
    return True


def _pause(tries: int) -> timedelta:
    """1 minute after the first try, twice as long each time, a day at most."""
    return min(FIRST_PAUSE * 2 ** min(tries, DOUBLINGS), LONGEST_PAUSE)


def _claimed(file: CertificateFile) -> QuerySet[CertificateFile]:
    """The row, as long as it waits and nobody claimed it after us."""
    return CertificateFile.objects.filter(pk=file.pk, state=CertificateFile.State.WAITING, tries=file.tries)


def _store(file: CertificateFile, *, made: Made, now: datetime) -> bool:
    """The row knows the name before there are bytes: after a crash in between, a next try or an erasure finds them."""
    storage = file.pdf.storage
    if file.pdf.name:  # of a try that was cut off
        storage.delete(file.pdf.name)
    name = file_path(file, "")
    if not _claimed(file).update(pdf=name):
        return False
    name = storage.save(name, ContentFile(made.pdf))
    stored = _claimed(file).update(
        state=CertificateFile.State.READY,
        pdf=name,
        sha256=made.sha256,
        credential=made.credential,
        seal_kid=made.seal_kid,
        renderer_version=rendering.RENDERER_VERSION,
        pending_token="",
        last_error="",
        ready_at=now,
    )
    file.refresh_from_db()
    if not stored:
        storage.delete(name)
    return bool(stored)


def _delete_bytes(file: CertificateFile) -> bool:
    try:
        file.pdf.storage.delete(str(file.pdf.name))
    except Exception as error:  # noqa: BLE001  (storages throw what they like)
        cause = type(error).__name__
        logger.error("bytes of erased certificate file %s are still in the storage: %s", file.pk, cause)
        return False
    return bool(CertificateFile.objects.filter(pk=file.pk).update(pdf=""))


def _note_failure(file: CertificateFile, *, error: Exception, now: datetime) -> None:
    """Only the class is kept, and the frames in the log: a message could hold a name."""
    cause = type(error).__name__
    if isinstance(error, NOT_ITS_FAULT):
        logger.warning("certificate file %s waits: %s on this machine", file.pk, cause)
        _claimed(file).update(last_error=cause, tries=file.tries - 1, next_try_at=now + FIRST_PAUSE)
        return
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("certificate file %s not made at try %s: %s\n%s", file.pk, file.tries, cause, frames)
    _claimed(file).update(last_error=cause)
