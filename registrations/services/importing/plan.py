"""What a file would do to the register of this moment."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Min

from registrations.importing import (
    SOURCE,
    Columns,
    Found,
    Sheet,
    State,
    Wanted,
    differences,
    is_other,
    key_of,
    kind_of,
    read_groups,
    read_sheet,
    spell_alike,
    wanted_state,
)
from registrations.models import Group, RegisterImport
from registrations.models.imports import FIGURES
from registrations.services.importing.states import groups_of, states_of

__all__ = [
    "AT_ONCE",
    "EXAMPLES",
    "Change",
    "Plan",
    "batches",
    "compare",
    "gone_groups",
    "groups_in",
    "look",
    "read_import",
]

AT_ONCE = 500
EXAMPLES = 10


@dataclass(frozen=True, kw_only=True)
class Change:
    """One group with what it was (None when it is new) and what it becomes."""

    kind: str
    group: Group | None
    before: State | None
    after: State


@dataclass(kw_only=True)
class Plan:
    """How many groups of each kind, and the first of each, as `[number, name, municipality, what changes]`.

    `others`: numbers that are here of another group, which registered itself; those are left alone. `digest` is
    another as soon as one group would become something else, or was something else.
    """

    counts: Counter[str] = field(default_factory=Counter)
    others: list[str] = field(default_factory=list)
    examples: dict[str, list[list[Any]]] = field(default_factory=dict)
    _hash: Any = field(default_factory=hashlib.sha256, repr=False)

    def add(self, change: Change) -> None:
        self.counts[change.kind] += 1
        if change.kind == "same":
            return
        self._remember([change.kind, change.before, change.after])
        if change.kind == "other":
            self.others.append(change.after["number"])
            return
        changed = differences(change.before, change.after) if change.before else []
        self._show(change.kind, [change.after["number"], change.after["name"], change.after["municipality"], changed])

    def add_gone(self, group: Group) -> None:
        """A group that the file lacks; only its number, name and municipality are read."""
        self.counts["gone"] += 1
        self._remember(["gone", group.number])
        self._show("gone", [group.number, group.name, group.municipality, []])

    def told(self) -> dict[str, Any]:
        """What is kept of it beside the import: FIGURES, `examples`, `digest`."""
        figures = {name: self.counts[name] for name in FIGURES}
        return {**figures, "examples": self.examples, "digest": self._hash.hexdigest()}

    def _remember(self, part: list[Any]) -> None:
        self._hash.update(json.dumps(part, sort_keys=True).encode())

    def _show(self, kind: str, group: list[Any]) -> None:
        shown = self.examples.setdefault(kind, [])
        if len(shown) < EXAMPLES:
            shown.append(group)


def read_import(register_import: RegisterImport) -> Found:
    """The groups in the file of an import, by its columns. The same file gives the same groups, in one order."""
    return groups_in(read_sheet(bytes(register_import.data)), register_import.columns)


def groups_in(sheet: Sheet, columns: Columns) -> Found:
    """The groups of a sheet, their municipalities spelled as the register does, by its oldest group. One query.

    Half-way an import the outcome is the same: what the register lacked it then has in the spelling of the file.
    """
    found = read_groups(sheet, columns)
    names = Group.objects.order_by().values("municipality").annotate(oldest=Min("pk")).order_by("oldest")
    spell_alike(found.groups, names.values_list("municipality", flat=True))
    return found


def look(found: Found, source_date: str | None) -> Plan:
    """Compares everything; the number of queries follows the number of batches."""
    plan = Plan()
    for batch in batches(found.groups):
        for change in compare(batch, source_date):
            plan.add(change)
    for group in gone_groups(found.keys):
        plan.add_gone(group)
    plan.counts["bad"] = found.bad
    return plan


def batches(groups: list[Wanted]) -> Iterator[list[Wanted]]:
    """AT_ONCE groups at a time."""
    rest = iter(groups)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch


def compare(batch: list[Wanted], source_date: str | None, *, lock: bool = False) -> list[Change]:
    """Each group beside what the database has now. Three queries."""
    groups = groups_of([key_of(wanted.number) for wanted in batch], lock=lock)
    states = states_of(list(groups.values()))
    return [_change(wanted, groups.get(key_of(wanted.number)), states, source_date) for wanted in batch]


def _change(wanted: Wanted, group: Group | None, states: dict[int, State], source_date: str | None) -> Change:
    before = states[group.pk] if group else None
    if before and is_other(wanted, before):
        return Change(kind="other", group=group, before=before, after=before)
    after = wanted_state(wanted, before, source_date)
    return Change(kind=kind_of(before, after), group=group, before=before, after=after)


def gone_groups(keys: frozenset[str]) -> list[Group]:
    """Active groups of an earlier import whose number the file lacks, in the order of their making. One query."""
    rows = Group.objects.active().filter(source=SOURCE).only("number", "name", "municipality").order_by("pk")
    return [group for group in rows if key_of(group.number) not in keys]
