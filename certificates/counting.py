"""How many people are trained, told so that nobody can be read from it (DESIGN §6).

*Trained* is somebody with a confirmed registration and a certificate that is valid today. In public a group is
*geoefend* from five trained people on, never with a figure. A sum over more groups is rounded down to a multiple of
five, and whom a list of groups hides counts in it apart, only among five or more (`countable`): a sum less what a list
tells never leaves one to four people.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from certificates.models import Certificate
from certificates.models.certificates import CertificateQuerySet
from registrations.models import Group, Registration

__all__ = [
    "FEWEST",
    "Held",
    "MunicipalityFigures",
    "all_practiced",
    "countable",
    "counting",
    "municipality_figures",
    "practiced",
    "rounded",
]

FEWEST = 5  # DESIGN §6: a smaller count points at people


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """That a person of a group has a course, from the first day to the last (included)."""

    person: int
    group: int
    course: int
    first: date
    last: date


@dataclass(frozen=True, kw_only=True, slots=True)
class MunicipalityFigures:
    """What anybody reads of a municipality; `trained` is rounded down to fives, 0 is fewer than five."""

    name: str
    groups: int
    teams: int
    trained: int


def counting(*, today: date) -> CertificateQuerySet:
    """The certificates that count: valid today, of somebody who belongs to his group today."""
    return Certificate.objects.valid_on(today).filter(
        registration__status=Registration.Status.CONFIRMED, completion__isnull=False
    )


def rounded(people: int) -> int:
    """Down to a multiple of five."""
    return people - people % FEWEST


def countable(held: Iterable[Held]) -> int:
    """How many people may be told of, rounded down to a multiple of five (see above)."""
    cells: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for row in held:
        cells[row.group, row.course].add(row.person)
    told: set[int] = set().union(*(cell for cell in cells.values() if len(cell) >= FEWEST))
    hidden: set[int] = set().union(*(cell for cell in cells.values() if len(cell) < FEWEST)) - told
    return rounded(len(told)) + rounded(len(hidden))  # apart: their sum would tell how many are hidden


def practiced(groups: Iterable[Group], *, today: date) -> set[int]:
    """The primary keys of those groups that are *geoefend*. One query."""
    rows = counting(today=today).filter(registration__group__in=[group.pk for group in groups])
    counted = rows.order_by().values_list("registration__group").annotate(people=_PEOPLE)
    return {group for group, _people in counted.filter(people__gte=FEWEST)}


def all_practiced(*, today: date) -> set[int]:
    """The same of every group. One query over all certificates."""
    counted = counting(today=today).order_by().values_list("registration__group").annotate(people=_PEOPLE)
    return {group for group, _people in counted.filter(people__gte=FEWEST)}


def municipality_figures(*, today: date) -> list[MunicipalityFigures]:
    """Every municipality with an active group, by name. Two queries, one of them over all certificates."""
    groups = Group.objects.active().order_by("municipality").values_list("municipality")
    kinds = groups.annotate(
        whatsapp=Count("pk", filter=Q(kind=Group.Kind.WHATSAPP)), teams=Count("pk", filter=Q(kind=Group.Kind.TEAM))
    )
    trained = _trained(today=today)
    return [
        MunicipalityFigures(name=name, groups=whatsapp, teams=teams, trained=countable(trained.get(name, ())))
        for name, whatsapp, teams in kinds
    ]


def _trained(*, today: date) -> dict[str, list[Held]]:
    """Municipality → what its people have. Where the group lies today, not where it lay when it was printed."""
    active = counting(today=today).filter(registration__group__status=Group.Status.ACTIVE)
    names = ("registration__user_id", "registration__group_id", "completion__enrollment__course_id")
    found: defaultdict[str, list[Held]] = defaultdict(list)
    for name, *row in active.order_by().values_list(
        "registration__group__municipality", *names, "passed_on", "valid_until"
    ):
        person, group, course, first, last = row
        found[name].append(Held(person=person, group=group, course=course, first=first, last=last))
    return found


_PEOPLE = Count("registration__user", distinct=True)
