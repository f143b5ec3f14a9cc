"""The postcodes in one cell of the register: `2711`, `2711 AB`, `2711-2716`, `2711 t/m 2716`, in any row."""

import re

from registrations.codes import MAX_RANGES, postcode_bounds

__all__ = ["BadPostcode", "TooManyPostcodes", "cell_ranges"]

_BETWEEN = re.compile(r"[\n,;/+|]+|\ben\b", re.IGNORECASE)
_UNTIL = re.compile(r"\bt/m\b|\btot(?:\s+en\s+met)?\b", re.IGNORECASE)
_DASH = re.compile(r"\s*[-–—]\s*")
_SEVERAL = re.compile(r"[0-9]{4}(?:\s?[A-Za-z]{2})?(?:\s+[0-9]{4}(?:\s?[A-Za-z]{2})?)+")
_ONE = re.compile(r"[0-9]{4}(?:\s?[A-Za-z]{2}(?![A-Za-z]))?")


class BadPostcode(ValueError):
    """`piece` is no postcode."""

    def __init__(self, piece: str) -> None:
        super().__init__(piece)
        self.piece = piece


class TooManyPostcodes(ValueError):
    """More than a group can have."""


def cell_ranges(text: str) -> set[tuple[str, str]]:
    """PC6 ranges, first and last included. Raises BadPostcode and TooManyPostcodes."""
    pieces = [piece.strip() for piece in _BETWEEN.split(_UNTIL.sub("-", text)) if piece.strip()]
    ranges = {bounds for piece in pieces for bounds in _read(piece)}
    if len(ranges) > MAX_RANGES:
        raise TooManyPostcodes
    return ranges


def _read(piece: str) -> list[tuple[str, str]]:
    if _SEVERAL.fullmatch(piece):
        return [_bounds(one, one) for one in _ONE.findall(piece)]
    first, *rest = _DASH.split(piece)
    return [_bounds(first, rest[0] if len(rest) == 1 else first if not rest else piece)]


def _bounds(first: str, last: str) -> tuple[str, str]:
    start, end = postcode_bounds(first), postcode_bounds(last)
    if not start:
        raise BadPostcode(first)
    if not end or start[0] > end[1]:
        raise BadPostcode(last if not end else f"{first}-{last}")
    return start[0], end[1]
