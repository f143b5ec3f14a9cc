"""Submitting an attempt and grading it from the frozen versions (DESIGN §5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit
from courses.models import AnswerEvent, Attempt, AttemptItem, Completion, Enrollment, Grade
from courses.quiz import Score, is_passed, total
from courses.services.attempting import parsed, response_of, standing_answers
from courses.services.enrolling import complete_if_done

__all__ = ["NotOpen", "Submitted", "scores_of", "submit_attempt"]


class NotOpen(Exception):
    """The attempt was set aside: there is nothing to hand in."""


@dataclass(frozen=True)
class Submitted:
    """A closed attempt, its grade, and the completion when this finished the course."""

    grade: Grade
    completion: Completion | None
    is_repeat: bool


@transaction.atomic
def submit_attempt(*, attempt: Attempt, now: datetime) -> Submitted:
    """Closes, grades and, when all is done, completes: one transaction. A second submit gives the first result.

    Raises NotOpen for an attempt that was set aside.
    """
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if locked.state == Attempt.State.SET_ASIDE:
        raise NotOpen
    closed = Attempt.objects.open().filter(pk=locked.pk).update(state=Attempt.State.SUBMITTED, submitted_at=now)
    # The lock puts this in line with the last *Verder* (pass_screen): one of both sees that the course is done.
    enrollments = Enrollment.objects.select_for_update(of=("self",)).select_related("edition", "learner__user")
    enrollment = enrollments.get(pk=locked.enrollment_id)
    if not closed:
        grade = Grade.objects.filter(attempt=locked).latest("graded_at", "id")
        return Submitted(grade, Completion.objects.filter(enrollment=enrollment).first(), is_repeat=True)
    grade = append_grade(locked, now)
    audit.record(actor=enrollment.learner.user, verb="attempt.submitted", target=locked, at=now, passed=grade.passed)
    completion = complete_if_done(enrollment=enrollment, now=now) if grade.passed else None
    return Submitted(grade, completion, is_repeat=False)


def append_grade(attempt: Attempt, now: datetime) -> Grade:
    """Scores the standing answers with the rule version that the attempt was started with."""
    items = list(AttemptItem.objects.filter(attempt=attempt).select_related("version"))
    scores = scores_of(items, standing_answers(attempt), attempt.rule_version)
    result = total((item.points, score) for item, score in zip(items, scores, strict=True))
    return Grade.objects.create(
        attempt=attempt,
        rule_version=attempt.rule_version,
        score=result.score,
        maximum=result.maximum,
        fractions={str(item.position): f"{score.fraction:f}" for item, score in zip(items, scores, strict=True)},
        passed=is_passed(result, attempt.policy["pass_mark"]),
        critical_failed=result.critical_failed,
        graded_at=now,
    )


def scores_of(items: Sequence[AttemptItem], answers: dict[int, AnswerEvent], rule_version: int) -> list[Score]:
    """The score of each item, in the order of `items`; an unanswered one scores 0."""
    return [parsed(item.version).grade(response_of(answers.get(item.pk)), rule_version) for item in items]
