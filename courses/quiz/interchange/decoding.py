"""From the bytes of a text file to text."""

import codecs
import re

from courses.quiz.interchange.problems import Problem, UnreadableFile

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decode(data: bytes) -> tuple[str, list[Problem]]:
    """Return the text, without a byte order mark, and a problem when it had to be converted.

    UTF-8, UTF-16 with a mark, and windows-1252 if that fits cleanly. Raises UnreadableFile("not_text").
    """
    problems: list[Problem] = []
    try:
        text = data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError:
        text = _windows(data)
        problems.append(Problem(place="", title="", code="converted_encoding"))
    if "\0" in text:
        raise UnreadableFile("not_text")
    return text, problems


def _windows(data: bytes) -> str:
    if data.startswith(_UTF16):
        raise UnreadableFile("not_text")
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableFile("not_text") from None
    if _CONTROL.search(text):
        raise UnreadableFile("not_text")
    return text
