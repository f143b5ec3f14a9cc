"""Reads for the screens of *Register inlezen*."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from registrations.importing import FIELDS, is_unclear
from registrations.models import ImportChange, RegisterImport, Registration
from registrations.models.imports import FIGURES

__all__ = ["Column", "Result", "Shown", "columns_of", "left_alone", "let_in_meanwhile", "results_of", "shown_changes"]

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
        return [(words[name], self.counts.get(name, 0), name) for name in FIGURES]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The first groups of one kind: number, name, municipality and what changes, in words."""

    words: "str | Promise"
    kind: str
    groups: list[tuple[str, str, str, str]]
    more: int


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the file with what we make of it; "" is nothing. `is_unclear`: a person has to say it."""

    heading: str
    field: "str | Promise"
    is_unclear: bool


def columns_of(row: RegisterImport) -> list[Column]:
    """The columns of a file that waits, from left to right."""
    field_of = {heading: FIELDS[name] for name, headings in row.columns.items() for heading in headings}
    return [
        Column(heading=heading, field=field_of.get(heading, ""), is_unclear=is_unclear(heading))
        for heading in row.counts.get("headings", [])
    ]


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
        return {name: row.counts.get(name, 0) for name in FIGURES}
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


def let_in_meanwhile(row: RegisterImport, user: User | AnonymousUser) -> dict[str, Any]:
    """Registrations that stand although the address that let them in went back with the undoing: the first of them as
    `let_in`, and `let_in_count`. Two queries, none when the undoing found nobody."""
    if not (pks := row.counts.get("meanwhile")):
        return {}
    rows = Registration.objects.for_user(user).confirmed().filter(pk__in=pks)
    shown = rows.select_related("group").order_by("group__number", "pk")[:LEFT_SHOWN]
    return {"let_in": list(shown), "let_in_count": rows.count()}
