"""What a spreadsheet program would take for a formula, and the quote before it that makes it a text."""

import re

__all__ = ["quoted", "without_quote"]

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r]")
_PLAIN_NUMBER = re.compile(r"-[0-9]+([.,][0-9]+)?")


def quoted(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _PLAIN_NUMBER.fullmatch(cell) else cell


def without_quote(cell: str) -> str:
    return cell[1:] if _QUOTED_FORMULA.match(cell) else cell
