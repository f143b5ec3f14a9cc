"""Whether a photo holds nothing but its picture, so that it can be kept to the byte.

An edition is known by the bytes of its files. Saving a jpg again changes them, so a photo that an Academie cleaned
before stays as it is; any other is cleaned first (`courses.photos`).
"""

import struct
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile

from courses.photos import clean_photo

__all__ = ["kept_picture"]

JPEG_PARTS = {0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0, 0xEE}
JPEG_PROFILE, JPEG_END = 0xE2, 0xD9
PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_PARTS = {b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"pHYs", b"sBIT", b"bKGD", b"IDAT", b"IEND"}
WEBP_PARTS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}


def kept_picture(file: Any) -> ContentFile[bytes]:
    """The photo as it may be kept; raises ValidationError as an upload does."""
    cleaned = clean_photo(file)
    file.seek(0)
    data: bytes = file.read()
    plain = PLAIN.get(PurePosixPath(file.name).suffix)
    if plain and is_plain(plain, data):
        return ContentFile(data, name=file.name)
    cleaned.seek(0)
    return ContentFile(cleaned.read(), name=cleaned.name)


def is_plain(look: Callable[[bytes], bool], data: bytes) -> bool:
    try:
        return look(data)
    except (IndexError, ValueError, struct.error):
        return False


def plain_jpeg(data: bytes) -> bool:
    """Only tables, picture and color profile, and nothing behind the end."""
    place = 2
    while data[:2] == b"\xff\xd8" and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == JPEG_END:
            return place + 2 == len(data)
        profile = marker == JPEG_PROFILE and data[place + 4 : place + 16] == b"ICC_PROFILE\0"
        if marker not in JPEG_PARTS and not profile:
            return False
        place += 2 + struct.unpack_from(">H", data, place + 2)[0]
        if marker == 0xDA:
            place = next_marker(data, place)
    return False


def next_marker(data: bytes, place: int) -> int:
    """Where the lines of the picture end: an FF that is no part of them."""
    while (place := data.index(b"\xff", place)) + 1 < len(data):
        if data[place + 1] != 0 and not 0xD0 <= data[place + 1] <= 0xD7:
            return place
        place += 2
    raise IndexError


def plain_png(data: bytes) -> bool:
    place = len(PNG_START)
    while data.startswith(PNG_START):
        size, name = struct.unpack_from(">I4s", data, place)
        if name not in PNG_PARTS:
            return False
        place += 12 + size
        if name == b"IEND":
            return place == len(data)
    return False


def plain_webp(data: bytes) -> bool:
    head, size, kind = struct.unpack_from("<4sI4s", data)
    if (head, kind) != (b"RIFF", b"WEBP") or size + 8 != len(data):
        return False
    place = 12
    while place < len(data):
        name, size = struct.unpack_from("<4sI", data, place)
        if name not in WEBP_PARTS:
            return False
        place += 8 + size + size % 2
    return place == len(data)


PLAIN: dict[str, Callable[[bytes], bool]] = {
    ".jpg": plain_jpeg,
    ".jpeg": plain_jpeg,
    ".png": plain_png,
    ".webp": plain_webp,
}
