"""What anybody may read about the whole country: per municipality and per group (DESIGN §6).

Counting every certificate costs more than a page may, so it is done once in each hour of the clock: what is made of it
(a page, a file) is of that hour too, and never older.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from django.core.cache import cache
from django.utils.text import slugify

from certificates.counting import MunicipalityFigures, all_practiced, municipality_figures, rounded
from certificates.dates import local_day
from registrations.models import Group

__all__ = [
    "KEPT",
    "Municipality",
    "PublicGroup",
    "kept",
    "municipalities",
    "municipality",
    "public_groups",
    "total_trained",
]

KEPT = timedelta(hours=1)
SHAPE = 2  # another number whenever what is kept changes its shape: it may be of before an update


@dataclass(frozen=True, kw_only=True, slots=True)
class Municipality:
    """A municipality with its address on the site; `trained` is a multiple of five, 0 is fewer than five."""

    slug: str
    figures: MunicipalityFigures

    @property
    def letter(self) -> str:
        """Under which it stands in a list."""
        return slugify(self.figures.name)[:1].upper() or "…"


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicGroup:
    """What anybody reads of one group."""

    number: str
    name: str
    kind: str
    place: str
    municipality: str
    is_practiced: bool


def municipalities(*, now: datetime) -> list[Municipality]:
    """All with an active group, by name."""
    today = local_day(now)
    made = kept("municipalities", now=now, make=lambda: _with_slugs(municipality_figures(today=today)))
    return cast(list[Municipality], made)


def municipality(slug: str, *, now: datetime) -> Municipality | None:
    """The one under this address."""
    return next((row for row in municipalities(now=now) if row.slug == slug), None)


def total_trained(rows: list[Municipality]) -> int:
    """People in the rows that tell a number, rounded down: what a row hides is not told by the sum either."""
    return rounded(sum(row.figures.trained for row in rows))


def public_groups(*, today: date) -> list[PublicGroup]:
    """Every active group, by number. Two queries, one of them over all certificates: keep what is made of it."""
    trained = all_practiced(today=today)
    names = ("number", "name", "kind", "place", "municipality")
    rows = Group.objects.active().order_by("number").values_list("pk", *names)
    return [PublicGroup(**dict(zip(names, values, strict=True)), is_practiced=pk in trained) for pk, *values in rows]


def kept(name: str, *, now: datetime, make: Callable[[], Any]) -> Any:
    """What `make` gave in this hour of the clock, under `name`."""
    # In UTC, because an hour of Amsterdam comes twice in October; a day of Amsterdam begins on a whole hour of it.
    hour = now.astimezone(UTC)
    return cache.get_or_set(f"public-{name}-{SHAPE}-{hour:%Y%m%d%H}", make, KEPT.total_seconds())


def _with_slugs(rows: list[MunicipalityFigures]) -> list[Municipality]:
    """Two names that make one address get a number behind it, in the order of their names."""
    found: list[Municipality] = []
    used: set[str] = set()
    for row in rows:
        slug = plain = slugify(row.name) or "gemeente"
        number = 1
        while slug in used:
            number += 1
            slug = f"{plain}-{number}"
        used.add(slug)
        found.append(Municipality(slug=slug, figures=row))
    return found
