"""Reads for the screens of *Register inlezen*."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registrations.models import ImportChange, RegisterImport

__all__ = ["Result", "Shown", "left_alone", "results_of", "shown_changes"]

LEFT_SHOWN = 50
State = RegisterImport.State
KINDS: "dict[str, str | Promise]" = {"new": _("Nieuw"), "changed": _("Gewijzigd"), "gone": _("Verdwenen")}
FIELD_WORDS: "dict[str, str | Promise]" = {
    "name": _("naam"),
    "kind": _("soort"),
    "municipality": _("gemeente"),
    "place": _("plaats"),
    "status": _("status"),
    "source": _("bron"),
    "postcodes": _("postcodes"),
    "contacts": _("contacten"),
}


@dataclass(kw_only=True)
class Result:
    """An import with how many groups of each kind: what it did, or as long as it waits what it would do."""

    row: RegisterImport
    counts: dict[str, int] = field(default_factory=dict)
    left: int = 0

    @property
    def tiles(self) -> "list[tuple[str | Promise, int, str]]":
        """Words, number and kind, in the order of the screen."""
        words = {**KINDS, "same": _("Gelijk"), "bad": _("Met een fout")}
        return [(words[name], self.counts.get(name, 0), name) for name in ("new", "changed", "same", "gone", "bad")]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The first groups of one kind: number, name, municipality and what changes, in words."""

    words: "str | Promise"
    kind: str
    groups: list[tuple[str, str, str, str]]
    more: int


def results_of(rows: list[RegisterImport]) -> list[Result]:
    """Each import with its figures, one query for all."""
    done: dict[int, dict[str, int]] = defaultdict(dict)
    left: dict[int, int] = defaultdict(int)
    counted = ImportChange.objects.filter(register_import__in=rows).order_by().values_list("register_import", "kind")
    stay = Count("pk", filter=~Q(left_because=""))
    for pk, kind, count, stayed in counted.annotate(count=Count("pk"), stayed=stay):
        done[pk][kind] = count
        left[pk] += stayed
    return [Result(row=row, counts=_counts(row, done[row.pk]), left=left[row.pk]) for row in rows]


def _counts(row: RegisterImport, done: dict[str, int]) -> dict[str, int]:
    """The journal tells what it did; until that is whole, and for what was the same or bad, the preview."""
    if row.state in (State.LOOKED_AT, State.RUNNING) or not row.counts:
        return {name: count for name, count in row.counts.items() if name != "examples"}
    return {**{name: done.get(name, 0) for name in KINDS}, **{name: row.counts[name] for name in ("same", "bad")}}


def shown_changes(row: RegisterImport) -> list[Shown]:
    """The first groups of each kind, as the preview found them."""
    examples = row.counts.get("examples", {})
    return [
        Shown(
            words=words,
            kind=kind,
            groups=[_in_words(*group) for group in examples[kind]],
            more=row.counts[kind] - len(examples[kind]),
        )
        for kind, words in KINDS.items()
        if examples.get(kind)
    ]


def _in_words(number: str, name: str, municipality: str, changed: list[Any]) -> tuple[str, str, str, str]:
    return number, name, municipality, ", ".join(str(FIELD_WORDS[one]) for one in changed)


def left_alone(row: RegisterImport) -> list[tuple[str, str]]:
    """The first groups that the undoing left alone, and why."""
    rows = row.changes.exclude(left_because="").order_by("number")
    return list(rows.values_list("number", "left_because")[:LEFT_SHOWN])
