"""Groups with how many people have a course. Fewer than five are never told, and nobody reads the same as few."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.counting import COURSE, FEWEST, GROUP, PERSON, counting
from certificates.selectors import title_of
from courses.models import CourseEdition
from registrations.codes import clean_query
from registrations.models import Group, GroupQuerySet

__all__ = ["CourseCount", "CourseHead", "GroupFilter", "GroupRow", "course_heads", "group_rows"]


READ = ("major", "minor", "content_hash", "course__slug", "course__archived_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseHead:
    """A course as the head of a column; `is_open` says whether it is given today."""

    pk: int
    slug: str
    title: str
    is_open: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseCount:
    """How many people of a group have a course; `people` is None for fewer than five."""

    course_title: str
    people: int | None

    @property
    def words(self) -> str:
        return _("minder dan 5") if self.people is None else str(self.people)


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupRow:
    """A line of the list. Its texts are put together here, because a template takes longer over them."""

    group: Group
    counts: tuple[CourseCount, ...]

    @property
    def url(self) -> str:
        return reverse("portal_group", args=[self.group.number])

    @property
    def facts(self) -> str:
        """*WG-00012, WhatsApp-groep, Urmond, Stein*; a place that is called as its municipality stands there once."""
        group = self.group
        place = group.place if group.place != group.municipality else ""
        return ", ".join(filter(None, [group.number, group.get_kind_display(), place, group.municipality]))

    @property
    def told(self) -> list[CourseCount]:
        """The courses of which there is a figure."""
        return [count for count in self.counts if count.people]


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupFilter:
    """How the list is narrowed: words, postcode or number; kind of group; a course that five people have."""

    text: str = ""
    kind: str = ""
    course: str = ""

    @classmethod
    def read(cls, data: Any) -> Self:
        """From the fields `q`, `soort` and `cursus` of a form or an address; what makes no sense finds nothing."""
        kind = data.get("soort", "")
        return cls(
            text=clean_query(data.get("q", "")),
            kind=kind if kind in Group.Kind.values else "",
            course=clean_query(data.get("cursus", "")),
        )

    @property
    def fields(self) -> dict[str, str]:
        """Name of the field → value, of those that are filled in."""
        named = {"q": self.text, "soort": self.kind, "cursus": self.course}
        return {name: value for name, value in named.items() if value}

    @property
    def query(self) -> str:
        """The same for the end of an address."""
        return urlencode(self.fields)

    def narrow(self, groups: GroupQuerySet, *, heads: Iterable[CourseHead], today: date) -> GroupQuerySet:
        """What is left of `groups`, in the order in which one reads them."""
        if self.course:
            wanted = {head.pk for head in heads if head.slug == self.course}
            told = _told(groups.order_by(), today=today)
            groups = groups.filter(pk__in=[group for group, course in told if course in wanted])
        if self.kind:
            groups = groups.filter(kind=self.kind)
        return groups.matching(self.text) if self.text else groups.order_by("municipality", "name", "number")


def group_rows(groups: Iterable[Group], *, heads: Iterable[CourseHead], today: date) -> list[GroupRow]:
    """Per group how many people with a confirmed registration have a valid certificate, per course of `heads`.

    An archived course stands there only for a count that is told: its bare name would point at people too.
    """
    groups = list(groups)
    counts = _told([group.pk for group in groups], today=today)
    counted = {course for _group, course in counts}
    shown = [head for head in heads if head.is_open or head.pk in counted]
    return [
        GroupRow(
            group=group,
            counts=tuple(
                CourseCount(course_title=head.title, people=counts.get((group.pk, head.pk))) for head in shown
            ),
        )
        for group in groups
    ]


def course_heads() -> list[CourseHead]:
    """Every course that was ever released, with the title of its newest edition. One query."""
    editions = CourseEdition.objects.released().select_related("course").order_by("course_id", "-major", "-minor")
    newest: dict[int, CourseEdition] = {}
    for edition in editions.only(*READ):
        newest.setdefault(edition.course_id, edition)
    return [
        CourseHead(pk=pk, slug=row.course.slug, title=title_of(row), is_open=row.course.archived_at is None)
        for pk, row in newest.items()
    ]


def _told(groups: Collection[int] | GroupQuerySet, *, today: date) -> dict[tuple[int, int], int]:
    """(group, course) → people, five or more; somebody who passed twice counts once."""
    rows = counting(today=today, groups=groups).order_by().values_list(GROUP, COURSE)
    counted = rows.annotate(people=Count(PERSON, distinct=True)).filter(people__gte=FEWEST)
    return {(group, course): people for group, course, people in counted}
