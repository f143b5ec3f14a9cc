"""Trying an edition that is not out, as a learner would take it, without being one (DESIGN §4, §5)."""

import hashlib
import logging
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, ManyToOneRel, OuterRef, Q, QuerySet

from accounts import audit
from accounts.models import Learner, User
from courses.models import (
    AnswerEvent,
    Attempt,
    AttemptItem,
    CourseEdition,
    CoursePage,
    Enrollment,
    EnrollmentEdition,
    ExtraAttempt,
    Grade,
    MoreTime,
    PracticeAnswer,
    Purpose,
    QuestionVersion,
    ScreenPass,
    Trial,
)
from courses.services.freezing import freeze_course
from courses.services.releasing import keep_edition, lasting_course

__all__ = ["LIFETIME", "find_trial", "new_trial", "remove_expired", "start_preview"]

logger = logging.getLogger(__name__)

Row = TypeVar("Row")

LIFETIME = timedelta(days=1)
"""How long a preview stands, and how long after its panel what a member did in the course is kept."""


@transaction.atomic
def start_preview(*, page: CoursePage, by: User, now: datetime) -> tuple[Trial, str]:
    """A course as it was written last, drafts too, for one editor to take; gives the token of its link.

    Raises CannotFreeze when a quiz cannot be asked.
    """
    frozen = freeze_course(page, drafts=True)
    edition = keep_edition(lasting_course(page), frozen, now=now, status=CourseEdition.Status.PREVIEW)
    trial, token = new_trial(edition=edition, purpose=Purpose.PREVIEW, expires_at=now + LIFETIME, now=now)
    audit.record(actor=by, verb="preview.started", target=edition, at=now)
    return trial, token


def new_trial(*, edition: CourseEdition, purpose: Purpose, expires_at: datetime, now: datetime) -> tuple[Trial, str]:
    """A learner who is nobody, in `edition`, and the token that opens it; only its hash is stored."""
    learner = Learner.objects.create(created_at=now, last_seen_at=now)
    enrollment = Enrollment.objects.create(
        learner=learner,
        course_id=edition.course_id,
        edition=edition,
        purpose=purpose,
        started_at=now,
        last_seen_at=now,
    )
    EnrollmentEdition.objects.create(enrollment=enrollment, edition=edition, at=now, reason=purpose)
    token = secrets.token_urlsafe(24)
    trial = Trial.objects.create(
        token_hash=hash_of(token), enrollment=enrollment, created_at=now, expires_at=expires_at
    )
    return trial, token


def hash_of(token: str) -> str:
    """What is stored of a token: 192 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_trial(*, token: str, now: datetime) -> Trial | None:
    """The trial that `token` opens at this moment, with its learner, enrollment and panel: one query."""
    behind = ("enrollment__learner", "enrollment__course", "member__review")
    trials = Trial.objects.standing(now).select_related(*behind)
    return trials.filter(token_hash=hash_of(token)).first()


def remove_expired(*, now: datetime) -> int:
    """Removes trials whose time is over with everything behind them, and previews nobody is in; gives how many.

    Of a panel that is over the work goes first: its links stand longer, to read back what was written. What a panel
    wrote and its candidate stay; of the learners' history nothing is touched: every row hangs on an enrollment whose
    purpose is not that of a learner. Each goes by itself: one that cannot go does not keep the others.
    """
    each(panels_over(now), lambda enrollment: remove_work([enrollment]))
    expired = Trial.objects.expired(now).exclude(enrollment__purpose=Purpose.LEARNER).order_by("pk")
    removed = each(list(expired.select_related("enrollment")), remove_trial)
    empty = CourseEdition.objects.filter(status=CourseEdition.Status.PREVIEW, enrollments__isnull=True)
    each(list(empty.defer("source")), remove_preview)
    return removed


def each(rows: Iterable[Row], remove: Callable[[Row], None]) -> int:
    """Removes one row after the other, each wholly or not at all; gives how many went."""
    removed = 0
    for row in rows:
        try:
            with transaction.atomic():
                remove(row)
            removed += 1
        except Exception:  # (logged with its traceback; the next minute tries again)
            logger.exception("could not remove what is behind %r", row)
    return removed


def remove_trial(trial: Trial) -> None:
    """A trial with its enrollment and the learner who is nobody."""
    enrollment = trial.enrollment
    remove_work([enrollment.pk])
    trial.delete()
    EnrollmentEdition.objects.filter(enrollment=enrollment).delete()
    enrollment.delete()
    Learner.objects.filter(pk=enrollment.learner_id).delete()


def panels_over(now: datetime) -> list[int]:
    """The enrollments of panels that ended a day ago, as far as something was done in them."""
    end = now - LIFETIME
    over = Q(trial__member__review__closes_at__lte=end) | Q(trial__member__review__closed_at__lte=end)
    work = Q(Exists(MoreTime.objects.filter(learner=OuterRef("learner"))))
    for rows in (Attempt, PracticeAnswer, ScreenPass, ExtraAttempt):
        work |= Q(Exists(rows.objects.filter(enrollment=OuterRef("pk"))))
    return list(Enrollment.objects.filter(over, work, purpose=Purpose.PANEL).values_list("pk", flat=True))


def remove_work(enrollments: list[int]) -> None:
    """What was done in these enrollments; only for who is no learner."""
    if not enrollments:
        return
    attempts = Attempt.objects.filter(enrollment__in=enrollments)
    AnswerEvent.objects.filter(item__attempt__in=attempts).delete()
    Grade.objects.filter(attempt__in=attempts).delete()
    AttemptItem.objects.filter(attempt__in=attempts).delete()
    attempts.delete()
    for rows in (PracticeAnswer, ScreenPass, ExtraAttempt):
        rows.objects.filter(enrollment__in=enrollments).delete()
    MoreTime.objects.filter(learner__enrollments__in=enrollments).delete()


def remove_preview(edition: CourseEdition) -> None:
    """An edition that was only a preview, and the versions of questions that stand nowhere else."""
    versions = list(edition.questions.values_list("pk", flat=True))
    edition.delete()
    unused_versions(versions).delete()


def unused_versions(versions: list[int]) -> QuerySet[QuestionVersion]:
    """Those of `versions` that no row of any table refers to: an edition, an answer, a correction."""
    unused = QuestionVersion.objects.filter(pk__in=versions)
    for relation in QuestionVersion._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            unused = unused.exclude(Exists(rows))
    return unused
