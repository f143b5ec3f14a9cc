"""The lines of a sheet to groups.

Several lines with one number are one group: the first says its name, kind, municipality and status, the others add
places, postcodes and addresses. In those others an empty cell means *as above*, and another name is a mistake. A group
with one mistake is left out as a whole: half of it would take away what the other half should have brought.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from django.utils.translation import gettext as _

from registrations.codes import MAX_RANGES, hash_email
from registrations.importing.cells import (
    BadCell,
    addresses_in,
    kind_in,
    number_in,
    places_in,
    ranges_in,
    status_in,
    text_in,
)
from registrations.importing.files import Sheet
from registrations.importing.matching import FIELDS, Columns
from registrations.importing.spelling import municipality_key

__all__ = ["Found", "Problem", "Wanted", "key_of", "read_groups"]

Problem = tuple[int, str]
"""Number of the row, and the Dutch sentence."""
_T = TypeVar("_T")
PLACE_LENGTH = 200
ROLE_OF = {"managers": "manager", "members": "member"}


@dataclass(kw_only=True)
class Wanted:
    """One group as the file wants it. None: the file does not say, so that what we know stays.

    `ranges` are PC6 codes (first, last); `contacts` is role → hashes of addresses.
    """

    number: str
    row: int
    name: str
    municipality: str
    kind: str | None = None
    status: str | None = None
    places: list[str] | None = None
    ranges: list[tuple[str, str]] | None = None
    contacts: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Found:
    """The groups that can come in, in the order of the file; all keys in it, also of groups with a mistake; the
    mistakes; and how many groups (or lines without a number) they leave out."""

    groups: list[Wanted]
    keys: frozenset[str]
    problems: list[Problem]
    bad: int


def key_of(number: str) -> str:
    """What makes two numbers the same: capitals do not matter."""
    return number.upper()


def read_groups(sheet: Sheet, columns: Columns) -> Found:
    """All groups of the sheet; sentences about mistakes have no addresses of people in them."""
    positions = {name: [sheet.headings.index(one) for one in headings] for name, headings in columns.items()}
    groups: dict[str, Wanted] = {}
    problems: list[Problem] = []
    bad: set[str | int] = set()
    for row, cells in sheet.lines:
        line, cell = _read_line(row, cells, positions)
        key = key_of(line.number)
        told = cell.told + _take(line, groups.get(key), cell.unread)
        groups.setdefault(key, line)
        problems += [(row, sentence) for sentence in told]
        if told:
            bad.add(key or row)
    good = [group for key, group in groups.items() if key and key not in bad]
    return Found(groups=good, keys=frozenset(groups), problems=problems, bad=len(bad))


def _read_line(row: int, cells: list[str], positions: dict[str, list[int]]) -> "tuple[Wanted, _Cells]":
    """One line as a group of its own, and its cells with what is wrong with them."""
    cell = _Cells(cells, positions)
    line = Wanted(
        row=row,
        number=cell.first("number", number_in) or "",
        name=cell.first("name", partial(text_in, "name")) or "",
        municipality=cell.first("municipality", partial(text_in, "municipality")) or "",
        kind=cell.first("kind", kind_in),
        status=cell.first("status", status_in),
        places=cell.all("place", places_in),
        ranges=cell.all("postcodes", ranges_in),
        contacts={
            role: [hash_email(address) for address in cell.all(name, partial(addresses_in, name)) or ()]
            for name, role in ROLE_OF.items()
            if positions.get(name)
        },
    )
    return line, cell


class _Cells:
    """The cells of one line by field; `told` is what is wrong, `unread` the fields in which that is."""

    def __init__(self, cells: list[str], positions: dict[str, list[int]]) -> None:
        self.cells, self.positions = cells, positions
        self.told: list[str] = []
        self.unread: set[str] = set()

    def first(self, name: str, read: Callable[[str], str | None]) -> str | None:
        """The one value; None when there is no column or nothing in it."""
        return next(filter(None, self._read(name, read)), None)

    def all(self, name: str, read: Callable[[str], Iterable[_T]]) -> list[_T] | None:
        """The values of all columns together; None when there is no column."""
        if not self.positions.get(name):
            return None
        return [value for found in self._read(name, read) for value in found]

    def _read(self, name: str, read: Callable[[str], _T]) -> list[_T]:
        found = []
        for position in self.positions.get(name, ()):
            try:
                found.append(read(self.cells[position] if position < len(self.cells) else ""))
            except BadCell as error:
                self.told.append(error.message)
                self.unread.add(name)
        return found


def _take(line: Wanted, first: Wanted | None, unread: set[str]) -> list[str]:
    """Adds a line to the group that it belongs to; gives what is wrong with that. What could not be read is told
    already: it is not empty."""
    if first is None or not line.number:
        empty = [name for name in ("name", "municipality") if not getattr(line, name) and name not in unread]
        return [_("‘%(field)s’ is leeg. Vul dit in.") % {"field": FIELDS[name]} for name in empty] + _too_much(line)
    told = _conflicts(first, line)
    first.kind, first.status = first.kind or line.kind, first.status or line.status
    first.places = _together(first.places, line.places)
    first.ranges = _together(first.ranges, line.ranges)
    first.contacts = {role: [*known, *line.contacts[role]] for role, known in first.contacts.items()}
    return told + _too_much(first)


def _too_much(group: Wanted) -> list[str]:
    """What does not fit in one group, of all its lines together."""
    told = []
    if len(", ".join(dict.fromkeys(group.places or ()))) > PLACE_LENGTH:
        told.append(_("er staan te veel plaatsen bij deze groep: hoogstens 200 tekens samen."))
    if len(set(group.ranges or ())) > MAX_RANGES:
        told.append(_("er staan te veel postcodes bij deze groep: hoogstens 200."))
    return told


def _together(first: list[_T] | None, more: list[_T] | None) -> list[_T] | None:
    return None if first is None else [*first, *(more or ())]


def _conflicts(first: Wanted, line: Wanted) -> list[str]:
    sentence = _("groep %(number)s staat ook op regel %(row)d, maar daar staat iets anders bij ‘%(field)s’.")
    return [
        sentence % {"number": first.number, "row": first.row, "field": FIELDS[name]}
        for name in ("name", "municipality", "kind", "status")
        if _differs(name, getattr(first, name), getattr(line, name))
    ]


def _differs(name: str, first: str | None, other: str | None) -> bool:
    """Whether two lines say something else; a cell that is empty says nothing."""
    if not first or not other:
        return False
    return first != other and (name != "municipality" or municipality_key(first) != municipality_key(other))
