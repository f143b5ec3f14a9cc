"""Figures of a beat: people with a valid certificate, month by month and per neighborhood.

Nobody may be read from them, not by taking one figure from another either:

- a figure is rounded down to a multiple of five, and below five there is none;
- whom the list of groups hides (fewer than five of a group have that course) counts in a sum only when five or more
  people are hidden in it: a sum less what the list tells never leaves one to four of them;
- a month counts on its last day, so that a single certificate is no step of its own day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.core.cache import cache

from certificates.counting import COURSE, GROUP, PERSON, Held, countable, counted
from certificates.dates import add_months, local_day
from registrations.models import Beat, Group, GroupQuerySet, PostcodeRange

__all__ = ["MONTHS", "Figures", "Held", "Month", "Neighborhood", "beat_figures", "countable", "kept_figures"]

MONTHS = 24
KEPT = 60 * 60  # seconds
WIDEST = 10  # postcodes of four digits in one range; a wider range is a neighborhood of its own


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """`people` on the last day of a month, rounded down to fives; 0 is fewer than five."""

    last_day: date
    people: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighborhood:
    """`people` of today, rounded down to fives; 0 is fewer than five."""

    name: str
    people: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """`by_postcode` says whether a neighborhood is a postcode of four digits, else it is a place."""

    months: tuple[Month, ...]
    neighborhoods: tuple[Neighborhood, ...]
    by_postcode: bool
    people: int


def beat_figures(groups: GroupQuerySet, *, today: date, by_postcode: bool | None = None) -> Figures:
    """The figures of `groups`; without `by_postcode`, places when there are two or more. At most three queries."""
    held = _held(groups)
    now = [row for row in held if row.first <= today <= row.last]
    names = _places(groups)
    if by_postcode is None:
        by_postcode = len({name for of_group in names.values() for name in of_group}) < 2
    if by_postcode:
        names = _postcodes(groups)
    return Figures(
        months=tuple(_months(held, today=today)),
        neighborhoods=tuple(_neighborhoods(now, names=names)),
        by_postcode=by_postcode,
        people=countable(now),
    )


def kept_figures(beat: Beat, *, today: date, by_postcode: bool | None = None) -> Figures:
    """The figures of a beat, kept for an hour: an area of a whole province takes a second to count.

    Another area has other figures at once: it is a part of the key.
    """
    areas = ",".join(sorted(str(area) for area in beat.areas.all()))
    key = f"portal-figures:{beat.key}:{today}:{by_postcode}:{sha256(areas.encode()).hexdigest()}"
    found: Figures | None = cache.get(key)
    if found is None:
        found = beat_figures(Group.objects.in_beat_of(beat.user), today=today, by_postcode=by_postcode)
        cache.set(key, found, KEPT)
    return found


def _held(groups: GroupQuerySet) -> list[Held]:
    """What the people of today have and had. A revoked certificate never counted, a replaced one until that day."""
    columns = (PERSON, GROUP, COURSE, "passed_on", "valid_until", "superseded_at")
    return [_row(*row) for row in counted(groups.order_by()).order_by().values_list(*columns)]


def _row(person: int, group: int, course: int, first: date, last: date, superseded_at: Any) -> Held:
    if superseded_at:
        last = min(last, local_day(superseded_at) - timedelta(days=1))
    return Held(person=person, group=group, course=course, first=first, last=last)


def _months(held: Sequence[Held], *, today: date) -> Iterator[Month]:
    """The last 24 whole months, the oldest first."""
    first_of_month = today.replace(day=1)
    for back in range(MONTHS - 1, -1, -1):
        day = add_months(first_of_month, -back) - timedelta(days=1)
        yield Month(last_day=day, people=countable(row for row in held if row.first <= day <= row.last))


def _neighborhoods(held: Iterable[Held], *, names: dict[int, list[str]]) -> list[Neighborhood]:
    """Most people first. A group in two neighborhoods counts in both."""
    parts: defaultdict[str, list[Held]] = defaultdict(list)
    parts.update({name: [] for of_group in names.values() for name in of_group})
    for row in held:
        for name in names.get(row.group, []):
            parts[name].append(row)
    found = [Neighborhood(name=name, people=countable(rows)) for name, rows in parts.items()]
    return sorted(found, key=lambda part: (-part.people, part.name))


def _places(groups: GroupQuerySet) -> dict[int, list[str]]:
    """Group → its places, or its municipality."""
    rows = groups.order_by().values_list("pk", "place", "municipality")
    return {pk: _split(place) or [municipality] for pk, place, municipality in rows}


def _split(places: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in places.split(",") if name.strip()))


def _postcodes(groups: GroupQuerySet) -> dict[int, list[str]]:
    """Group → its postcodes of four digits; a group with only a place has none."""
    names: defaultdict[int, list[str]] = defaultdict(list)
    rows = PostcodeRange.objects.filter(group__in=groups.order_by()).order_by("first", "last")
    for group, first, last in rows.values_list("group_id", "first", "last"):
        known = names[group]
        known += [name for name in _four_digits(int(first[:4]), int(last[:4])) if name not in known]
    return dict(names)


def _four_digits(first: int, last: int) -> list[str]:
    """`[2711, 2712]` as texts; one name for a range that is wide."""
    return [str(code) for code in range(first, last + 1)] if last - first < WIDEST else [f"{first}–{last}"]
