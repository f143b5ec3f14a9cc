"""Starting a course, passing screens, finishing it (DESIGN §4)."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts import audit
from accounts.models import Learner
from courses.models import (
    Attempt,
    Completion,
    Course,
    CourseEdition,
    Enrollment,
    EnrollmentEdition,
    Grade,
    Purpose,
    ScreenPass,
)
from courses.services.following import move_to_safety
from courses.services.reading import Content, edition_content
from courses.signals import course_completed

__all__ = ["complete_if_done", "enroll", "pass_screen", "passed_quiz_keys", "renew"]


@transaction.atomic
def enroll(*, learner: Learner, course: Course, edition: CourseEdition, now: datetime) -> Enrollment:
    """The open enrollment of `learner` in `course`, made with `edition` when there is none."""
    existing = Enrollment.objects.for_learner(learner).open().filter(course=course).select_related("edition").first()
    if existing:
        return existing
    try:
        with transaction.atomic():
            enrollment = Enrollment.objects.create(
                learner=learner, course=course, edition=edition, started_at=now, last_seen_at=now
            )
    except IntegrityError:  # two tabs began at once: enrollment_one_open kept one
        return Enrollment.objects.for_learner(learner).open().get(course=course)
    EnrollmentEdition.objects.create(enrollment=enrollment, edition=edition, at=now, reason="start")
    return enrollment


@transaction.atomic
def renew(*, learner: Learner, course: Course, edition: CourseEdition, now: datetime) -> Enrollment:
    """Takes a finished course again: a new enrollment with `edition`; the finished one is closed (DESIGN §7).

    Gives the open enrollment when there is nothing finished to renew.
    """
    finished = Enrollment.objects.for_learner(learner).open().filter(course=course, completion__isnull=False)
    stranded = Attempt.objects.open().filter(enrollment__in=list(finished))
    stranded.update(state=Attempt.State.SET_ASIDE)
    finished.update(closed_at=now, close_reason="vernieuwd")
    return enroll(learner=learner, course=course, edition=edition, now=now)


@transaction.atomic
def pass_screen(*, enrollment: Enrollment, screen_key: str | UUID, now: datetime) -> Completion | None:
    """Records that a screen was passed with *Verder*, once; gives the completion when that finished the course."""
    # First, because it locks the row: a submit at the same moment waits, and one of both sees that all is done.
    Enrollment.objects.filter(pk=enrollment.pk).update(last_seen_at=now)
    ScreenPass.objects.bulk_create(
        [ScreenPass(enrollment=enrollment, screen_key=screen_key, passed_at=now)], ignore_conflicts=True
    )
    if ends_lesson(enrollment, screen_key):
        move_to_safety(enrollment=enrollment, now=now)
    took_quiz = Attempt.objects.submitted().filter(enrollment=enrollment).exists()
    if took_quiz or not edition_content(enrollment.edition).counting_quizzes:
        # Who still has to take a quiz cannot finish by reading.
        return complete_if_done(enrollment=enrollment, now=now)
    return None


def ends_lesson(enrollment: Enrollment, screen_key: str | UUID) -> bool:
    """Whether this screen is the last of its lesson."""
    place = edition_content(enrollment.edition).screen_places.get(str(screen_key))
    return place is not None and place[0].screens[-1] is place[1]


def complete_if_done(*, enrollment: Enrollment, now: datetime) -> Completion | None:
    """Writes the one completion of `enrollment` when all lessons are read and every counting quiz is passed.

    Runs inside the caller's transaction and sends `course_completed` there; gives None while something is left, and
    always for a preview or a panel: they finish nothing (DESIGN §5).
    """
    if enrollment.purpose != Purpose.LEARNER:
        return None
    done = Completion.objects.filter(enrollment=enrollment).first()
    if done:
        return done
    content = edition_content(enrollment.edition)
    if not (is_read(enrollment, content) and is_passed(enrollment, content)):
        return None
    completion, made = Completion.objects.get_or_create(
        enrollment=enrollment, defaults={"edition": enrollment.edition, "completed_at": now}
    )
    if made:
        audit.record(actor=enrollment.learner.user, verb="course.completed", target=completion, at=now)
        course_completed.send(sender=Completion, completion=completion, at=now)
    return completion


def is_read(enrollment: Enrollment, content: Content) -> bool:
    """Whether every screen was passed, or the editor asks for the quiz only."""
    if not content.course["all_lessons_required"]:
        return True
    passed = set(map(str, enrollment.passes.values_list("screen_key", flat=True)))
    return content.screen_keys <= passed


def is_passed(enrollment: Enrollment, content: Content) -> bool:
    """Whether every quiz that counts was passed."""
    return {quiz.key for quiz in content.counting_quizzes} <= passed_quiz_keys(enrollment)


def passed_quiz_keys(enrollment: Enrollment) -> set[str]:
    """Keys of the quizzes of which some attempt has a passing grade."""
    mine = Q(attempt__enrollment=enrollment, attempt__purpose=enrollment.purpose)
    passed = Grade.objects.filter(mine, passed=True)
    return set(map(str, passed.values_list("attempt__quiz_key", flat=True)))
