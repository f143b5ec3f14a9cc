"""How many people are trained, told so that nobody can be read from it (DESIGN §6).

*Trained* is somebody with a confirmed registration and a certificate that is valid today. He counts for every group to
which he belongs today, whichever group his certificate printed. In public a group is *geoefend* from five trained
people on, never with a figure. A sum over more groups is rounded down to a multiple of
five, and whom a list of groups hides counts in it apart, only among five or more (`countable`): a sum less what a list
tells never leaves one to four people.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from certificates.models import Certificate
from certificates.models.certificates import CertificateQuerySet
from registrations.models import Group, GroupQuerySet, Registration

__all__ = [
    "COURSE",
    "FEWEST",
    "GROUP",
    "PERSON",
    "Held",
    "MunicipalityFigures",
    "all_practiced",
    "countable",
    "counted",
    "counting",
    "municipality_figures",
    "practiced",
    "rounded",
]

FEWEST = 5  # DESIGN §6: a smaller count points at people

# What to read of the rows of `counted`. Never name MEMBER or GROUP in a filter on them: that joins once more, and
# is about any registration of the same person.
PERSON = "registration__user"
MEMBER = f"{PERSON}__registrations"
GROUP = f"{MEMBER}__group"
COURSE = "completion__enrollment__course"


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


def counted(groups: GroupQuerySet | Collection[int] | None = None) -> CertificateQuerySet:
    """The certificates that count or once did, of who belongs to one of `groups` today, or to any group.

    A row for each of those groups to which the holder belongs, whichever of them it prints: the group is `GROUP`, and
    people are counted with `distinct`. Revoked, erased and without a completion counts never, nor does anything of an
    account that is switched off.
    """
    today = {f"{MEMBER}__status": Registration.Status.CONFIRMED, f"{PERSON}__is_active": True}
    if groups is not None:
        today[f"{GROUP}__in"] = groups
    # One filter: in two of them status and group could be of two registrations.
    return Certificate.objects.filter(
        revoked_at__isnull=True, erased_at__isnull=True, completion__isnull=False, **today
    )


def counting(*, today: date, groups: GroupQuerySet | Collection[int] | None = None) -> CertificateQuerySet:
    """The same, of those that are valid today."""
    return counted(groups).valid_on(today)


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
    return _with_enough(counting(today=today, groups=[group.pk for group in groups]))


def all_practiced(*, today: date) -> set[int]:
    """The same of every group. One query over all certificates."""
    return _with_enough(counting(today=today))


def _with_enough(rows: CertificateQuerySet) -> set[int]:
    trained = rows.order_by().values_list(GROUP).annotate(people=Count(PERSON, distinct=True))
    return {group for group, _people in trained.filter(people__gte=FEWEST)}


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
    rows = counting(today=today, groups=Group.objects.active().order_by())
    columns = (f"{GROUP}__municipality", PERSON, GROUP, COURSE, "passed_on", "valid_until")
    found: defaultdict[str, list[Held]] = defaultdict(list)
    for name, person, group, course, first, last in rows.order_by().values_list(*columns):
        found[name].append(Held(person=person, group=group, course=course, first=first, last=last))
    return found
