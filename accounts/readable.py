"""The data of one person for who reads no JSON: the same tree, with Dutch names and days (DESIGN §6)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.readable_words import CODES, WORDS

__all__ = ["Node", "readable"]

DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One line: a name with a text, or with lines of its own below it."""

    name: str
    text: str = ""
    children: Sequence["Node"] = ()


def readable(data: Mapping[str, Any]) -> list[Node]:
    """`data` (JSON-ready) as lines with Dutch names; a name that has no word here is shown as it is."""
    return [_node(name_of(key), value) for key, value in data.items()]


def name_of(key: str) -> str:
    return str(WORDS[key]) if key in WORDS else key.replace("_", " ")


def _node(name: str, value: Any) -> Node:
    if isinstance(value, Mapping):
        return Node(name=name, children=readable(value)) if value else Node(name=name, text=_("niets"))
    if isinstance(value, list | tuple):
        return Node(name=name, children=list(_rows(value))) if value else Node(name=name, text=_("niets"))
    return Node(name=name, text=text_of(value))


def _rows(values: Iterable[Any]) -> Iterable[Node]:
    for number, value in enumerate(values, start=1):
        yield _node(str(number), value)


def text_of(value: Any) -> str:
    """A value in Dutch: ja, nee, a known word, a day, a moment of Amsterdam, or as it is."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    text = str(value)
    if text in CODES:
        return str(CODES[text])
    if DAY.fullmatch(text):
        return date_format(date.fromisoformat(text), "j F Y")
    if MOMENT.fullmatch(text):
        return date_format(timezone.localtime(datetime.fromisoformat(text)), "j F Y, H:i")
    return text
