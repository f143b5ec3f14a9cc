"""What a file of the manuscript must be inside, whatever it is called: validators for model fields and forms.

A file that is stored already was looked at then, and is not read again.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

__all__ = ["validate_captions", "validate_document", "validate_video"]

MEGABYTE = 1024 * 1024
VIDEO_LIMIT = 200 * MEGABYTE
CAPTIONS_LIMIT = MEGABYTE
DOCUMENT_LIMIT = 10 * MEGABYTE

WEBM_START = b"\x1a\x45\xdf\xa3"
# A box of an MP4 is at least its own size and name; the size 1 says that the real size follows in eight bytes.
BOX_HEAD, LONG_BOX, LONG_HEAD = 8, 1, 16
# A film has about five boxes at its top, and two for every few seconds when it was made for streaming.
MAX_BOXES = 10_000

ZIP_START = b"PK\x03\x04"
MAX_PARTS, MAX_UNPACKED = 2_000, 100 * MEGABYTE
OFFICE = b"application/vnd.openxmlformats-officedocument."
# Where a zipped document says what it is, and what it says there.
INSIDE = {
    ".docx": ("[Content_Types].xml", OFFICE + b"wordprocessingml.document.main+xml"),
    ".pptx": ("[Content_Types].xml", OFFICE + b"presentationml.presentation.main+xml"),
    ".odt": ("mimetype", b"application/vnd.oasis.opendocument.text"),
}
PROGRAMS = ("vbaproject", "vbadata", "basic/", "scripts/", "activex", "embeddings/oleobject")
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, NotImplementedError)


def only_new(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Leaves a stored file alone, and puts a new one back at its first byte."""

    @wraps(check)
    def look(file: Any) -> None:
        if not getattr(file, "_committed", False):
            file.seek(0)
            check(file)
            file.seek(0)

    return look


def refuse_larger(file: Any, limit: int) -> None:
    if file.size > limit:
        message = _("Dit bestand is te groot. Kies een bestand van hoogstens %(megabytes)s MB.")
        raise ValidationError(message % {"megabytes": limit // MEGABYTE}, code="too_large")


@only_new
def validate_video(file: Any) -> None:
    """An MP4 or WebM film of at most 200 MB, as its bytes say."""
    refuse_larger(file, VIDEO_LIMIT)
    kind = _video_kind(file)
    if not kind or Path(file.name).suffix.lower() != kind:
        raise ValidationError(_("Dit is geen video die we kunnen tonen. Kies een bestand met mp4 of webm."))
    if kind == ".mp4" and not _is_whole(file):
        raise ValidationError(_("Deze video is niet heel overgekomen. Kies hem opnieuw."))


def _video_kind(file: Any) -> str:
    start: bytes = file.read(64)
    if start[4:8] == b"ftyp" and start[8:12] != b"qt  ":
        return ".mp4"
    return ".webm" if start.startswith(WEBM_START) and b"webm" in start else ""


def _is_whole(file: Any) -> bool:
    """Whether the boxes of an MP4 end where the file ends, and its table of contents is among them."""
    boxes = list(islice(_boxes(file), MAX_BOXES + 1))
    return len(boxes) <= MAX_BOXES and boxes[-1][1] == file.size and b"moov" in [name for name, end in boxes]


def _boxes(file: Any) -> Iterator[tuple[bytes, int]]:
    """Name and end of each box at the top of an MP4; the last may end where the file does not."""
    start = 0
    while start + BOX_HEAD <= file.size:
        file.seek(start)
        head = file.read(LONG_HEAD)
        size = int.from_bytes(head[:4], "big") or file.size - start
        if size == LONG_BOX:
            size = int.from_bytes(head[8:16], "big")
        start += max(size, BOX_HEAD)
        yield head[4:8], start


@only_new
def validate_captions(file: Any) -> None:
    """Captions that a browser can show: WebVTT in UTF-8, with a line in it."""
    refuse_larger(file, CAPTIONS_LIMIT)
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    head = text.partition("\n")[0].split()
    if head[:1] != ["WEBVTT"] or "-->" not in text or "\0" in text:
        raise ValidationError(_("Dit is geen ondertiteling die we kunnen tonen. Kies een bestand met vtt (WebVTT)."))


@only_new
def validate_document(file: Any) -> None:
    """A pdf, docx, odt or pptx of at most 10 MB, whole and without programs in it."""
    refuse_larger(file, DOCUMENT_LIMIT)
    suffix = Path(file.name).suffix.lower()
    if not (_is_pdf(file) if suffix == ".pdf" else suffix in INSIDE and _is_office(file, suffix)):
        raise ValidationError(
            _("Dit is geen heel document dat we kunnen gebruiken. Kies een pdf, docx, odt of pptx."), code="no_document"
        )


def _is_pdf(file: Any) -> bool:
    """Whether it begins and ends as a pdf, and does not pass for a zip (a program, say) as well."""
    data = file.read()
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:] and not zipfile.is_zipfile(file)


def _is_office(file: Any, suffix: str) -> bool:
    """Whether the zip is whole and says that it is this kind of document."""
    if file.read(4) != ZIP_START:
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_parts(archive.infolist())
            name, said = INSIDE[suffix]
            # The sizes in the list bound what is read here; a list that lies does not fit its own checksums.
            return archive.testzip() is None and said in archive.read(name)
    except (*BROKEN, KeyError):
        return False


def _refuse_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if any(program in name for name in names for program in PROGRAMS):
        raise ValidationError(
            _("In dit document zitten macro's. Bewaar het zonder macro's en kies het opnieuw."), code="macros"
        )
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise ValidationError(
            _("Dit document wordt uitgepakt te groot. Maak de foto's erin kleiner, of kies een pdf."), code="too_large"
        )
