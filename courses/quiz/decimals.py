"""Exact numbers in content JSON: decimal texts such as "0.5", and percentages such as "33.3333333"."""

import re
from fractions import Fraction

from courses.quiz.reader import Reader
from courses.quiz.scores import seven_places

MAX_DIGITS = 15
"""Digits before the point, and digits after it: enough for any measure, and never a huge number."""

_DECIMAL = re.compile(rf"-?[0-9]{{1,{MAX_DIGITS}}}(\.[0-9]{{1,{MAX_DIGITS}}})?")


def read_decimal(reader: Reader, name: str, *, default: str = "") -> Fraction:
    """Read a decimal text; without a default it is required. Raises InvalidQuestion: empty, not_a_number."""
    text = reader.text(name) or default
    if not text:
        raise reader.fail("empty", name)
    if not _DECIMAL.fullmatch(text):
        raise reader.fail("not_a_number", name)
    return Fraction(text)


def decimal_text(value: Fraction) -> str:
    """Write a number that a decimal text can hold, without useless zeros: 3/2 is "1.5"."""
    scale = 10**MAX_DIGITS
    whole, rest = divmod(abs(value) * scale, scale)
    digits = f"{int(rest):0{MAX_DIGITS}d}".rstrip("0")
    return f"{'-' if value < 0 else ''}{int(whole)}" + (f".{digits}" if digits else "")


def percent_text(share: Fraction) -> str:
    """Write a share of 1 so that `Reader.percent` reads the same share: 1/3 is "33.3333333", as Moodle writes it."""
    size = f"{seven_places(abs(share) * 100):f}".rstrip("0").rstrip(".")
    return f"-{size}" if share < 0 else size
