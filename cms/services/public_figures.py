"""What anybody may read about the whole country: per municipality and per group (DESIGN §6).

Counting every certificate costs more than a page may, so the answer is kept for an hour.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.core.cache import cache
from django.utils.text import slugify

from certificates.counting import MunicipalityFigures, all_practiced, municipality_figures, rounded
from registrations.models import Group

__all__ = [
    "KEPT",
    "Municipality",
    "PublicGroup",
    "forget",
    "municipalities",
    "municipality",
    "public_groups",
    "total_trained",
]

KEPT = timedelta(hours=1)
NAMES = ("municipalities", "groups")
SHAPE = 1  # another number whenever a dataclass here changes: what is kept may be of before an update


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


def municipalities(*, today: date) -> list[Municipality]:
    """All with an active group, by name."""
    return cast(
        list[Municipality], _kept("municipalities", today, lambda: _with_slugs(municipality_figures(today=today)))
    )


def municipality(slug: str, *, today: date) -> Municipality | None:
    """The one under this address."""
    return next((row for row in municipalities(today=today) if row.slug == slug), None)


def total_trained(rows: list[Municipality]) -> int:
    """People in the rows that tell a number, rounded down: what a row hides is not told by the sum either."""
    return rounded(sum(row.figures.trained for row in rows))


def public_groups(*, today: date) -> list[PublicGroup]:
    """Every active group, by number."""
    return cast(list[PublicGroup], _kept("groups", today, lambda: _public_groups(today=today)))


def forget(*, today: date) -> None:
    """Counts again at the next look."""
    cache.delete_many([_key(name, today) for name in NAMES])


def _kept(name: str, today: date, make: Callable[[], Any]) -> Any:
    return cache.get_or_set(_key(name, today), make, KEPT.total_seconds())


def _key(name: str, today: date) -> str:
    return f"public-{name}-{SHAPE}-{today:%Y%m%d}"


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


def _public_groups(*, today: date) -> list[PublicGroup]:
    trained = all_practiced(today=today)
    names = ("number", "name", "kind", "place", "municipality")
    rows = Group.objects.active().order_by("number").values_list("pk", *names)
    return [PublicGroup(**dict(zip(names, values, strict=True)), is_practiced=pk in trained) for pk, *values in rows]
