"""Open answers, read and marked by a person (DESIGN §5)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from accounts import audit
from accounts.models import User
from courses.models import AnswerEvent, Attempt, AttemptItem, Enrollment, Grade, Mark
from courses.quiz import OpenText
from courses.services.attempting import parsed, standing_first
from courses.services.enrolling import complete_if_done
from courses.services.grading import append_grade
from courses.services.judging import judge
from courses.services.result_mail import mail_result

__all__ = [
    "MarkedMeanwhile",
    "NotToMark",
    "OwnAnswer",
    "answers_to_mark",
    "latest_marks",
    "mark_answer",
    "waiting_answers",
]


class NotToMark(Exception):
    """This is not the standing answer to an open question in an attempt that somebody handed in."""


class OwnAnswer(Exception):
    """Nobody marks his own answer."""


class MarkedMeanwhile(Exception):
    """Somebody else marked this answer after the page was opened; `mark` says how."""

    def __init__(self, mark: Mark) -> None:
        super().__init__("marked meanwhile")
        self.mark = mark


def answers_to_mark(*, marker: User) -> QuerySet[AttemptItem]:
    """Every open question of a learner that was answered and handed in, marked or not; not those of `marker`."""
    standing = standing_first(AnswerEvent.objects.filter(item=OuterRef("pk")))
    items = AttemptItem.objects.annotate(given=Subquery(standing.values("response")[:1])).filter(
        given__isnull=False,
        points__isnull=False,
        version__type=OpenText.type,
        attempt__state=Attempt.State.SUBMITTED,
        attempt__purpose=Attempt.Purpose.LEARNER,
    )
    items = items.exclude(attempt__learner__user=marker)
    return items.select_related("version", "attempt__edition").defer("attempt__edition__source")


def waiting_answers(*, marker: User) -> QuerySet[AttemptItem]:
    """What waits for a mark by somebody like `marker`, oldest first."""
    newest = Grade.objects.filter(attempt=OuterRef("attempt")).order_by("-graded_at", "-id")
    items = answers_to_mark(marker=marker).annotate(waits=Subquery(newest.values("needs_marking")[:1]))
    return items.filter(waits=True, marks__isnull=True).order_by("attempt__submitted_at", "pk")


def latest_marks(*, marker: User) -> QuerySet[Mark]:
    """The standing marks of everybody, newest first; not of the answers of `marker`."""
    newest = Mark.objects.filter(item=OuterRef("item")).order_by("-marked_at", "-id")
    marks = Mark.objects.filter(pk=Subquery(newest.values("pk")[:1])).exclude(item__attempt__learner__user=marker)
    rows = marks.select_related("item__version", "item__attempt__edition", "marked_by")
    return rows.defer("item__attempt__edition__source").order_by("-marked_at", "-id")


@transaction.atomic
def mark_answer(
    *,
    item: AttemptItem,
    event: AnswerEvent,
    awarded: Mapping[str, int],
    comment: str,
    by: User,
    now: datetime,
    seen: int | None = None,
) -> Mark:
    """Gives the answer `event` to `item` its points (id of a line of the rubric → points) and a word to the learner.

    When no open answer of the attempt is left, the attempt gets a new grade, the course is completed if that is a
    pass, and the learner gets a mail, once. Marking again is allowed, the newest counts; the same again is a repeat
    and writes nothing. `seen` is how many marks the page showed: with another number somebody was first, and
    MarkedMeanwhile is raised. Raises NotToMark, OwnAnswer, and InvalidResponse for points that the rubric does not
    have.
    """
    attempt, enrollment = locked(item)
    if enrollment.learner.user_id == by.pk:
        raise OwnAnswer
    question = markable(attempt, item, event)
    score = question.marked(question.mark_fraction(awarded))
    comment = comment.replace("\0", "").replace("\r\n", "\n").strip()
    marks = list(Mark.objects.filter(item=item))
    if marks and is_repeat(marks[-1], awarded, comment, by):
        return marks[-1]
    if marks and seen is not None and seen != len(marks):
        raise MarkedMeanwhile(marks[-1])
    mark = Mark.objects.create(
        item=item,
        event=event,
        awarded=dict(awarded),
        fraction=score.fraction,
        comment=comment,
        marked_by=by,
        marked_at=now,
    )
    is_final = settle(attempt, enrollment, by, now)
    audit.record(
        actor=by,
        verb="quiz.answer_marked",
        target=mark,
        at=now,
        attempt=str(attempt.key),
        position=item.position,
        final=is_final,
    )
    return mark


def locked(item: AttemptItem) -> tuple[Attempt, Enrollment]:
    """Attempt and enrollment of `item`, locked in the order of a submit: who else needs both waits."""
    attempt = Attempt.objects.select_for_update().get(pk=item.attempt_id)
    enrollments = Enrollment.objects.select_related("course", "edition", "learner__user")
    return attempt, enrollments.select_for_update(of=("self",)).get(pk=attempt.enrollment_id)


def markable(attempt: Attempt, item: AttemptItem, event: AnswerEvent) -> OpenText:
    """The question, when `event` is what its learner handed in; raises NotToMark."""
    question = parsed(item.version)
    standing = standing_first(AnswerEvent.objects.filter(item=item)).first()
    is_handed_in = attempt.state == Attempt.State.SUBMITTED and attempt.purpose == Attempt.Purpose.LEARNER
    is_given = standing is not None and standing == event and standing.response is not None
    if not (isinstance(question, OpenText) and is_handed_in and is_given):
        raise NotToMark
    return question


def is_repeat(mark: Mark, awarded: Mapping[str, int], comment: str, by: User) -> bool:
    """Whether the newest mark is exactly this: a double press, or nothing changed."""
    return (mark.marked_by_id, mark.awarded, mark.comment) == (by.pk, dict(awarded), comment)


def settle(attempt: Attempt, enrollment: Enrollment, by: User, now: datetime) -> bool:
    """Grades the attempt when no open answer is left, with what follows from that; gives whether it did."""
    judged = judge(attempt)
    if judged.total.needs_marking:
        return False
    grade = append_grade(attempt=attempt, now=now, reason="marked", actor=by, judged=judged)
    if grade.passed:
        complete_if_done(enrollment=enrollment, now=now)
    mail_result(attempt, enrollment, now)
    return True
