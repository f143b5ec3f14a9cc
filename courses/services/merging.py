"""Taking over what a guest did (DESIGN §6): everything is kept, nothing stands twice."""

from datetime import datetime

from django.db.models import F, Max

from accounts.models import Learner
from courses.models import Attempt, Completion, Enrollment, ExtraAttempt, MoreTime, ScreenPass
from courses.services.allowing import extend_open_attempts
from courses.services.attempting import standing_answers
from courses.services.enrolling import complete_if_done

__all__ = ["merge_learner"]


def merge_learner(source: Learner, target: Learner, now: datetime) -> None:
    """Moves the enrollments of the guest `source` to `target`, inside the transaction of the merge.

    Where both have one open for a course, the target's stays open and takes over the screens that were passed;
    the guest's is closed, unless only the guest's is completed. An attempt that is open goes on where it was.
    """
    merge_more_time(source, target, now)
    lock_work(source, target)
    # An open attempt of a closed enrollment can lead nowhere, and would stand in the way of the one that counts.
    stranded = Attempt.objects.open().filter(learner__in=[source, target], enrollment__closed_at__isnull=False)
    stranded.update(state=Attempt.State.SET_ASIDE)
    open_of_target = {
        enrollment.course_id: enrollment
        for enrollment in Enrollment.objects.for_learner(target).open().select_related("edition", "learner__user")
    }
    for enrollment in Enrollment.objects.for_learner(source).select_related("completion", "edition"):
        standing = open_of_target.get(enrollment.course_id)
        if enrollment.closed_at is None and standing is not None:
            join(enrollment, standing, now)
        Attempt.objects.filter(enrollment=enrollment).update(learner=target)
        enrollment.learner = target
        enrollment.save(update_fields=["learner", "closed_at", "close_reason"])
    if more := MoreTime.objects.filter(learner=target).standing().first():
        extend_open_attempts(learner=target, more=more, now=now)


def lock_work(source: Learner, target: Learner) -> None:
    """Waits for who hands in at this instant, and locks as he does: attempts first, then enrollments.

    What was read before that could be closed, graded or completed by the time that it is moved.
    """
    for model in (Attempt, Enrollment):
        rows = model.objects.select_for_update().filter(learner__in=[source, target]).order_by("pk")
        list(rows.values_list("pk"))


def merge_more_time(source: Learner, target: Learner, now: datetime) -> None:
    """More time goes along; a person has it once."""
    if MoreTime.objects.filter(learner=target).standing().exists():
        MoreTime.objects.filter(learner=source).standing().update(ended_at=now)
    MoreTime.objects.filter(learner=source).update(learner=target)


def join(guest: Enrollment, standing: Enrollment, now: datetime) -> None:
    """Two open enrollments for one course: keeps one open, with the furthest progress of both."""
    has_done, stays_done = has_completion(guest), has_completion(standing)
    kept, closed = (guest, standing) if has_done and not stays_done else (standing, guest)
    closed.closed_at, closed.close_reason = now, "samengevoegd"
    if closed is standing:
        closed.save(update_fields=["closed_at", "close_reason"])
    if has_done and stays_done:
        Attempt.objects.open().filter(enrollment=closed).update(state=Attempt.State.SET_ASIDE)
    else:
        settle_rivals(closed, kept)
        move_attempts(closed, kept)
    passes = closed.passes.values_list("screen_key", "passed_at")
    ScreenPass.objects.bulk_create(
        [ScreenPass(enrollment=kept, screen_key=key, passed_at=at) for key, at in passes],
        ignore_conflicts=True,
    )
    if not has_done and not stays_done:
        complete_if_done(enrollment=kept, now=now)


def settle_rivals(closed: Enrollment, kept: Enrollment) -> None:
    """A learner has one open attempt per quiz: where there are two, the one with more answers goes on.

    The other is set aside; its answers stay.
    """
    rivals = {attempt.quiz_key: attempt for attempt in Attempt.objects.open().filter(enrollment=kept)}
    for attempt in Attempt.objects.open().filter(enrollment=closed):
        if rival := rivals.get(attempt.quiz_key):
            loser = attempt if answered(attempt) <= answered(rival) else rival
            Attempt.objects.filter(pk=loser.pk).update(state=Attempt.State.SET_ASIDE)


def answered(attempt: Attempt) -> int:
    """How many questions of the attempt have an answer; going on without a choice is none."""
    return sum(event.response is not None for event in standing_answers(attempt).values())


def move_attempts(closed: Enrollment, kept: Enrollment) -> None:
    """Numbers the attempts of `closed` on after those of `kept`, so that a quiz passed as a guest counts."""
    offset = Attempt.objects.filter(enrollment=kept).aggregate(Max("number"))["number__max"] or 0
    Attempt.objects.filter(enrollment=closed).update(
        enrollment=kept, learner=kept.learner_id, number=F("number") + offset
    )
    taken = ExtraAttempt.objects.filter(enrollment=kept).aggregate(Max("number"))["number__max"] or 0
    ExtraAttempt.objects.filter(enrollment=closed).update(enrollment=kept, number=F("number") + taken)


def has_completion(enrollment: Enrollment) -> bool:
    """Whether the course was finished in this enrollment."""
    return Completion.objects.filter(enrollment=enrollment).exists()
