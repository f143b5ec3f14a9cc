"""Reads for the pages of a holder and of a wijkagent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.models import Certificate, Status
from certificates.services.waiting import waiting_completions
from courses.models import Completion, Course, CourseEdition
from courses.services.reading import edition_content
from registrations.models import Group, Registration

__all__ = [
    "CourseCount",
    "GroupRow",
    "HeldCertificate",
    "Waiting",
    "group_rows",
    "held_briefly",
    "held_certificates",
    "waiting_for",
]

RENEW_BEFORE = timedelta(days=90)
FEWEST = 5  # DESIGN §6: a smaller count points at people


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldCertificate:
    """A certificate as its holder sees it; who looked, newest first.

    `renew_slug` is the course to do again, or "" when there is no reason to (yet).
    """

    certificate: Certificate
    status: Status
    looks: tuple[Any, ...]
    renew_slug: str


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
    rows = list(
        Certificate.objects.held_by(user)
        .select_related("file", "completion__enrollment__course")
        .prefetch_related("lookups")
    )
    renewable = _renewable(rows, today=today)
    return [
        HeldCertificate(
            certificate=row,
            status=row.status(today),
            looks=tuple(row.lookups.all()),
            renew_slug=renewable.get(row.pk, ""),
        )
        for row in rows
    ]


def held_briefly(user: User, *, today: date) -> list[HeldCertificate]:
    """The same, newest first, with number, title and status only: what an overview shows, in one narrow query."""
    rows = Certificate.objects.held_by(user).only(
        "number", "course_title", "valid_until", "revoked_at", "superseded_at"
    )
    return [HeldCertificate(certificate=row, status=row.status(today), looks=(), renew_slug="") for row in rows]


def _renewable(rows: list[Certificate], *, today: date) -> dict[int, str]:
    """Certificate → course to do again: of each course the newest that was not replaced, when it counts no more.

    Or not much longer. A certificate beside a revoked one speaks for the course; an archived course is over.
    """
    newest: dict[int, Certificate] = {}
    for row in sorted(rows, key=_standing_order, reverse=True):
        newest.setdefault(_course_of(row).pk, row)
    return {
        row.pk: _course_of(row).slug
        for row in newest.values()
        if _course_of(row).archived_at is None and _ends_soon(row, today=today)
    }


def _course_of(row: Certificate) -> Course:
    return row.completion.enrollment.course


def _standing_order(row: Certificate) -> tuple[bool, date, int]:
    """What was neither replaced nor revoked goes before what was, then the newest day of passing."""
    return row.superseded_at is None and row.revoked_at is None, row.passed_on, row.pk


def _ends_soon(row: Certificate, *, today: date) -> bool:
    """VERLOPEN, INGETROKKEN, or GELDIG with its last day within 90 days."""
    status = row.status(today)
    is_last_stretch = status is Status.VALID and row.valid_until - today <= RENEW_BEFORE
    return is_last_stretch or status in (Status.EXPIRED, Status.REVOKED)


def waiting_for(user: User) -> list[Waiting]:
    """The passed courses that wait for a registration, each once, newest first."""
    rows = waiting_completions(user_id=user.pk).filter(enrollment__learner__user=user)
    newest: dict[int, Completion] = {}
    for row in rows.select_related("enrollment", "edition").defer("edition__source"):
        newest.setdefault(row.enrollment.course_id, row)
    return [Waiting(course_title=title_of(row.edition), completed_at=row.completed_at) for row in newest.values()]


def title_of(edition: CourseEdition) -> str:
    """The title of the course in `edition`, from the copy that this process keeps."""
    return str(edition_content(edition).course["title"])


def group_rows(groups: Iterable[Group], *, today: date) -> list[GroupRow]:
    """Per group how many people with a confirmed registration have a valid certificate, per course."""
    groups = list(groups)
    counts = _counts(groups, today=today)
    titles = _course_titles({course for (_group, course), people in counts.items() if people >= FEWEST})
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
    """The courses of today, with the title of their newest edition, and `counted`: archived, but still shown.

    An archived course stands there only for a count that is told: its bare name would point at people too.
    """
    shown = Q(course__archived_at__isnull=True) | Q(course__in=counted)
    editions = CourseEdition.objects.released().filter(shown).order_by("course_id", "-major", "-minor")
    newest: dict[int, CourseEdition] = {}
    for edition in editions.defer("source"):
        newest.setdefault(edition.course_id, edition)
    return {course: title_of(edition) for course, edition in newest.items()}


def _in_words(people: int) -> str:
    """A count of 5 or more; nobody and few read the same, for "nobody" points at people as well."""
    return str(people) if people >= FEWEST else _("minder dan 5")
