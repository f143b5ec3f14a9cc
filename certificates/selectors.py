"""Reads for the pages of a holder and of a wijkagent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.models import Certificate, Status
from courses.models import Completion, CourseEdition
from courses.services.reading import edition_content
from registrations.models import Group, Registration

__all__ = ["CourseCount", "GroupRow", "HeldCertificate", "Waiting", "group_rows", "held_certificates", "waiting_for"]

FEWEST = 5  # DESIGN §6: a smaller count points at people


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldCertificate:
    """A certificate as its holder sees it; who looked, newest first."""

    certificate: Certificate
    status: Status
    looks: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A passed course that has no certificate yet."""

    course_title: str
    completed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseCount:
    """How many people of a group have a course, in words that do not point at anybody."""

    course_title: str
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupRow:
    group: Group
    counts: tuple[CourseCount, ...]


def held_certificates(user: User, *, today: date) -> list[HeldCertificate]:
    """All certificates of a person, newest first, with their file and who looked."""
    rows = Certificate.objects.held_by(user).select_related("file").prefetch_related("lookups")
    return [HeldCertificate(certificate=row, status=row.status(today), looks=tuple(row.lookups.all())) for row in rows]


def waiting_for(user: User) -> list[Waiting]:
    """The passed courses that wait for a registration, newest first."""
    rows = Completion.objects.for_user(user).filter(certificates__isnull=True)
    rows = rows.select_related("edition").defer("edition__source")
    return [Waiting(course_title=title_of(row.edition), completed_at=row.completed_at) for row in rows]


def title_of(edition: CourseEdition) -> str:
    """The title of the course in `edition`, from the copy that this process keeps."""
    return str(edition_content(edition).course["title"])


def group_rows(groups: Iterable[Group], *, today: date) -> list[GroupRow]:
    """Per group how many people with a confirmed registration have a valid certificate, per course."""
    groups = list(groups)
    counts = _counts(groups, today=today)
    titles = _course_titles({course for _group, course in counts})
    return [
        GroupRow(
            group=group,
            counts=tuple(
                CourseCount(course_title=title, words=_in_words(counts.get((group.pk, course), 0)))
                for course, title in titles.items()
            ),
        )
        for group in groups
    ]


def _counts(groups: list[Group], *, today: date) -> dict[tuple[int, int], int]:
    """(group, course) → people; somebody who passed twice counts once."""
    rows = Certificate.objects.valid_on(today).filter(
        registration__group__in=groups, registration__status=Registration.Status.CONFIRMED
    )
    keys = ("registration__group_id", "completion__enrollment__course_id")
    counted = rows.order_by().values_list(*keys).annotate(people=Count("registration__user", distinct=True))
    return {(group, course): people for group, course, people in counted}


def _course_titles(counted: set[int]) -> dict[int, str]:
    """The courses of today and whatever else was counted, with the title of their newest edition."""
    shown = Q(course__archived_at__isnull=True) | Q(course__in=counted)
    editions = CourseEdition.objects.released().filter(shown).order_by("course_id", "-major", "-minor")
    newest: dict[int, CourseEdition] = {}
    for edition in editions.defer("source"):
        newest.setdefault(edition.course_id, edition)
    return {course: title_of(edition) for course, edition in newest.items()}


def _in_words(people: int) -> str:
    if people >= FEWEST:
        return str(people)
    return _("minder dan 5") if people else _("nog niemand")
