"""Opening a course file that somebody sent: nothing in it is believed (DESIGN §4).

with opened(file) as package:
    package.data       # the checked JSON of the course
    package.copy(name) # one of its files, as a temporary file
"""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any, NoReturn

from django.core.files.base import File
from django.utils.translation import gettext as _

from courses.services.course_files.checking import checked
from courses.services.course_files.errors import UnusableFile, broken
from courses.services.course_files.export import MANIFEST

__all__ = ["MAX_BYTES", "Package", "opened"]

MEGABYTE = 1024 * 1024
MAX_BYTES = 200 * MEGABYTE
MAX_MANIFEST = 10 * MEGABYTE
MAX_ENTRIES = 1000
NAME = re.compile(r"bestanden/(?P<sha>[0-9a-f]{64})\.[a-z0-9]{2,5}")
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, NotImplementedError, KeyError)
CHUNK = 256 * 1024


@dataclass
class Package:
    """An opened file: its JSON, and the names of what came along."""

    archive: zipfile.ZipFile
    data: dict[str, Any]
    names: frozenset[str]

    def copy(self, name: str) -> File[bytes]:
        """One file of the zip, whose bytes are what its name says; raises UnusableFile."""
        match = NAME.fullmatch(name)
        if match is None or name not in self.names:
            raise UnusableFile(_("In dit bestand ontbreekt een foto, film of document. Download het opnieuw."))
        out: IO[bytes] = TemporaryFile()  # noqa: SIM115  # who asks for it closes it
        found = hashlib.sha256()
        try:
            with self.archive.open(name) as source:
                while chunk := source.read(CHUNK):
                    found.update(chunk)
                    out.write(chunk)
        except BROKEN:
            raise broken() from None
        if found.hexdigest() != match["sha"]:
            raise broken()
        out.seek(0)
        return File(out, name=name.partition("/")[2])


@contextmanager
def opened(file: IO[bytes] | File[bytes]) -> Iterator[Package]:
    """A course file, looked at before it is unpacked; raises UnusableFile with what to do."""
    refuse_size(file)
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN:
        raise broken() from None
    with archive:
        names = refuse_entries(archive)
        yield Package(archive, checked(manifest(archive), names), names)


def refuse_size(file: Any) -> None:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if size > MAX_BYTES:
        raise too_large()


def too_large() -> UnusableFile:
    return UnusableFile(_("Dit bestand is te groot. Een cursus is hoogstens 200 MB, ook als hij is uitgepakt."))


def refuse_entries(archive: zipfile.ZipFile) -> frozenset[str]:
    """The names of the files; refuses strange names, too many of them, and what unpacks to more than it may.

    The sizes in the list bound what is read: Python stops at them.
    """
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise too_large()
    if len(set(names)) != len(names) or MANIFEST not in names:
        raise broken()
    others = frozenset(names) - {MANIFEST}
    if not all(NAME.fullmatch(name) for name in others):
        raise broken()
    return others


def manifest(archive: zipfile.ZipFile) -> Any:
    """The JSON in the file; NaN, and what cannot be written again, is none."""
    if archive.getinfo(MANIFEST).file_size > MAX_MANIFEST:
        raise too_large()
    try:
        data = json.loads(archive.read(MANIFEST).decode(), parse_constant=refuse)
        refuse_letters(data)
    except (*BROKEN, RecursionError, TypeError):
        raise broken() from None
    return data


def refuse(_name: str) -> NoReturn:
    raise ValueError


def refuse_letters(value: Any) -> None:
    """Raises ValueError for what a database does not keep: NUL, half a letter, a number without end."""
    if isinstance(value, dict):
        refuse_letters(list(value))
        refuse_letters(list(value.values()))
    elif isinstance(value, list):
        for part in value:
            refuse_letters(part)
    elif isinstance(value, str):
        if "\0" in value:
            raise ValueError
        value.encode()
    elif isinstance(value, int | float) and abs(value) > 2**31 - 1:
        raise ValueError
