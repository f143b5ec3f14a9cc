"""A question turned out to be wrong: who was asked it is judged again, and nobody loses a pass (DESIGN §5)."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.models import AuditEvent, User
from accounts.roles import Role
from courses.models import Attempt, Enrollment, Grade, QuestionVersion, Regrade
from courses.services.correcting import (
    RegradeRefused,
    fingerprint_of,
    keep_corrected,
    refuse_what_may_not,
    standing_regrade,
)
from courses.services.enrolling import complete_if_done
from courses.services.judging import Judged, grade_of, standing_regrades
from courses.services.regrade_preview import RegradePreview, count_changes
from courses.services.result_mail import mail_result
from courses.services.stored import AttemptReader, StoredAttempt, chunks_of, differences

__all__ = ["AT_ONCE", "RegradeRefused", "finished_keys", "preview_regrade", "regrade", "resume_regrades"]

logger = logging.getLogger(__name__)

AT_ONCE = 1000
"""Attempts that are judged again while the editor waits; the rest follows within the minute (run_due_jobs)."""

APPLIED = "question.correction_applied"
"""The audit row that says that a correction reached every attempt. Without it `resume_regrades` goes on."""

MAX_REASON = 300
"""Characters."""


def preview_regrade(*, version: QuestionVersion, mode: str, corrected: QuestionVersion | None) -> RegradePreview:
    """What the correction would do to the attempts of this moment. Writes nothing; `corrected` may be unsaved.

    Raises RegradeRefused when there is nothing to correct, or not this way.
    """
    corrected = None if mode == Regrade.Mode.FULL else corrected
    refuse_what_may_not(version, mode, corrected)
    return count_changes(Regrade(version=version, mode=mode, corrected=corrected))


def regrade(
    *,
    version: QuestionVersion,
    mode: str,
    corrected: QuestionVersion | None,
    reason: str,
    by: User,
    now: datetime,
    seen: str | None = None,
    at_once: int = AT_ONCE,
) -> Regrade:
    """Corrects a question and judges every learner who was asked it again, in transactions of a bounded size.

    An attempt gets a grade only when its judgement changes: score, share of a question, pass, or waiting for a person.
    A grade tells the judgement as it is, lower ones too; a pass stays because any grade that passed counts. Who passes
    now gets his completion, and with it his certificate, in the transaction of that grade; who waited for a person and
    does not any more gets the mail that a marker would have sent. Attempts that are still open meet the correction when
    they are handed in.

    `seen`: the fingerprint of the preview that the editor looked at. The first `at_once` attempts are judged before
    this returns, the rest by `resume_regrades`. Raises RegradeRefused.
    """
    made = make_regrade(version, mode, corrected, reason, by=by, now=now, seen=seen)
    apply_regrade(made, now=now, most=at_once)
    return made


@transaction.atomic
def make_regrade(
    version: QuestionVersion,
    mode: str,
    corrected: QuestionVersion | None,
    reason: str,
    *,
    by: User,
    now: datetime,
    seen: str | None,
) -> Regrade:
    """The row from which on every judgement counts with the correction."""
    if not by.has_role(Role.CHIEF_EDITOR, Role.ADMIN):
        raise RegradeRefused("Alleen een eindredacteur corrigeert een vraag.")
    words = reason.replace("\0", "").strip()
    if not words:
        raise RegradeRefused("Schrijf op waarom je corrigeert. Deelnemers lezen dit bij hun uitslag.")
    if len(words) > MAX_REASON:
        raise RegradeRefused(f"Je uitleg is te lang. Gebruik hoogstens {MAX_REASON} tekens.")
    QuestionVersion.objects.select_for_update().get(pk=version.pk)  # two presses in line: the second is refused
    corrected = None if mode == Regrade.Mode.FULL else corrected
    if seen is not None and seen != fingerprint_of(version, mode, corrected):
        raise RegradeRefused("Er is intussen iets veranderd. Bekijk de cijfers opnieuw en bevestig dan.")
    refuse_what_may_not(version, mode, corrected)
    kept = keep_corrected(corrected) if corrected else None
    before = standing_regrade(version)
    made = Regrade.objects.create(
        version=version,
        mode=mode,
        corrected=kept,
        reason=words,
        actor=by,
        made_at=max(now, before.made_at) if before else now,  # the newest counts, whatever the clock of who waited
    )
    audit.record(actor=by, verb="question.corrected", target=made, at=now, mode=mode, version=version.content_hash)
    return made


def resume_regrades(*, now: datetime) -> int:
    """Goes on with every correction that did not reach all its attempts, as after a crash; gives how many.

    Attempts that were done are looked at and left alone: their newest grade says what the judgement says. A correction
    that fails is logged and does not stop the others; the errors are raised at the end.
    """
    regrades = list(Regrade.objects.select_related("version", "actor"))
    finished = finished_keys(regrades)
    unfinished = [row for row in regrades if str(row.key) not in finished]
    failures = [error for row in unfinished if (error := failure_of(row, now))]
    if failures:
        raise ExceptionGroup("corrections that cannot be finished", failures)
    return len(unfinished)


def failure_of(row: Regrade, now: datetime) -> Exception | None:
    """Goes on with one correction; gives the error, logged, when that failed."""
    try:
        apply_regrade(row, now=now)
    except Exception as error:  # (the caller raises it, when the others have had their turn)
        logger.exception("correction %s cannot be finished", row.key)
        return error
    return None


def finished_keys(regrades: Sequence[Regrade]) -> set[str]:
    """The keys of the corrections that reached every attempt."""
    keys = [str(row.key) for row in regrades]
    return set(AuditEvent.objects.filter(verb=APPLIED, object_key__in=keys).values_list("object_key", flat=True))


def apply_regrade(row: Regrade, *, now: datetime, most: int | None = None) -> bool:
    """Judges the attempts that asked its version; False when it stopped after `most` attempts."""
    reader, looked_at = AttemptReader(), 0
    for chunk in chunks_of(asked(row.version).only("pk")):
        if most is not None and looked_at >= most:
            return False
        looked_at += len(chunk)
        for apart in append_changed(row, [attempt.pk for attempt in chunk], reader, now=now):
            append_changed(row, [apart], reader, now=now, alone=True)
    audit.record(actor=None, verb=APPLIED, target=row, at=now, attempts=looked_at)
    return True


def asked(version: QuestionVersion) -> QuerySet[Attempt]:
    """The attempts of learners that asked this version.

    Open ones too: locking them waits for a submit that began before the correction, and so did not see it.
    """
    states = (Attempt.State.OPEN, Attempt.State.SUBMITTED)
    return Attempt.objects.filter(items__version=version, purpose=Attempt.Purpose.LEARNER, state__in=states)


@transaction.atomic
def append_changed(
    row: Regrade, pks: Sequence[int], reader: AttemptReader, *, now: datetime, alone: bool = False
) -> list[int]:
    """Appends the grades that change, and gives the attempts that pass now or wait no longer.

    Those get a transaction of their own (`alone`): finishing a course, or a mail, writes much more than a grade, and
    nobody's answer has to wait for a hundred certificates.
    """
    locked = Attempt.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    stored = reader.read([attempt for attempt in locked if attempt.state == Attempt.State.SUBMITTED])
    regrades = standing_regrades({item.version_id for one in stored for item in one.items})
    if regrades.get(row.version_id) != row:
        return []  # a newer correction of this question is about all of them
    changed = [grade for one in stored if (grade := changed_grade(row, one, one.judged(regrades), now))]
    before = {one.attempt.pk: one for one in stored}
    apart = [grade.attempt_id for grade in changed if has_follow_up(before[grade.attempt_id], grade)]
    Grade.objects.bulk_create(grade for grade in changed if alone or grade.attempt_id not in apart)
    if alone and apart:
        follow_up(stored[0], changed[0], now)
    return apart


def changed_grade(row: Regrade, one: StoredAttempt, judged: Judged, now: datetime) -> Grade | None:
    """The grade to append; None when nothing changes, or when this correction was counted before."""
    counted = any(grade.regrade_id == row.pk for grade in one.grades)
    if one.newest is None or counted or not differences(one.newest, judged, one.attempt):
        return None
    return grade_of(one.attempt, judged, now=now, reason="regrade", newest=one.newest, regrade=row, actor=row.actor)


def has_follow_up(one: StoredAttempt, grade: Grade) -> bool:
    """Whether more than the grade has to be written."""
    return is_new_pass(one, grade) or is_waiting_over(one, grade)


def is_new_pass(one: StoredAttempt, grade: Grade) -> bool:
    """Whether no grade passed before."""
    return grade.passed and not one.has_passed


def is_waiting_over(one: StoredAttempt, grade: Grade) -> bool:
    """Whether the attempt waited for a person, and this grade is final."""
    return one.newest is not None and one.newest.needs_marking and not grade.needs_marking


def follow_up(one: StoredAttempt, grade: Grade, now: datetime) -> None:
    """Finishes the course of who passes now, when that was all that was left; mails who waited for the result."""
    enrollments = Enrollment.objects.select_related("course", "edition", "learner__user")
    enrollment = enrollments.select_for_update(of=("self",)).get(pk=one.attempt.enrollment_id)
    if is_new_pass(one, grade):
        complete_if_done(enrollment=enrollment, now=now)
    if is_waiting_over(one, grade):
        mail_result(one.attempt, enrollment, now)
