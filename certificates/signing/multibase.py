"""Bytes as text whose first symbol says how they were written (multibase): `z` base58, `u` base64url."""

import base64
from typing import Final

__all__ = ["from_base58", "to_base58", "to_base64url"]

BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES: Final = {symbol: value for value, symbol in enumerate(BASE58)}
LONGEST: Final = 200  # far above a key or a signature: the work grows with the square of the length


def to_base58(data: bytes) -> str:
    """Return `data` as multibase `z…` in the alphabet of Bitcoin."""
    number, symbols = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        symbols = BASE58[rest] + symbols
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + BASE58[0] * zeros + symbols


def from_base58(text: str) -> bytes:
    """Return the bytes of a multibase `z…`. Raises ValueError for any other text, or one of over 200 symbols."""
    if not text.startswith("z") or len(text) > LONGEST or not all(symbol in _VALUES for symbol in text[1:]):
        raise ValueError("not base58 in multibase")
    body = text[1:]
    number = 0
    for symbol in body:
        number = number * 58 + _VALUES[symbol]
    zeros = len(body) - len(body.lstrip(BASE58[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def to_base64url(data: bytes) -> str:
    """Return `data` as multibase `u…`, without padding."""
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
