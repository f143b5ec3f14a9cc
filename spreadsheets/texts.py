"""From the bytes of a text file to text."""

import codecs
import re

from spreadsheets.errors import UnreadableTable

__all__ = ["decode"]

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decode(data: bytes) -> tuple[str, bool]:
    """Return the text, without a byte order mark, and whether it had to be converted from windows-1252.

    UTF-8, UTF-16 with a mark, and windows-1252 if that fits cleanly. Raises UnreadableTable("not_text").
    """
    converted = False
    try:
        text = data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError:
        text, converted = _windows(data), True
    if "\0" in text:
        raise UnreadableTable("not_text")
    return text, converted


def _windows(data: bytes) -> str:
    if data.startswith(_UTF16):
        raise UnreadableTable("not_text")
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableTable("not_text") from None
    if _CONTROL.search(text):
        raise UnreadableTable("not_text")
    return text
