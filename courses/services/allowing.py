"""More time, and one more attempt, for who needs it (DESIGN §5)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.models import Learner, User
from accounts.services.merging import lock_learner
from courses.models import Attempt, Enrollment, ExtraAttempt, MoreTime
from courses.quiz import GRACE
from courses.services.reading import QuizContent
from courses.services.starting import chances_of

__all__ = [
    "NotNeeded",
    "ReasonMissing",
    "end_more_time",
    "extend_open_attempts",
    "give_more_time",
    "mark_read",
    "take_extra_attempt",
]

MORE = 100
"""Percent: twice the time, for a learner who says that he needs it."""

MAX_REASON = 1000
"""Characters."""


class ReasonMissing(Exception):
    """An extra attempt asks for a reason in words."""


class NotNeeded(Exception):
    """There is an attempt left: an extra one is not needed."""


@transaction.atomic
def give_more_time(*, learner: Learner, by: User | None, now: datetime, percent: int = MORE) -> MoreTime:
    """Gives `percent` more time for every quiz with a limit, the open ones too; who has it keeps what he has.

    `by` is None when the learner asked for it himself. Nobody asks why.
    """
    learner = lock_learner(learner.pk)  # in line with a second press, a start and a merge
    standing = MoreTime.objects.filter(learner=learner).standing().first()
    if standing:
        return standing
    more = MoreTime.objects.create(learner=learner, percent=percent, granted_by=by, granted_at=now)
    extend_open_attempts(learner=learner, more=more, now=now)
    audit.record(actor=by or learner.user, verb="quiz.more_time_given", target=more, at=now, percent=percent)
    return more


def extend_open_attempts(*, learner: Learner, more: MoreTime, now: datetime) -> None:
    """Moves the end of every open attempt whose time is not over; inside the transaction of the caller."""
    for attempt in Attempt.objects.open().filter(learner=learner, due_at__gte=now - GRACE).select_for_update():
        attempt.due_at = attempt.rules.due_at(attempt.started_at, more_time=more.percent)
        attempt.save(update_fields=["due_at"])


@transaction.atomic
def end_more_time(*, more: MoreTime, by: User, now: datetime) -> None:
    """Ends it for attempts that start from now on."""
    if MoreTime.objects.standing().filter(pk=more.pk).update(ended_at=now):
        audit.record(actor=by, verb="quiz.more_time_ended", target=more, at=now)


@transaction.atomic
def take_extra_attempt(*, enrollment: Enrollment, quiz: QuizContent, reason: str, now: datetime) -> ExtraAttempt:
    """One attempt more than the quiz allows, with why in the learner's own words; the foundation reads it.

    Raises ReasonMissing, and NotNeeded while an attempt is left.
    """
    text = reason.replace("\0", "").strip()[:MAX_REASON]
    if not text:
        raise ReasonMissing
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    chances = chances_of(enrollment, quiz)
    if chances.left != 0:
        raise NotNeeded
    # Not the count: taking a guest over numbers his on after those of the account.
    earlier = ExtraAttempt.objects.filter(enrollment=enrollment, quiz_key=quiz.key).aggregate(Max("number"))
    extra = ExtraAttempt.objects.create(
        enrollment=enrollment,
        quiz_key=quiz.key,
        number=(earlier["number__max"] or 0) + 1,
        reason=text,
        taken_at=now,
    )
    audit.record(actor=enrollment.learner.user, verb="quiz.extra_attempt_taken", target=extra, at=now)
    return extra


@transaction.atomic
def mark_read(*, extra: ExtraAttempt, by: User, now: datetime) -> None:
    """The foundation has read why."""
    if ExtraAttempt.objects.filter(pk=extra.pk, read_at__isnull=True).update(read_by=by, read_at=now):
        audit.record(actor=by, verb="quiz.extra_attempt_read", target=extra, at=now)
