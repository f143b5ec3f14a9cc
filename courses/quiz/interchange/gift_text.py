"""Texts in GIFT: escapes and the words between square brackets that say what a text is."""

import re
from dataclasses import dataclass
from typing import Self

from courses.quiz.interchange.html import plain_text
from courses.quiz.interchange.items import Notes

# Half surrogates stand for escaped characters until all splitting is done: no decoded text can hold them.
_ESCAPED = {char: chr(0xD800 + index) for index, char in enumerate("\\:#={}~n")}
_BACK = str.maketrans({code: "\n" if char == "n" else char for char, code in _ESCAPED.items()})
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_SPECIAL = re.compile(r"[\\:#={}~]")
_MARKER = re.compile(r"\[(html|moodle|plain|markdown)\]")
_NOT_PLAIN = re.compile(r"[<&]")


def protect(text: str) -> str:
    """Hide escaped characters, so that what is left of them splits."""
    return _ESCAPE.sub(lambda found: _ESCAPED[found[1]], text)


def unescape(text: str) -> str:
    """Bring the escaped characters back, without their backslash."""
    return text.translate(_BACK)


@dataclass(frozen=True, kw_only=True)
class GiftText:
    """Reads the texts of one question; they take the format of its stem."""

    markup: str
    notes: Notes

    @classmethod
    def of(cls, stem: str, notes: Notes) -> Self:
        """Take the format from a protected stem."""
        found = _MARKER.match(stem)
        return cls(markup=found[1] if found else "moodle", notes=notes)

    def read(self, text: str) -> str:
        """Return a protected text as plain text."""
        found = _MARKER.match(text.strip())
        return plain_text(unescape(_without_marker(text)), found[1] if found else self.markup, self.notes)

    def literal(self, text: str) -> str:
        """Return a protected text as it stands: an answer to compare with, in which tags are letters."""
        return unescape(_without_marker(text)).strip()


def _without_marker(text: str) -> str:
    return _MARKER.sub("", text.strip(), count=1) if _MARKER.match(text.strip()) else text.strip()


def escape(text: str) -> str:
    """Write a plain text on one line; one that looks like a marker or a comment says that it is plain."""
    one = text.strip()
    return "[plain]" * bool(_MARKER.match(one) or one.startswith("//")) + escape_name(one)


def escape_name(text: str) -> str:
    """Write a text on one line in which markers mean nothing."""
    one = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _SPECIAL.sub(lambda found: "\\" + found[0], one).replace("\n", "\\n")


def looks_like_markup(text: str) -> bool:
    """Tell whether Moodle would read tags in the text, unless it is told that it is plain."""
    return bool(_NOT_PLAIN.search(text))
