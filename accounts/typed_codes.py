"""Short codes that people read from a screen or from paper and type over: of an evening, of a guest (DESIGN §6)."""

import re
import secrets
import unicodedata
from typing import Final

__all__ = ["SYMBOLS", "new_code", "read_code"]

# Crockford's without 0, 1 and the vowels (no O or I, and no words), and without what looks like a digit: 25 symbols.
SYMBOLS: Final = "23456789CDFGHJKMNPQRTVWXY"
# What somebody types who took a digit for a letter.
_LOOKALIKES: Final = str.maketrans("BSZ", "852")
_SEPARATORS: Final = re.compile(r"[\s.\-_\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]+")
LONGEST_INPUT: Final = 100  # keeps a megabyte of pasted text away from the work below


def new_code(length: int) -> str:
    """A fresh code of so many symbols."""
    return "".join(secrets.choice(SYMBOLS) for _ in range(length))


def read_code(text: str, length: int) -> str:
    """The code that `text` means, or nothing when it cannot be one of `length` symbols.

    Forgives case, spaces, dashes, dots, full-width symbols, and B, S, Z for 8, 5, 2.
    """
    if len(text) > LONGEST_INPUT:
        return ""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper().translate(_LOOKALIKES)
    return plain if len(plain) == length and not set(plain) - set(SYMBOLS) else ""
