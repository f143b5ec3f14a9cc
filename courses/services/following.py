"""Who is half-way when an edition comes out: who follows at once, and who at the next lesson (DESIGN §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from courses.models import CourseEdition, Enrollment, EnrollmentEdition, Purpose
from courses.services.reading import edition_content

__all__ = ["Safety", "follow", "move_to_safety", "safety_for"]


@dataclass(frozen=True)
class Safety:
    """Where somebody goes at the next lesson, and what he reads about it."""

    edition: CourseEdition
    notes: str


def follow(*, newest: CourseEdition, edition: CourseEdition, now: datetime) -> int:
    """Moves everybody half-way on `newest` to `edition`, one row per move; gives how many. Called in a transaction."""
    # Locked first and asked again: who finished meanwhile keeps the edition that he finished.
    list(Enrollment.objects.filter(edition=newest).select_for_update(no_key=True).values_list("pk"))
    halfway = list(Enrollment.objects.halfway().filter(edition=newest).values_list("pk", flat=True))
    EnrollmentEdition.objects.bulk_create(
        [EnrollmentEdition(enrollment_id=pk, edition=edition, at=now, reason=edition.kind) for pk in halfway]
    )
    Enrollment.objects.filter(pk__in=halfway).update(edition=edition)
    return len(halfway)


def safety_for(enrollment: Enrollment) -> Safety | None:
    """What came out for safety after the edition of `enrollment`, and where it leads.

    Costs no query for who has the edition of today, which is nearly everybody, and one for others.
    """
    edition = enrollment.edition
    is_trial = enrollment.purpose != Purpose.LEARNER or edition.released_at is None
    if is_trial or enrollment.course.current_id == enrollment.edition_id:
        return None
    newer = [row for row in CourseEdition.objects.newer_than(edition) if is_offered(row, edition)]
    return safety_among(newer, edition)


def is_offered(row: CourseEdition, edition: CourseEdition) -> bool:
    """Whether who is on `edition` may go to `row`: it stands, or it mends a number in a line that was withdrawn."""
    if row.status == CourseEdition.Status.RELEASED:
        return True
    is_mended = row.corrects_id is not None and row.major == edition.major
    return is_mended and edition.status == CourseEdition.Status.WITHDRAWN


def safety_among(newer: Sequence[CourseEdition], edition: CourseEdition) -> Safety | None:
    """The way from `edition` through what came out after it, oldest first.

    A safety correction of the manuscript is for everybody: they go to the line it was made in. One of a number is made
    in every line, so they go to that of their own. In a line the newest has it all.
    """
    warnings = [row for row in newer if row.kind == CourseEdition.Kind.SAFETY]
    of_manuscript = [row for row in warnings if row.corrects_id is None]
    line = of_manuscript[-1].major if of_manuscript else edition.major
    if not any(row.major == line for row in warnings):
        return None
    target = max((row for row in newer if row.major == line), key=lambda row: row.minor or 0)
    notes = [row.notes for row in warnings if row.major in {line, edition.major}]
    return Safety(target, "\n\n".join(dict.fromkeys(notes)))


@transaction.atomic
def move_to_safety(*, enrollment: Enrollment, now: datetime, quiz_key: str = "") -> bool:
    """Moves who is half-way to the safety edition that waits for him; whether it did.

    Called at a lesson boundary: the end of a lesson and the start of the quiz `quiz_key`, which has to be in it. Open
    attempts keep their own versions, who finished keeps the edition that he finished.
    """
    safety = safety_for(enrollment)
    if safety is None or hasattr(enrollment, "completion"):
        return False
    target = safety.edition
    if quiz_key and edition_content(target).quiz_by_key(quiz_key) is None:
        return False
    moved = Enrollment.objects.halfway().filter(pk=enrollment.pk, edition=enrollment.edition_id).update(edition=target)
    if moved:
        reason = CourseEdition.Kind.SAFETY
        EnrollmentEdition.objects.create(enrollment=enrollment, edition=target, at=now, reason=reason)
        enrollment.edition = target
    return bool(moved)
