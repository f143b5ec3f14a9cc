"""What of a cell may be repeated in a sentence that is kept: never an address of a person."""

import re

__all__ = ["has_address", "masked"]

LENGTH = 40
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]")


def has_address(text: str) -> bool:
    """Whether an e-mail address stands in it."""
    return _ADDRESS.search(text) is not None


def masked(cell: str, *, length: int = LENGTH) -> str:
    """The beginning of a cell; of one with an at sign only its first letter, as `j…@…`: the name of a person may
    stand before the address."""
    text = " ".join(cell.split())
    return f"{text.partition('@')[0][:1]}…@…" if "@" in text else text[:length]
