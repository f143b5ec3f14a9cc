"""Which characters the certificate font has and how wide they are: no WeasyPrint needed here (DESIGN §7)."""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from math import ceil
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

FONT_FOLDER: Final = Path(__file__).resolve().parent.parent / "fonts"
# The wider of the two weights: what fits in it fits in both. Both have the same characters.
_WIDEST: Final = FONT_FOLDER / "certificate-semibold.ttf"
_UNITS_PER_EM: Final = 1000
# Kerning and rounding move a line by less than this.
_SAFETY: Final = 1.02
# Typographic twins that phones and word processors put in; the font has the plain ones.
_TWINS: Final = str.maketrans({"\u2010": "-", "\u2011": "-", "\u02bc": "’", "\u00a0": " ", "\u202f": " "})


@cache
def widths() -> Mapping[str, float]:
    """Return the width in em of every character of the font; read once per process."""
    font = TTFont(_WIDEST, lazy=True)
    metrics = font["hmtx"]
    return {chr(code): metrics[glyph][0] / _UNITS_PER_EM for code, glyph in font.getBestCmap().items()}


def missing_glyphs(text: str) -> str:
    """Return the characters of `text` that the certificate cannot print, each once; empty means all is well.

    Meant for the form that asks the name: what comes back is asked again in Latin spelling.
    """
    known = widths()
    plain = unicodedata.normalize("NFC", text).translate(_TWINS)
    return "".join(dict.fromkeys(character for character in plain if character not in known))


def printable(text: str) -> str:
    """Return `text` as it is printed: composed, on one line, without control characters or unknown symbols.

    An emoji in the name of a group goes. A letter that the font lacks stays: a wrong-looking name is better
    than a changed one.
    """
    known = widths()
    plain = unicodedata.normalize("NFC", text).translate(_TWINS)
    kept = (character for character in plain if _is_printed(character=character, known=known))
    return " ".join("".join(kept).split())


def fitting_size(*, texts: Sequence[str], width: float, height: float, sizes: Sequence[int], leading: float) -> int:
    """Return the largest of `sizes` (points, falling) at which `texts`, a paragraph each, fit the box.

    Width and height are in points; leading is the line height in em. When none fits, the smallest comes back.
    """
    fitting = (size for size in sizes if text_height(texts=texts, width=width, size=size, leading=leading) <= height)
    return next(fitting, sizes[-1])


def text_height(*, texts: Sequence[str], width: float, size: int, leading: float) -> float:
    """Return how high `texts`, a paragraph each, are at `size`, in points."""
    return sum(_line_count(text=text, width=width / size) for text in texts) * size * leading


def _is_printed(*, character: str, known: Mapping[str, float]) -> bool:
    category = unicodedata.category(character)
    if character.isspace():
        return True
    return category[0] != "C" and (character in known or category[0] in "LM")


def _line_count(*, text: str, width: float) -> int:
    """Return how many lines of `width` em the words of `text` take; a word wider than a line is broken."""
    known = widths()
    lines, used = 1, 0.0
    for word in text.split():
        wide = sum(known.get(character, 1.0) for character in word) * _SAFETY
        if used and used + wide > width:
            lines, used = lines + 1, 0.0
        extra = ceil(wide / width) - 1
        lines, used = lines + extra, used + wide - extra * width + known[" "]
    return lines
