"""Reads for the pages of a holder, and what a release asks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from certificates.dates import local_day
from certificates.models import Certificate, Status
from certificates.services.waiting import waiting_completions
from courses.models import Completion, Course, CourseEdition
from courses.services.reading import edition_content

__all__ = [
    "HeldCertificate",
    "Waiting",
    "Wallet",
    "held_briefly",
    "held_certificates",
    "release_facts",
    "share_text",
    "title_of",
    "waiting_for",
    "wallet_of",
]

RENEW_BEFORE = timedelta(days=90)


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldCertificate:
    """A certificate as its holder sees it; who looked, newest first.

    `renew_slug` is the course to do again, or "" when there is no reason to (yet).
    """

    certificate: Certificate
    status: Status
    looks: tuple[Any, ...]
    renew_slug: str

    @property
    def share_text(self) -> str:
        return share_text(self.certificate) if self.status is Status.VALID else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wallet:
    """What `/mijn/certificaten/` shows: what speaks for a course today, and what was replaced since."""

    standing: tuple[HeldCertificate, ...]
    replaced: tuple[HeldCertificate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A passed course that has no certificate yet."""

    course_title: str
    completed_at: datetime


def held_certificates(user: User, *, today: date) -> list[HeldCertificate]:
    """All certificates of a person, newest first, with their file and who looked."""
    rows = list(
        Certificate.objects.held_by(user)
        .select_related("file", "registration", "completion__enrollment__course")
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


def wallet_of(user: User, *, today: date) -> Wallet:
    """The certificates of a person, newest first; a revoked one that was replaced too is history as well."""
    held = held_certificates(user, today=today)
    return Wallet(
        standing=tuple(item for item in held if item.certificate.superseded_at is None),
        replaced=tuple(item for item in held if item.certificate.superseded_at is not None),
    )


def share_text(certificate: Certificate) -> str:
    """What a holder sends to others: course and check page, without the code that shows his name."""
    url = certificate.host + reverse("check_number", args=[certificate.number])
    words = _("Ik heb de cursus %(course)s van de WABP Academie gehaald. Controleer mijn certificaat: %(url)s")
    return words % {"course": certificate.course_title, "url": url}


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
    completion, _registration = row.whole
    return completion.enrollment.course


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


def release_facts(course: Course) -> list[str]:
    """What an editor reads before a release: how many certificates stand, and how many end soon. One query."""
    today = local_day(timezone.now())
    ends_soon = Q(revoked_at__isnull=True, valid_until__gte=today, valid_until__lte=today + timedelta(days=30))
    standing = Certificate.objects.standing().filter(completion__enrollment__course=course)
    counts = standing.aggregate(total=Count("pk"), soon=Count("pk", filter=ends_soon))
    total = ngettext(
        "Er is %(count)s certificaat uitgegeven.", "Er zijn %(count)s certificaten uitgegeven.", counts["total"]
    )
    soon = ngettext(
        "%(count)s daarvan verloopt binnen 30 dagen.", "%(count)s daarvan verlopen binnen 30 dagen.", counts["soon"]
    )
    lines = [total % {"count": counts["total"]}]
    return [*lines, soon % {"count": counts["soon"]}] if counts["soon"] else lines
