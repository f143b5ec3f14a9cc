"""Numeric answers: numbers as files write them, and the content JSON that they become."""

import re
from collections.abc import Sequence
from fractions import Fraction

from courses.quiz.decimals import MAX_DIGITS, decimal_text
from courses.quiz.interchange.contents import ANY, Answer, Own, credit
from courses.quiz.interchange.items import Notes, SkippedQuestion

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,2})?")
_EVERYTHING = Fraction(10**MAX_DIGITS - 1)

Part = dict[str, object]


def read_number(text: str) -> Fraction:
    """Read a number with a decimal point; 1e3 is one too. Raises SkippedQuestion("not_a_number")."""
    value = text.strip()
    if not _NUMBER.fullmatch(value):
        raise SkippedQuestion("not_a_number", value)
    return Fraction(value)


def exact_text(value: Fraction) -> str:
    """Write a number that content JSON can hold. Raises SkippedQuestion("not_a_number")."""
    text = decimal_text(value) if abs(value) <= _EVERYTHING else ""
    if not text or Fraction(text) != value:
        raise SkippedQuestion("not_a_number", f"{float(value):g}" if abs(value) < 10**300 else "")
    return text


def around(value: Fraction, tolerance: Fraction) -> Part:
    """An answer that may lie `tolerance` off."""
    return {"kind": "tolerance", "value": exact_text(value), "tolerance": exact_text(abs(tolerance))}


def between(low: Fraction, high: Fraction) -> Part:
    """An answer from low to high, both included."""
    return {"kind": "range", "low": exact_text(min(low, high)), "high": exact_text(max(low, high))}


def numeric(answers: Sequence[tuple[Part | None, Answer]], notes: Notes, **own: object) -> Own:
    """Pairs of a number (None = any answer) and what it gives; `own` are more fields, such as units.

    Any answer that gives nothing and stands last is the feedback for a wrong one.
    """
    found = list(answers)
    wrong = ""
    if found and found[-1][0] is None and found[-1][1].share <= 0:
        wrong = found.pop()[1].feedback
    if not any(answer.share > 0 for _, answer in found):
        raise SkippedQuestion("no_right_answer")
    if any(answer.share < 0 for _, answer in found):
        notes.warn("negative_share")
    parts = [
        {
            "id": f"a{n}",
            **(between(-_EVERYTHING, _EVERYTHING) if part is None else part),
            "credit": credit(answer.share),
            "feedback": answer.feedback,
        }
        for n, (part, answer) in enumerate(found, start=1)
    ]
    return {"type": "numeric", "answers": parts, "feedback_wrong": wrong, **own}


def is_any(text: str) -> bool:
    """Tell whether the text stands for any answer."""
    return text.strip() in ("", ANY)
