"""Releasing an edition (DESIGN §4)."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.roles import Role
from courses.models import (
    Course,
    CourseEdition,
    CoursePage,
    EditionAsset,
    Enrollment,
    EnrollmentEdition,
    QuestionVersion,
)
from courses.services.comparing import minor_refusals
from courses.services.freezing import freeze_course
from courses.services.frozen import Asset, Frozen

__all__ = ["ReleaseRefused", "release_edition"]


KINDS = {CourseEdition.Kind.MINOR, CourseEdition.Kind.MAJOR}
"""What can be released now. A *veiligheidscorrectie* moves people at a lesson boundary and follows with that."""


class ReleaseRefused(Exception):
    """The edition was not made; the message is a Dutch sentence for the editor."""


@transaction.atomic
def release_edition(
    *, page: CoursePage, kind: str, by: User | None, reason: str = "", now: datetime | None = None
) -> CourseEdition:
    """Makes an immutable edition of the live manuscript.

    `by` is None for a command. Raises ReleaseRefused when nothing changed, when `by` may not release, or when a
    *kleine verbetering* changes more than words; CannotFreeze when the manuscript is not complete.
    """
    now = now or timezone.now()
    if by is not None and not by.has_role(Role.CHIEF_EDITOR, Role.ADMIN):
        raise ReleaseRefused("Alleen een eindredacteur geeft een editie uit.")
    if kind not in KINDS:
        raise ReleaseRefused("Kies een kleine verbetering of een nieuwe editie.")
    frozen = freeze_course(page)
    course = lasting_course(page)
    newest = course.editions.exclude(status=CourseEdition.Status.CANDIDATE).newest_first().first()
    refuse_what_may_not(newest, frozen, kind)
    edition = CourseEdition.objects.create(
        course=course,
        kind=kind,
        reason=reason,
        source=frozen.source,
        content_hash=frozen.content_hash,
        released_by=by,
        released_at=now,
        **next_number(newest, kind),
    )
    edition.questions.set(keep_questions(frozen))
    edition.assets.set([keep_asset(asset) for asset in frozen.assets.values()])
    Course.objects.filter(pk=course.pk).update(current=edition)
    moved = follow(newest, edition, now) if newest and kind != CourseEdition.Kind.MAJOR else 0
    audit.record(actor=by, verb="edition.released", target=edition, at=now, kind=kind, moved=moved)
    return edition


def lasting_course(page: CoursePage) -> Course:
    """The row that outlives the page; it is made at the first release."""
    if Course.objects.filter(slug=page.slug).exclude(key=page.key).exists():
        raise ReleaseRefused("Dit webadres is van een andere cursus. Kies een ander webadres voor deze cursus.")
    Course.objects.get_or_create(key=page.key, defaults={"slug": page.slug})
    # The lock puts two releases of one course in line: the second sees what the first one made.
    course = Course.objects.select_for_update().get(key=page.key)
    if course.slug != page.slug:
        course.slug = page.slug
        course.save(update_fields=["slug"])
    return course


def refuse_what_may_not(newest: CourseEdition | None, frozen: Frozen, kind: str) -> None:
    """Raises ReleaseRefused when there is nothing new, or more than this kind allows."""
    if newest is None:
        return
    if newest.content_hash == frozen.content_hash and newest.status == CourseEdition.Status.RELEASED:
        raise ReleaseRefused("Er is niets veranderd sinds de vorige editie.")
    if kind == CourseEdition.Kind.MINOR and (reasons := minor_refusals(newest, frozen)):
        raise ReleaseRefused(" ".join(reasons))


def next_number(newest: CourseEdition | None, kind: str) -> dict[str, int]:
    """1.0 to begin with; a new edition raises the first figure, the other kinds the second."""
    if newest is None or newest.major is None or newest.minor is None:
        return {"major": 1, "minor": 0}
    if kind == CourseEdition.Kind.MAJOR:
        return {"major": newest.major + 1, "minor": 0}
    return {"major": newest.major, "minor": newest.minor + 1}


def keep_questions(frozen: Frozen) -> list[QuestionVersion]:
    """The versions of all questions in use; the same content never makes a second one."""
    references = frozen.source["questions"]
    return [
        QuestionVersion.objects.get_or_create(
            question_key=key,
            content_hash=references[key]["hash"],
            defaults={"type": content["type"], "content": content},
        )[0]
        for key, content in frozen.questions.items()
    ]


def keep_asset(asset: Asset) -> EditionAsset:
    """Stores a file once under its hash; never overwritten, never deleted."""
    if not default_storage.exists(asset.name):
        default_storage.save(asset.name, ContentFile(asset.content))
    kept, _ = EditionAsset.objects.get_or_create(
        sha256=asset.sha256, defaults={"file": asset.name, "media_type": asset.media_type}
    )
    return kept


def follow(newest: CourseEdition, edition: CourseEdition, now: datetime) -> int:
    """Moves everybody half-way on `newest` to `edition`, one row per move; gives how many."""
    halfway = list(
        Enrollment.objects.open().filter(edition=newest, completion__isnull=True).values_list("pk", flat=True)
    )
    EnrollmentEdition.objects.bulk_create(
        [EnrollmentEdition(enrollment_id=pk, edition=edition, at=now, reason=edition.kind) for pk in halfway]
    )
    Enrollment.objects.filter(pk__in=halfway).update(edition=edition)
    return len(halfway)
