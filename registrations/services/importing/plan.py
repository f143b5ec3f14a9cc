"""What a file would do to the register of this moment."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from registrations.importing import (
    SOURCE,
    Found,
    State,
    Wanted,
    differences,
    is_other,
    key_of,
    kind_of,
    read_groups,
    read_sheet,
    wanted_state,
)
from registrations.models import Group, RegisterImport
from registrations.services.importing.states import groups_of, states_of

__all__ = ["AT_ONCE", "EXAMPLES", "Change", "Plan", "batches", "compare", "gone_groups", "look", "read_import"]

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

    `others`: numbers that are here of another group, which registered itself; those are left alone.
    """

    counts: Counter[str] = field(default_factory=Counter)
    others: list[str] = field(default_factory=list)
    examples: dict[str, list[list[Any]]] = field(default_factory=dict)

    def add(self, change: Change) -> None:
        self.counts[change.kind] += 1
        if change.kind == "other":
            self.others.append(change.after["number"])
            return
        shown = self.examples.setdefault(change.kind, [])
        if change.kind != "same" and len(shown) < EXAMPLES:
            changed = differences(change.before, change.after) if change.before else []
            shown.append([change.after["number"], change.after["name"], change.after["municipality"], changed])


def read_import(register_import: RegisterImport) -> Found:
    """The groups in the file of an import, by its columns. The same file gives the same groups, in one order."""
    return read_groups(read_sheet(bytes(register_import.data)), register_import.columns)


def look(found: Found, source_date: str | None) -> Plan:
    """Compares everything; the number of queries follows the number of batches."""
    plan = Plan()
    for batch in batches(found.groups):
        for change in compare(batch, source_date):
            plan.add(change)
    gone = gone_groups(found.keys)
    plan.counts["gone"] = len(gone)
    plan.examples["gone"] = [[one.number, one.name, one.municipality, []] for one in gone[:EXAMPLES]]
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
