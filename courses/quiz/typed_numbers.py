"""Numbers as people type them, Dutch and English (quiz.md §2.6). Exact, and never a guess about a separator."""

import re
from fractions import Fraction

from courses.quiz.errors import InvalidResponse

MAX_EXPONENT = 30

_SPACES = re.compile(r"[ \t\u00a0\u2007\u2009\u202f]")
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)"
    r"(?P<digits>[0-9][0-9.,]*|[.,][0-9]+)"
    r"(?:(?:[eE]|[xX×*]10\^|\*10\*\*)(?P<exponent>[+-]?[0-9]+))?"
    r"(?P<rest>.*)",
    re.DOTALL,
)
# 1.500 and 1,500: fifteen hundred for one reader, one and a half for another.
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]{0,2}(?:,[0-9]{3})+")


def without_spaces(text: str) -> str:
    """Leave out spaces of every width."""
    return _SPACES.sub("", text)


def split_number(text: str) -> tuple[Fraction, str]:
    """Return the number that a text begins with, and what stands after it, both without spaces.

    "1.500,5 ml" gives (3001/2, "ml"). A point and a comma both separate, `1e3`, `1x10^3` and `1*10**3` are powers,
    U+2212 is a minus. Raises InvalidResponse: not_a_number, and ambiguous_number for `1.500` and `1,500`.
    """
    found = _NUMBER.fullmatch(without_spaces(text).replace("\u2212", "-"))
    if found is None:
        raise InvalidResponse("not_a_number")
    exponent = int(found["exponent"] or 0)
    if abs(exponent) > MAX_EXPONENT:
        raise InvalidResponse("not_a_number")
    size = _size(found["digits"]) * Fraction(10) ** exponent
    return -size if found["sign"] == "-" else size, found["rest"]


def typed_number(text: str) -> Fraction:
    """Return the number that a text is. Raises InvalidResponse like `split_number`, and not_a_number for more text."""
    number, rest = split_number(text)
    if rest:
        raise InvalidResponse("not_a_number")
    return number


def _size(digits: str) -> Fraction:
    """Read digits with points and commas in them."""
    if _AMBIGUOUS.fullmatch(digits):
        raise InvalidResponse("ambiguous_number")
    whole, point, decimals = _split(digits)
    if not point:
        return Fraction(int(whole))
    return Fraction(f"{whole or 0}.{decimals or 0}")


def _split(digits: str) -> tuple[str, str, str]:
    """Return whole part, decimal separator and decimals; separators of thousands are gone."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits, "", ""
    mark, other = digits[last], "," if digits[last] == "." else "."
    if digits.count(mark) > 1:  # 1.500.000
        return _grouped(digits), "", ""
    whole, decimals = digits[:last], digits[last + 1 :]
    return (_grouped(whole) if other in whole else whole), mark, decimals


def _grouped(whole: str) -> str:
    """Leave out separators that stand at every thousand. Raises InvalidResponse("not_a_number") elsewhere."""
    if not _GROUPS.fullmatch(whole):
        raise InvalidResponse("not_a_number")
    return whole.replace(".", "").replace(",", "")
