"""What people type to find a group: postcodes, register numbers, words. No database here."""

import re

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import clean_email

__all__ = [
    "clean_query",
    "hash_email",
    "number_spellings",
    "postcode_bounds",
    "postcode_mistake",
    "read_ranges",
    "search_words",
]

QUERY_LENGTH = 80
QUERY_WORDS = 5
MAX_RANGES = 200

_POSTCODE = re.compile(r"[1-9][0-9]{3}([A-Z]{2})?")
# A leading zero, or digits with letters behind them: somebody meant a postcode.
_ALMOST_POSTCODE = re.compile(r"0[0-9]{3}\s*[A-Za-z]{0,2}|[0-9]{3,5}\s*[A-Za-z]{1,3}")
# Letters and a count, as people read a register number aloud: `wg 12` for `WG-00012`.
_NUMBER = re.compile(r"([A-Za-z]{1,10})[-./]?0*([0-9]{1,10})")
NUMBER_WIDTH = 8  # digits of the widest count in a register, zeros in front included
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_BETWEEN_WORDS = re.compile(r"[\s,;()]+")


def hash_email(email: str) -> str:
    """The keyed hash under which the register knows an address; the plain one is not kept."""
    return salted_hmac("registrations.contact", clean_email(email), algorithm="sha256").hexdigest()


def clean_query(text: str) -> str:
    """Search words as typed, without control characters (PostgreSQL refuses NUL), at most 80 characters."""
    return _UNPRINTABLE.sub(" ", text).strip()[:QUERY_LENGTH].strip()


def search_words(text: str) -> list[str]:
    """The first five words of a cleaned query; commas and brackets part words."""
    return [word for word in _BETWEEN_WORDS.split(text) if word][:QUERY_WORDS]


def number_spellings(text: str) -> list[str]:
    """How the register may write the number that was typed: `wg12` and `WG 00012` are both `WG-00012`.

    A list to look up by, so that the index on the number does the work.
    """
    typed = "".join(text.split())
    spellings = [typed, typed.upper(), typed.lower()]
    if found := _NUMBER.fullmatch(typed):
        letters, count = found.groups()
        counts = [count.zfill(width) for width in range(len(count), NUMBER_WIDTH + 1)] or [count]
        names = (letters.upper(), letters.lower())
        spellings += [f"{name}{between}{each}" for name in names for between in ("-", "") for each in counts]
    return list(dict.fromkeys(spellings))


def postcode_bounds(text: str) -> tuple[str, str] | None:
    """First and last PC6 of a PC4 or PC6 as people type it (`2711`, `2711 ab`); None when it is neither."""
    code = re.sub(r"\s", "", text).upper()
    if not _POSTCODE.fullmatch(code):
        return None
    return (code, code) if len(code) == 6 else (f"{code}AA", f"{code}ZZ")


def postcode_mistake(text: str) -> str:
    """The sentence for somebody who meant a postcode and typed another thing; empty when he did not."""
    text = text.strip()
    if postcode_bounds(text) or not _ALMOST_POSTCODE.fullmatch(text):
        return ""
    return _("Dit is geen postcode. Typ vier cijfers, of vier cijfers en twee letters, zoals 2711 AB.")


def read_ranges(text: str) -> list[tuple[str, str]]:
    """PC6 ranges out of lines like `2711`, `2711 AB` or `2711-2716`; ValueError with the Dutch sentence."""
    pieces = [piece.strip() for piece in re.split(r"[\n,;]+", text) if piece.strip()]
    if len(pieces) > MAX_RANGES:
        raise ValueError(_("Dit zijn te veel postcodes. Hooguit %(count)d regels.") % {"count": MAX_RANGES})
    return list(dict.fromkeys(_read_range(piece) for piece in pieces))


def _read_range(piece: str) -> tuple[str, str]:
    first, dash, last = re.sub(r"\s*[–—]\s*", "-", piece).partition("-")
    start, end = postcode_bounds(first), postcode_bounds(last if dash else first)
    if not start or not end:
        raise ValueError(
            _("“%(piece)s” is geen postcode. Typ bijvoorbeeld 2711, 2711 AB of 2711-2716.") % {"piece": piece[:40]}
        )
    if start[0] > end[1]:
        raise ValueError(_("“%(piece)s” staat verkeerd om. Begin met de laagste postcode.") % {"piece": piece[:40]})
    return start[0], end[1]
