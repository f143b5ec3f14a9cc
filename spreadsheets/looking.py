"""Looking through a workbook from outside before anything opens it."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

from spreadsheets.errors import UnreadableTable
from spreadsheets.limits import Limits

__all__ = ["look_through"]

MAX_RATIO = 200
MAX_PARTS = 1_000
SMALL = 1024 * 1024
"""Below this size a high ratio means nothing."""

_DTD = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")
_ROW = re.compile(rb"<(?:\w{1,20}:)?row[\s/>]")
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[\s/>]")
_CHUNK = 256 * 1024
_TAIL = 32
"""More than the longest of the patterns: what two chunks share."""


@dataclass
class _Seen:
    """What was counted so far in all parts."""

    packed: int
    unpacked: int = 0
    marks: int = 0


def look_through(data: bytes, limits: Limits) -> None:
    """Unpack everything once without keeping it: sizes in the file's own list may lie. Raises UnreadableTable.

    Rows are counted in every sheet, also in those that nobody reads.
    """
    seen = _Seen(packed=len(data))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS:
            raise UnreadableTable("workbook_too_big")
        if any(part.flag_bits & 1 or "vbaproject" in part.filename.lower() for part in parts):
            raise UnreadableTable("protected_or_macros")
        for part in parts:
            _look_at(archive, part, seen, limits)


def _look_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo, seen: _Seen, limits: Limits) -> None:
    name = part.filename.lower()
    rows, tail = 0, b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            _count(chunk, seen, limits)
            piece = tail + chunk
            if name.endswith((".xml", ".rels", ".vml")) and _DTD.search(piece):
                raise UnreadableTable("not_a_workbook")
            if "/worksheets/" in name:
                # What lies in the tail as a whole was counted with the chunk before.
                rows += len(_ROW.findall(piece)) - len(_ROW.findall(tail))
                _look_at_sheet(piece, rows, limits)
            tail = piece[-_TAIL:]


def _count(chunk: bytes, seen: _Seen, limits: Limits) -> None:
    seen.unpacked += len(chunk)
    seen.marks += chunk.count(b"<")
    is_bomb = seen.unpacked > SMALL and seen.unpacked > MAX_RATIO * seen.packed
    if is_bomb or seen.unpacked > limits.unpacked or seen.marks > limits.marks:
        raise UnreadableTable("workbook_too_big")


def _look_at_sheet(piece: bytes, rows: int, limits: Limits) -> None:
    if rows > limits.rows:
        raise UnreadableTable("too_many_rows")
    if not limits.formulas and _FORMULA.search(piece):
        raise UnreadableTable("formulas")
