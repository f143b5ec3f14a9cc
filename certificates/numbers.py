"""Certificate numbers and tokens: making them, reading what people type (DESIGN §7).

A number is `WABP-XXXX-XXXX-XXXX`: eleven random symbols and one check symbol, from Crockford's base32 without
Z. Thirty-one symbols, a prime, make the weighted check catch every single wrong symbol and every swap of two.
A token is 128 random bits in Crockford's base32, upper case, so that it fits the compact mode of a QR code.
"""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Sequence
from typing import Final, Protocol

PREFIX: Final = "WABP"
NUMBER_SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXY"
TOKEN_SYMBOLS: Final = NUMBER_SYMBOLS + "Z"
NUMBER_LENGTH: Final = 12
TOKEN_LENGTH: Final = 26
TOKEN_BITS: Final = 128
# Far above any way to write a number or token; it keeps a megabyte of pasted text away from the work below.
LONGEST_INPUT: Final = 100

_VALUES: Final = {symbol: value for value, symbol in enumerate(NUMBER_SYMBOLS)}
_LOOKALIKES: Final = str.maketrans("OIL", "011")
# White space, full stops, and everything Unicode calls a dash: copied text is full of them.
_SEPARATORS: Final = re.compile(r"[\s.\-_\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]+")


class Chooser(Protocol):
    """What `new_number` needs of a source of chance; `secrets` and `random.Random` have it."""

    def choice(self, seq: Sequence[str], /) -> str:
        """Return one symbol of `seq`."""
        ...


def new_number(rng: Chooser = secrets) -> str:
    """Return a fresh number like `WABP-7K3M-Q9XD-2R5V`; pass a seeded `random.Random` only for demo data."""
    body = "".join(rng.choice(NUMBER_SYMBOLS) for _ in range(NUMBER_LENGTH - 1))
    return _with_hyphens(body=body + _check_symbol(body=body))


def normalize(text: str) -> str | None:
    """Return the number that `text` means, in its printed form, or None if it cannot be one of ours.

    Forgives case, spaces, hyphens, dots, full-width symbols, O for 0, I and L for 1, and a missing prefix.
    """
    squeezed = _squeeze(text=text)
    bodies = (squeezed, squeezed.removeprefix(PREFIX))
    body = next((each for each in bodies if len(each) == NUMBER_LENGTH), "").translate(_LOOKALIKES)
    if not body or not all(symbol in _VALUES for symbol in body):
        return None
    return _with_hyphens(body=body) if _check_symbol(body=body[:-1]) == body[-1] else None


def is_valid(text: str) -> bool:
    """Say whether `text`, forgivingly read, is a number that we could have issued."""
    return normalize(text) is not None


def new_token() -> str:
    """Return a fresh token of 26 symbols; only its hash is ever stored (`hash_token`)."""
    bits = secrets.randbits(TOKEN_BITS)
    return "".join(TOKEN_SYMBOLS[(bits >> shift) & 31] for shift in range(5 * (TOKEN_LENGTH - 1), -1, -5))


def hash_token(token: str) -> str:
    """Return the SHA-256, in hex, of the token as it was issued, however its case and look-alikes were typed.

    Text that cannot be a token gives a hash too, one that no issued token has: a look-up then finds nothing.
    """
    plain = _squeeze(text=token).translate(_LOOKALIKES)
    return hashlib.sha256(plain.encode(errors="replace")).hexdigest()


def _squeeze(*, text: str) -> str:
    """Return upper case without separators, or an empty text when there is too much of it to be ours."""
    if len(text) > LONGEST_INPUT:
        return ""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def _check_symbol(*, body: str) -> str:
    """Return the symbol that makes the weighted sum of all twelve a multiple of 31.

    The weights 12, 11, … 1 differ and stay below 31, so one changed symbol or one swap always shows.
    """
    weights = range(NUMBER_LENGTH, 1, -1)
    total = sum(weight * _VALUES[symbol] for weight, symbol in zip(weights, body, strict=True))
    return NUMBER_SYMBOLS[-total % len(NUMBER_SYMBOLS)]


def _with_hyphens(*, body: str) -> str:
    return "-".join((PREFIX, body[:4], body[4:8], body[8:]))
