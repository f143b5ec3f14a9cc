"""A quote too many or too few in CSV: the cell that it opens swallows the rows below it."""

import re
from collections.abc import Sequence

__all__ = ["swallows"]

_BREAK = re.compile(r"[\r\n]+")


def swallows(cells: Sequence[str], sign: str) -> bool:
    """Whether a cell of this row holds what looks like other rows; `sign` stands between the cells."""
    return any(_has_rows(cell, sign) for cell in cells if "\n" in cell or "\r" in cell)


def _has_rows(cell: str, sign: str) -> bool:
    """Whether the sign stands after a break. Not in a list with one thing on each line, such as `an;` and `bo;`."""
    lines = [line.strip(" ") for line in _BREAK.split(cell)]
    return any(sign in line for line in lines[1:]) and any(sign in line.removesuffix(sign) for line in lines)
