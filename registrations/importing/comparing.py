"""A group as it is, beside a group as the file wants it.

A state is plain JSON, so that the journal can keep it: what it was before, what it became.
"""

from typing import Any

from registrations.importing.rows import Wanted, key_of
from registrations.importing.spelling import municipality_key

__all__ = ["SOURCE", "State", "differences", "ended", "is_other", "kind_of", "wanted_state"]

State = dict[str, Any]
"""`number`, `name`, `kind`, `municipality`, `place`, `status`, `source`, `source_date` (ISO or None), `postcodes`
(sorted pairs of PC6) and `contacts` (sorted pairs of hash and role)."""

SOURCE = "register"
"""`Group.source` of what came in with an import. Only such groups can be gone: a team that registered itself, or a
group that the foundation added by hand, is in no file."""

# What a change is about; that a group was seen in a newer file is none.
_COMPARED = ("name", "kind", "municipality", "place", "status", "source", "postcodes", "contacts")


def wanted_state(wanted: Wanted, before: State | None, source_date: str | None) -> State:
    """What the group becomes; what the file does not say stays, and is usual for a group that is new."""
    known = before or {"number": wanted.number, "kind": "whatsapp", "place": "", "postcodes": [], "contacts": []}
    return {
        "number": known["number"],
        "name": wanted.name,
        "kind": wanted.kind or known["kind"],
        "municipality": wanted.municipality,
        "place": known["place"] if wanted.places is None else ", ".join(dict.fromkeys(wanted.places)),
        "status": wanted.status or (known["status"] if is_own(before) else "active"),
        "source": known["source"] if is_own(before) else SOURCE,
        "source_date": source_date,
        "postcodes": known["postcodes"] if wanted.ranges is None else sorted(map(list, set(wanted.ranges))),
        "contacts": _contacts(wanted, known["contacts"]),
    }


def is_own(before: State | None) -> bool:
    """Whether a group came in another way than by an import or by hand: a team that registered itself."""
    return before is not None and before["source"] not in ("", SOURCE)


def is_other(wanted: Wanted, before: State | None) -> bool:
    """Whether the number of a row is here of another group, that came in by itself: it is left alone."""
    if before is None or not is_own(before):
        return False
    is_elsewhere = municipality_key(before["municipality"]) != municipality_key(wanted.municipality)
    return is_elsewhere or key_of(before["name"]) != key_of(wanted.name)


def _contacts(wanted: Wanted, known: list[list[str]]) -> list[list[str]]:
    """The addresses of the roles that have a column in the file, beside those of the other roles as we know them."""
    kept = {(hashed, role) for hashed, role in known if role not in wanted.contacts}
    new = {(hashed, role) for role, hashes in wanted.contacts.items() for hashed in hashes}
    return sorted(map(list, kept | new))


def ended(before: State) -> State:
    """What becomes of a group that is in the file no longer."""
    return {**before, "status": "ended"}


def differences(before: State, after: State) -> list[str]:
    """The keys of State that change."""
    return [name for name in _COMPARED if before[name] != after[name]]


def kind_of(before: State | None, after: State) -> str:
    """`new`, `changed` or `same`."""
    if before is None:
        return "new"
    return "changed" if differences(before, after) else "same"
