"""The answers and the units of a numeric question."""

from dataclasses import dataclass
from fractions import Fraction

from courses.quiz.decimals import decimal_text, percent_text, read_decimal
from courses.quiz.reader import Reader
from courses.quiz.typed_numbers import without_spaces

MAX_UNIT = 30
"""Characters in the name of a unit: with a number it has to fit in the field."""

KINDS = ("tolerance", "range")


@dataclass(frozen=True, kw_only=True)
class NumericAnswer:
    """Numbers from `low` to `high`, both included, give `credit`; kind "tolerance" writes them as middle ± room."""

    id: str
    kind: str
    low: Fraction
    high: Fraction
    credit: Fraction = Fraction(1)
    feedback: str = ""

    @classmethod
    def parse(cls, reader: Reader) -> "NumericAnswer":
        """Read one answer of the content; the other kind's fields are unknown fields."""
        kind = reader.word("kind", allowed=KINDS)
        low, high = _tolerance(reader) if kind == "tolerance" else _range(reader)
        return cls(
            id=reader.id(),
            kind=kind,
            low=low,
            high=high,
            credit=reader.percent("credit", low=0, default="100"),
            feedback=reader.text("feedback"),
        )

    def to_json(self) -> dict[str, object]:
        """Return the content of this answer."""
        bounds = {"low": self.low, "high": self.high}
        if self.kind == "tolerance":
            bounds = {"value": self.middle, "tolerance": self.high - self.middle}
        return {
            "id": self.id,
            "kind": self.kind,
            **{name: decimal_text(number) for name, number in bounds.items()},
            "credit": percent_text(self.credit),
            "feedback": self.feedback,
        }

    @property
    def middle(self) -> Fraction:
        """Return the number that a tolerance is about."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit that may be typed; times `factor` a number is in the unit of the question."""

    name: str
    factor: Fraction

    @classmethod
    def parse(cls, reader: Reader) -> "Unit":
        """Read one unit of the content: short, and not to be mistaken for a part of the number."""
        name = reader.text("name", required=True).strip()
        if len(name) > MAX_UNIT:
            raise reader.fail("too_long", "name")
        if name[0] in "0123456789.,+-*^\u2212":
            raise reader.fail("bad_unit", "name")
        factor = read_decimal(reader, "factor", default="1")
        if factor <= 0:
            raise reader.fail("not_in_range", "factor")
        return cls(name=name, factor=factor)

    def to_json(self) -> dict[str, object]:
        """Return the content of this unit."""
        return {"name": self.name, "factor": decimal_text(self.factor)}


def unit_key(name: str) -> str:
    """Return what two ways to type one unit have in common."""
    return without_spaces(name).casefold()


def dutch(answer: NumericAnswer, unit: str) -> str:
    """Write an answer with decimal commas: "100 tot en met 120 keer", "5 m (4,5 tot en met 5,5)"."""
    span = f"{_comma(answer.low)} tot en met {_comma(answer.high)}"
    if answer.low == answer.high:
        return _with_unit(_comma(answer.low), unit)
    if answer.kind == "range":
        return _with_unit(span, unit)
    return f"{_with_unit(_comma(answer.middle), unit)} ({span})"


def _comma(number: Fraction) -> str:
    return decimal_text(number).replace(".", ",")


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}" if unit else text


def _tolerance(reader: Reader) -> tuple[Fraction, Fraction]:
    value, room = read_decimal(reader, "value"), read_decimal(reader, "tolerance", default="0")
    if room < 0:
        raise reader.fail("not_in_range", "tolerance")
    return value - room, value + room


def _range(reader: Reader) -> tuple[Fraction, Fraction]:
    low, high = read_decimal(reader, "low"), read_decimal(reader, "high")
    if low > high:
        raise reader.fail("low_above_high", "low")
    return low, high
