"""Strict reading of question content: every field is asked for by name, and what is left over is an error."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

from courses.quiz.errors import InvalidQuestion

MAX_TEXT = 10_000
"""Characters in one text of a question."""

_PERCENT = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,7})?")
_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
# What PostgreSQL's JSON and HTML cannot hold; tab and line end are texts.
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

T = TypeVar("T")


class Reader:
    """Reads one JSON object. A method raises InvalidQuestion(code, path) when the field breaks its rule."""

    def __init__(self, content: object, path: str = "") -> None:
        if not isinstance(content, Mapping):
            raise InvalidQuestion("not_an_object", path)
        self._content: Mapping[object, object] = content
        self._path = path
        self._left = set(content)

    def at(self, name: str) -> str:
        """Return the path of a field, for an error."""
        return f"{self._path}.{name}" if self._path else name

    def fail(self, code: str, name: str = "") -> InvalidQuestion:
        """Make (not raise) the error for a field of this object."""
        return InvalidQuestion(code, self.at(name) if name else self._path)

    def text(self, name: str, *, required: bool = False) -> str:
        """Read a plain text of at most MAX_TEXT characters; absent = ""."""
        value = self._take(name, "")
        if not isinstance(value, str):
            raise self.fail("not_a_text", name)
        if len(value) > MAX_TEXT:
            raise self.fail("too_long", name)
        if NO_TEXT.search(value):
            raise self.fail("forbidden_character", name)
        if required and not value.strip():
            raise self.fail("empty", name)
        return value

    def id(self, name: str = "id") -> str:
        """Read an id: 1 to 64 of letters, digits, `_`, `.` and `-`."""
        value = self._take(name, None)
        if not isinstance(value, str) or not _ID.fullmatch(value):
            raise self.fail("bad_id", name)
        return value

    def optional_id(self, name: str) -> str | None:
        """Read an id, or None for null or absent."""
        if self._content.get(name) is not None:
            return self.id(name)
        self._left.discard(name)
        return None

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Read true or false; without a default the field is required."""
        value = self._take(name, default)
        if not isinstance(value, bool):
            raise self.fail("not_a_flag", name)
        return value

    def integer(self, name: str, *, low: int, high: int, default: int | None = None) -> int:
        """Read a whole number from low to high; without a default the field is required."""
        value = self._take(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.fail("not_in_range", name)
        return value

    def word(self, name: str, *, allowed: tuple[str, ...]) -> str:
        """Read one of the allowed words; absent = the first."""
        value = self._take(name, allowed[0])
        if not isinstance(value, str) or value not in allowed:
            raise self.fail("unknown_value", name)
        return value

    def texts(self, name: str, *, high: int) -> tuple[str, ...]:
        """Read a list of at most `high` texts, none empty; absent = no texts."""
        value = self._take(name, ())
        if not isinstance(value, list | tuple):
            raise self.fail("not_a_list", name)
        if len(value) > high:
            raise self.fail("too_many", name)
        return tuple(
            Reader({"text": item}, f"{self.at(name)}[{i}]").text("text", required=True) for i, item in enumerate(value)
        )

    def integers(self, name: str, *, fewest: int, most: int) -> tuple[int, ...]:
        """Read a list of fewest to most whole numbers."""
        value = self._take(name, ())
        if not isinstance(value, list | tuple):
            raise self.fail("not_a_list", name)
        if not fewest <= len(value) <= most:
            raise self.fail("too_few" if len(value) < fewest else "too_many", name)
        if any(isinstance(item, bool) or not isinstance(item, int) for item in value):
            raise self.fail("not_a_number", name)
        return tuple(value)

    def part(self, name: str, *, parse: Callable[["Reader"], T]) -> T:
        """Read one object with `parse`; unknown fields in it are errors."""
        return _whole(self._take(name, None), self.at(name), parse)

    def percent(self, name: str, *, low: int, default: str | None = None) -> Fraction:
        """Read a share of 1 that is written as a percentage text, such as "50" or "33.33333", from low to 100.

        Thirds, sixths and sevenths come back exactly (quiz.md §2.1, weights); without a default it is required.
        """
        value = self._take(name, default)
        if not isinstance(value, str) or not _PERCENT.fullmatch(value):
            raise self.fail("not_a_percentage", name)
        exact = Fraction(value) / 100
        near = exact.limit_denominator(20)
        share = near if abs(near - exact) < Fraction(1, 100_000) else exact
        if not low <= share * 100 <= 100:
            raise self.fail("not_in_range", name)
        return share

    def parts(self, name: str, *, low: int, high: int, parse: Callable[["Reader"], T]) -> tuple[T, ...]:
        """Read a list of low to high objects, each with `parse`; unknown fields in them are errors."""
        value = self._take(name, ())
        if not isinstance(value, list | tuple):
            raise self.fail("not_a_list", name)
        if not low <= len(value) <= high:
            raise self.fail("too_few" if len(value) < low else "too_many", name)
        return tuple(_whole(item, f"{self.at(name)}[{index}]", parse) for index, item in enumerate(value))

    def done(self) -> None:
        """Refuse fields that nobody asked for: dropping them in silence would change the content."""
        if self._left:
            raise self.fail("unknown_field", min(str(name)[:64] for name in self._left))

    def refuse_repeats(self, name: str, *, ids: Iterable[str], texts: Iterable[str] = ()) -> None:
        """Refuse ids that occur twice, and texts that look the same: nobody could tell them apart."""
        if _repeats(ids):
            raise self.fail("repeated_id", name)
        if _repeats(_looks(text) for text in texts):
            raise self.fail("repeated_text", name)

    def _take(self, name: str, default: object) -> object:
        self._left.discard(name)
        return self._content.get(name, default)


def _whole(item: object, path: str, parse: Callable[[Reader], T]) -> T:
    """Parse one object and refuse what is left over."""
    reader = Reader(item, path)
    result = parse(reader)
    reader.done()
    return result


def _repeats(values: Iterable[str]) -> bool:
    seen = list(values)
    return len(set(seen)) != len(seen)


def _looks(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
