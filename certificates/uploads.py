"""Is this PDF one of ours? First by its hash, which needs no parser; else judged in a small process of its own.

    answer = judge_upload(request.FILES["pdf"], address=client_address(request), now=now)

Nothing that is uploaded is stored: it stays in memory, at most `MAX_BYTES` of it (DESIGN §7).
"""

import hashlib
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import IO, Any, Final

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import gettext_lazy as _

from accounts import limits
from certificates.errors import CertificateError
from certificates.keyring import pins, root_pems
from certificates.models import Certificate
from certificates.signing.judging import Judgment, Verdict

__all__ = ["FIELD", "MAX_BYTES", "JudgesBusy", "MemoryOnly", "TooManyFiles", "UploadAnswer", "judge_upload"]

logger = logging.getLogger(__name__)

FIELD: Final = "pdf"
MAX_BYTES: Final = 2 * 1024 * 1024
HEADER, HEADER_WITHIN = b"%PDF-", 1024
# A certificate that was never changed is recognized by its hash and counts nowhere. This is for all others, and for a
# hall behind one Wi-Fi.
FILES_A_MINUTE, MINUTE = 20, timedelta(minutes=1)
JUDGES_AT_ONCE: Final = 2  # in each process of the site; a judge takes half a second of one core
WAIT_FOR_JUDGE: Final = 3.0  # seconds
JUDGE_SECONDS: Final = 10.0
_judges = threading.BoundedSemaphore(JUDGES_AT_ONCE)


class TooManyFiles(CertificateError):
    """One network address sent many files that are not ours as they were issued."""

    code = "too_many_files"
    message = _("Vanaf deze plek zijn net veel bestanden gecontroleerd. Wacht een minuut en probeer het dan opnieuw.")


class JudgesBusy(CertificateError):
    """All judges have work."""

    code = "judges_busy"
    message = _("Het is druk met controleren. Wacht een halve minuut en probeer het dan opnieuw.")


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadAnswer:
    """What the file is, and the certificate that it is or was; None for a file that says nothing about one.

    `is_stored` is False when only our seal says so, for we have no bytes of that certificate to compare with.
    """

    verdict: Verdict
    certificate: Certificate | None = None
    is_stored: bool = True


class MemoryOnly(FileUploadHandler):
    """Keeps one uploaded file in memory, one byte more than is allowed at most; nothing ever goes to disk."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._kept = BytesIO()
        self._has_file = False

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        if self._has_file or field_name != FIELD:
            raise SkipFile
        super().new_file(field_name, *args, **kwargs)
        self._has_file = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._kept.write(raw_data[: MAX_BYTES + 1 - self._kept.tell()])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        size = self._kept.tell()
        self._kept.seek(0)
        # Not the name that the sender gave: nobody needs it, and it may hold the name of a person.
        return InMemoryUploadedFile(self._kept, FIELD, FIELD, "application/pdf", size, None)


def judge_upload(file: IO[bytes], *, address: str, now: datetime) -> UploadAnswer:
    """Return what `file` is, read once and never kept. `address` is the network address of the sender, for limits.

    Raises TooManyFiles or JudgesBusy, only for a file that is not one of ours byte by byte.
    """
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        return UploadAnswer(verdict=Verdict.TOO_LARGE)
    if HEADER not in content[:HEADER_WITHIN]:
        return UploadAnswer(verdict=Verdict.UNREADABLE)
    issued = _by_hash(hashlib.sha256(content).hexdigest())
    if issued:
        return UploadAnswer(verdict=Verdict.GENUINE, certificate=issued)
    key = limits.key_for("certificate-file", address)
    if not limits.allow(key=key, limit=FILES_A_MINUTE, window=MINUTE, now=now):
        raise TooManyFiles
    return _answer_of(_judge_apart(content))


def _by_hash(sha256: str) -> Certificate | None:
    """The certificate whose stored file has this hash, also when its holder had himself erased."""
    return Certificate.objects.filter(file__sha256=sha256).first()


def _answer_of(judgment: Judgment) -> UploadAnswer:
    """With the certificate that our seal is on: by the hash of what was sealed.

    The number under the seal only counts while the file is still to be made (again), as after a restore: who stole
    our seal can put it on any number.
    """
    if judgment.signed_sha256 is None:
        return UploadAnswer(verdict=judgment.verdict)
    if issued := _by_hash(judgment.signed_sha256):
        return UploadAnswer(verdict=judgment.verdict, certificate=issued)
    named = Certificate.objects.filter(number=judgment.number or "").select_related("file").first()
    if named and named.file.sha256:
        return UploadAnswer(verdict=Verdict.NOT_ISSUED)
    return UploadAnswer(verdict=judgment.verdict, certificate=named, is_stored=False)


def _judge_apart(content: bytes) -> Judgment:
    """Return the judgment of a process that has 5 seconds of CPU, 512 MB, no secrets and no file to write."""
    command = [sys.executable, "-B", "-E", "-s", "-m", "certificates.signing.judging"]
    try:
        with _judge_free():
            done = subprocess.run(
                command,
                input=_trust_line() + content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env={},
                timeout=JUDGE_SECONDS,
                check=True,
            )
        return Judgment.read(done.stdout)
    except (subprocess.SubprocessError, ValueError, TypeError, KeyError) as error:
        logger.warning("an uploaded file could not be judged: %s", type(error).__name__)
        return Judgment(verdict=Verdict.TOO_HARD)


@contextmanager
def _judge_free() -> Iterator[None]:
    """Waits a moment for a free judge. Raises JudgesBusy."""
    if not _judges.acquire(timeout=WAIT_FOR_JUDGE):
        raise JudgesBusy
    try:
        yield
    finally:
        _judges.release()


def _trust_line() -> bytes:
    """Return the roots and seals that are ours, as the judge reads them: all that ever sealed."""
    roots = sorted(root.decode() for root in root_pems())
    return json.dumps({"roots": roots, "pinned": sorted(pins())}).encode() + b"\n"
