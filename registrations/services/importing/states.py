"""Groups as plain states, and back: a fixed number of queries for any number of groups."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models.functions import Upper

from registrations.importing import State, key_of
from registrations.models import Group, GroupContact, PostcodeRange
from registrations.services.recording import note_groups

__all__ = ["FIELDS", "add_groups", "change_groups", "groups_of", "states_of"]

FIELDS = ("number", "name", "kind", "municipality", "place", "status", "source")
_Parts = dict[int, list[list[str]]]


def groups_of(keys: Collection[str], *, lock: bool = False) -> dict[str, Group]:
    """Groups by `key_of` their number, locked inside a transaction that will write them. One query."""
    rows = Group.objects.annotate(upper=Upper("number")).filter(upper__in=keys).order_by("pk")
    return {key_of(group.number): group for group in (rows.select_for_update() if lock else rows)}


def states_of(groups: Collection[Group]) -> dict[int, State]:
    """The state of each group by its primary key. Two queries."""
    pks = [group.pk for group in groups]
    postcodes = _parts(PostcodeRange.objects.filter(group__in=pks).values_list("group", "first", "last"))
    contacts = _parts(GroupContact.objects.filter(group__in=pks).values_list("group", "email_hash", "role"))
    return {group.pk: _state(group, postcodes[group.pk], contacts[group.pk]) for group in groups}


def _parts(rows: Iterable[tuple[Any, ...]]) -> _Parts:
    parts: _Parts = defaultdict(list)
    for pk, *values in rows:
        parts[pk].append(values)
    return parts


def _state(group: Group, postcodes: list[list[str]], contacts: list[list[str]]) -> State:
    day = group.source_date.isoformat() if group.source_date else None
    fields = {name: getattr(group, name) for name in FIELDS}
    return {**fields, "source_date": day, "postcodes": sorted(postcodes), "contacts": sorted(contacts)}


def add_groups(states: list[State]) -> list[Group]:
    """New groups, in the same order. Three queries."""
    groups = Group.objects.bulk_create([_fill(Group(), state) for state in states])
    _write_parts(list(zip(groups, states, strict=True)))
    return groups


def change_groups(changes: list[tuple[Group, State]], now: datetime) -> None:
    """Makes each group what its state says; who stands in one that begins or ends reads it in his history. Five
    queries, seven when one begins or ends."""
    was = [(group, group.status) for group, _state in changes]
    groups = [_fill(group, state) for group, state in changes]
    Group.objects.bulk_update(groups, [*FIELDS[1:], "source_date"])
    pks = [group.pk for group in groups]
    PostcodeRange.objects.filter(group__in=pks)._raw_delete(using=PostcodeRange.objects.db)
    GroupContact.objects.filter(group__in=pks)._raw_delete(using=GroupContact.objects.db)
    _write_parts(changes)
    note_groups(was, now)


def _fill(group: Group, state: State) -> Group:
    for name in FIELDS:
        setattr(group, name, state[name])
    group.source_date = date.fromisoformat(state["source_date"]) if state["source_date"] else None
    return group


def _write_parts(changes: Iterable[tuple[Group, State]]) -> None:
    pairs = list(changes)
    PostcodeRange.objects.bulk_create(
        PostcodeRange(group=group, first=first, last=last)
        for group, state in pairs
        for first, last in state["postcodes"]
    )
    GroupContact.objects.bulk_create(
        GroupContact(group=group, email_hash=hashed, role=role)
        for group, state in pairs
        for hashed, role in state["contacts"]
    )
