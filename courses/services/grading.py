"""Submitting an attempt and grading it from the frozen versions (DESIGN §5)."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from courses.models import Attempt, Completion, Enrollment, Grade, Regrade
from courses.services.enrolling import complete_if_done
from courses.services.judging import Judged, grade_of, judge

__all__ = ["NotOpen", "Submitted", "append_grade", "submit_attempt", "submit_overdue"]


logger = logging.getLogger(__name__)


class NotOpen(Exception):
    """There is nothing to hand in: the attempt was set aside, or its time is not over yet."""


@dataclass(frozen=True)
class Submitted:
    """A closed attempt, its grade, and the completion when this finished the course."""

    grade: Grade
    completion: Completion | None
    is_repeat: bool


@transaction.atomic
def submit_attempt(*, attempt: Attempt, now: datetime, only_overdue: bool = False) -> Submitted:
    """Closes, grades and, when all is done, completes: one transaction. A second submit gives the first result.

    After the end of the time limit it is handed in as of that end. With `only_overdue` it is not closed while there is
    time left, whatever the caller read. Raises NotOpen for an attempt that was set aside, or that is not over yet.
    """
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if locked.state == Attempt.State.SET_ASIDE or (only_overdue and not locked.is_overdue(now)):
        raise NotOpen
    at = min(now, locked.due_at) if locked.due_at else now
    closed = Attempt.objects.open().filter(pk=locked.pk).update(state=Attempt.State.SUBMITTED, submitted_at=at)
    # The lock puts this in line with the last *Verder* (pass_screen): one of both sees that the course is done.
    enrollments = Enrollment.objects.select_for_update(of=("self",)).select_related("edition", "learner__user")
    enrollment = enrollments.get(pk=locked.enrollment_id)
    if not closed:
        grade = Grade.objects.filter(attempt=locked).latest("graded_at", "id")
        return Submitted(grade, Completion.objects.filter(enrollment=enrollment).first(), is_repeat=True)
    grade = append_grade(attempt=locked, now=now)
    audit.record(actor=enrollment.learner.user, verb="attempt.submitted", target=locked, at=now, passed=grade.passed)
    completion = complete_if_done(enrollment=enrollment, now=now) if grade.passed else None
    return Submitted(grade, completion, is_repeat=False)


def append_grade(
    *,
    attempt: Attempt,
    now: datetime,
    reason: str = "submit",
    regrade: Regrade | None = None,
    actor: User | None = None,
    judged: Judged | None = None,
) -> Grade:
    """Judges the attempt as of today (unless `judged` is at hand) and appends that, in the caller's transaction."""
    judged = judged or judge(attempt)
    newest = None if reason == "submit" else Grade.objects.filter(attempt=attempt).order_by("-graded_at", "-id").first()
    grade = grade_of(attempt, judged, now=now, reason=reason, newest=newest, regrade=regrade, actor=actor)
    grade.save(force_insert=True)
    return grade


def submit_overdue(*, now: datetime) -> int:
    """Hands in every attempt whose time and grace are over; gives how many (run_due_jobs).

    One that cannot be graded is logged and does not stop the others; the error is raised at the end.
    """
    done, failures = 0, []
    for attempt in Attempt.objects.overdue(now):
        try:
            submit_attempt(attempt=attempt, now=now, only_overdue=True)
            done += 1
        except NotOpen:  # more time was given, or it was set aside, since the list was made
            continue
        except Exception as error:  # (raised below, when the others have had their turn)
            logger.exception("attempt %s cannot be handed in", attempt.key)
            failures.append(error)
    if failures:
        raise ExceptionGroup("attempts that cannot be handed in", failures)
    return done
