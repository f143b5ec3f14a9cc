"""Comparing a typed text with an answer that may hold `*` (quiz.md §2.6), in time that grows with the text only."""

import re
import unicodedata
from dataclasses import dataclass

_STAR = re.compile(r"\\\*|\*")
_TYPOGRAPHIC = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Folding:
    """Which differences do not count.

    `case`: capitals. One letter stays one letter, so ß is not SS and İ is not i, as Moodle has it.
    `marks`: accents (café = cafe), and typographic apostrophes, quotes and dashes (foto’s = foto's). A phone puts
    those in by itself: the learner did not choose them and cannot see the difference, so who forgives an accent
    forgives them too. The editor's block switches this on for every new question; an imported one keeps what its
    source does.
    `spaces`: all white space, so that "06 - 12" = "06-12" and "buurt preventie" = "buurtpreventie".
    """

    case: bool = True
    marks: bool = False
    spaces: bool = False

    def fold(self, text: str) -> str:
        """Return the text without the differences that do not count."""
        text = "".join(map(_small, text)) if self.case else text
        if self.marks:
            text = _without_accents(text).translate(_TYPOGRAPHIC)
        text = "".join(text.split()) if self.spaces else text
        return unicodedata.normalize("NFC", text)


def pattern_matches(pattern: str, text: str, folding: Folding) -> bool:
    """Tell whether the whole text is what the pattern says; `*` is any run, also of nothing, `\\*` is a star."""
    first, *middle = [folding.fold(part) for part in _parts(pattern)]
    text = folding.fold(text)
    if not middle:
        return text == first
    last = middle.pop()
    if not (text.startswith(first) and text.endswith(last)) or len(text) < len(first) + len(last):
        return False
    return _in_order(text[len(first) : len(text) - len(last)], middle)


def pattern_words(pattern: str) -> str:
    """Return the pattern for a person to read: "…" for a star that is any run, "" when it is nothing else."""
    parts = _parts(pattern)
    return " ".join("…".join(parts).split()) if any(parts) else ""


def _in_order(text: str, parts: list[str]) -> bool:
    """Tell whether the parts follow each other in the text; the first place of each leaves most for the rest."""
    place = 0
    for part in parts:
        found = text.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return True


def _parts(pattern: str) -> list[str]:
    r"""Cut a pattern at its stars; `\*` stays, as a star."""
    pieces, place, parts = _STAR.finditer(pattern := unicodedata.normalize("NFC", pattern.strip())), 0, [""]
    for piece in pieces:
        parts[-1] += pattern[place : piece.start()]
        place = piece.end()
        if piece[0] == "*":
            parts.append("")
        else:
            parts[-1] += "*"
    parts[-1] += pattern[place:]
    return parts


def _small(letter: str) -> str:
    folded = letter.casefold()
    return folded if len(folded) == 1 else letter.lower()


def _without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
