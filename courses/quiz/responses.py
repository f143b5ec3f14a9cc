"""Reading what a learner sent: form values and stored JSON. Every error is InvalidResponse, and fast."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from courses.quiz.errors import InvalidResponse
from courses.quiz.reader import NO_TEXT

Response: TypeAlias = dict[str, object]
"""A canonical response: a JSON object with ids only, such as {"choice": "a"}."""

FormData: TypeAlias = Mapping[str, Sequence[str]]
"""Form fields, each with all its values: `dict(request.POST.lists())`."""

MAX_VALUE = 80
"""Characters in one form value: an id of 64, or one with ":down"."""


def form_values(data: FormData, name: str, *, most: int) -> list[str]:
    """Return the values of a field that are not empty. Sizes are looked at before anything else."""
    found = data.get(name, ())
    if isinstance(found, str):
        raise TypeError("a field is a list of values: pass dict(request.POST.lists())")
    if len(found) > most:
        raise InvalidResponse("too_many")
    return [checked_value(value) for value in found if value]


def form_value(data: FormData, name: str) -> str | None:
    """Return the one value of a field, or None when it is absent or empty."""
    found = form_values(data, name, most=1)
    return found[0] if found else None


def form_text(data: FormData, *, most: int) -> str | None:
    """Return the typed text of the field `text` without spaces around it, None when there is none."""
    found = data.get("text", ())
    if isinstance(found, str):
        raise TypeError("a field is a list of values: pass dict(request.POST.lists())")
    if len(found) > 1:
        raise InvalidResponse("too_many")
    return checked_text(found[0], most=most) or None if found else None


def checked_text(value: object, *, most: int) -> str:
    """Return a text of at most `most` characters, in NFC, with plain line ends and nothing unprintable in it."""
    if not isinstance(value, str):
        raise InvalidResponse("malformed")
    if len(value) > 2 * most:
        raise InvalidResponse("text_too_long")
    # A browser sends a line end as two characters and counts it as one, as we do after this.
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > most:
        raise InvalidResponse("text_too_long")
    if NO_TEXT.search(text):
        raise InvalidResponse("unprintable")
    return text


def checked_value(value: object) -> str:
    """Return a text that is short and has no NUL in it."""
    if not isinstance(value, str):
        raise InvalidResponse("malformed")
    if len(value) > MAX_VALUE:
        raise InvalidResponse("too_long")
    if "\0" in value:
        raise InvalidResponse("nul")
    return value


def only_field(response: Mapping[str, object], name: str) -> object:
    """Return the value of the one field that a stored response has."""
    if not isinstance(response, Mapping) or name not in response:
        raise InvalidResponse("malformed")
    if len(response) > 1:
        raise InvalidResponse("unknown_field")
    return response[name]


def known_id(value: object, *, known: Collection[str]) -> str:
    """Return the value if it is one of the known ids."""
    text = checked_value(value)
    if text not in known:
        raise InvalidResponse("unknown_id")
    return text


def known_ids(values: object, *, known: Collection[str]) -> list[str]:
    """Return a list of different known ids, at least one, in the order given."""
    if not isinstance(values, list | tuple):
        raise InvalidResponse("malformed")
    if not values:
        raise InvalidResponse("empty")
    if len(values) > len(known):
        raise InvalidResponse("too_many")
    ids = [known_id(value, known=known) for value in values]
    if len(set(ids)) != len(ids):
        raise InvalidResponse("repeated_id")
    return ids
