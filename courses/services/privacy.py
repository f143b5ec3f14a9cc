"""What somebody did in courses: taken along, and taken away, for the doors of `accounts.hooks` (DESIGN §3)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Learner, User
from courses.models import (
    AnswerEvent,
    Attempt,
    Enrollment,
    ExtraAttempt,
    Mark,
    MoreTime,
    PracticeAnswer,
    QuestionVersion,
)
from courses.quiz import InvalidResponse, Question, ShortText
from courses.quiz.patterns import pattern_words
from courses.services.attempting import parsed
from courses.services.merging import lock_work
from courses.services.reading import edition_content

__all__ = ["ERASED", "erase_learning", "export_learning", "hold_work"]

ERASED = "(weggehaald)"
"""Stands where free text stood, and can be read as an answer."""

FREE_TEXT = ("short_text", "open_text")  # the types whose answer is what somebody typed; a number is a number
CLOSED = "gewist"
TRUE_FALSE = {"true": "waar", "false": "niet waar"}


def hold_work(learner: Learner) -> None:
    """For `accounts.hooks.before_erase`: waits for who hands in at this instant, in the order of his locks."""
    lock_work(learner, learner)


def erase_learning(user: User, now: datetime) -> None:
    """Takes away what `user` typed and what was written to him; ends what he was doing. Safe to repeat."""
    erase_work(learners=learners_of(user), now=now)


def erase_work(*, learners: QuerySet[Learner], now: datetime) -> None:
    """The same of these learners, also of guests: keys, choices, scores and dates stay, of nobody.

    Inside the caller's transaction, which holds their learners, attempts and enrollments.
    """
    mine = Enrollment.objects.filter(learner__in=learners.values("pk"))
    Attempt.objects.open().filter(enrollment__in=mine).update(state=Attempt.State.SET_ASIDE)
    Enrollment.objects.open().filter(pk__in=mine).update(closed_at=now, close_reason=CLOSED)
    MoreTime.objects.standing().filter(learner__in=learners.values("pk")).update(ended_at=now)
    erase_answers(mine)
    ExtraAttempt.objects.filter(enrollment__in=mine).update(reason=ERASED)
    Mark.objects.filter(item__attempt__enrollment__in=mine).exclude(comment="").update(comment="")


def erase_answers(mine: QuerySet[Enrollment]) -> None:
    """What was typed on screens and in quizzes, late answers too."""
    for row in PracticeAnswer.objects.filter(enrollment__in=mine, **typed("version")).select_related("version"):
        blank(row, row.version)
    answers = AnswerEvent.objects.filter(item__attempt__enrollment__in=mine, **typed("item__version"))
    for event in answers.select_related("item__version"):
        blank(event, event.item.version)


def typed(version: str) -> dict[str, Any]:
    return {"response__has_key": "text", f"{version}__type__in": FREE_TEXT}


def blank(row: AnswerEvent | PracticeAnswer, version: QuestionVersion) -> None:
    """Takes what was typed out of an answer; it is worth what it was, so that a replay finds nothing."""
    row.response = {"text": instead_of(parsed(version), row.response or {})}
    row.save(update_fields=["response"])


def instead_of(question: Question, response: Mapping[str, Any]) -> str:
    """A text of nobody that the question takes for the same answer: ours, else that of the author of the question."""
    if not isinstance(question, ShortText):
        return ERASED  # a person gave the points
    texts = (ERASED, *(pattern_words(answer.text) for answer in question.answers))
    found = (text for text in texts if text and question.class_of({"text": text}) == question.class_of(response))
    return next(found, ERASED)


def learners_of(user: User) -> QuerySet[Learner]:
    """His learner, and the guests that it took over."""
    return Learner.objects.filter(Q(user=user) | Q(merged_into__user=user))


def enrollments_of(user: User) -> QuerySet[Enrollment]:
    return Enrollment.objects.filter(learner__in=learners_of(user).values("pk"))


def export_learning(user: User) -> dict[str, Any]:
    """The rows about what `user` did, JSON-ready; as many queries for one course as for six."""
    enrollments = enrollments_of(user).select_related("edition__course", "completion").order_by("started_at", "pk")
    more_time = MoreTime.objects.filter(learner__in=learners_of(user).values("pk"))
    answers, practiced = answers_of(user), practiced_of(user)
    enrollments = enrollments.prefetch_related("passes", "attempts__grades", "extra_attempts")
    return {
        "learning": [enrolled(row, answers, practiced[row.pk]) for row in enrollments],
        "more_time": [{"percent": row.percent, "at": row.granted_at.isoformat()} for row in more_time],
    }


Rows = list[dict[str, Any]]


def enrolled(row: Enrollment, answers: Mapping[int, Rows], practiced: Rows) -> dict[str, Any]:
    """One course that he took, with its attempts."""
    titles = {quiz.key: quiz.title for quiz in edition_content(row.edition).quizzes}
    completion = getattr(row, "completion", None)
    return {
        "course": edition_content(row.edition).course["title"],
        "edition": edition_content(row.edition).number,
        "started_at": row.started_at.isoformat(),
        "last_seen_at": row.last_seen_at.isoformat(),
        "completed_at": completion and completion.completed_at.isoformat(),
        "closed_at": row.closed_at and row.closed_at.isoformat(),
        "screens_passed": [passed.passed_at.isoformat() for passed in row.passes.all()],
        "practice": practiced,
        "attempts": [attempted(one, titles, answers[one.pk]) for one in row.attempts.all()],
        "extra_attempts": [
            {"reason": extra.reason, "at": extra.taken_at.isoformat()} for extra in row.extra_attempts.all()
        ],
    }


def attempted(row: Attempt, titles: Mapping[str, str], answers: Rows) -> dict[str, Any]:
    grades = [
        {
            "at": grade.graded_at.isoformat(),
            "score": str(grade.score),
            "maximum": str(grade.maximum),
            "passed": grade.passed,
        }
        for grade in row.grades.all()
    ]
    return {
        "quiz": titles.get(str(row.quiz_key), ""),
        "number": row.number,
        "state": row.get_state_display(),
        "started_at": row.started_at.isoformat(),
        "submitted_at": row.submitted_at and row.submitted_at.isoformat(),
        "answers": answers,
        "grades": grades,
    }


def answers_of(user: User) -> Mapping[int, Rows]:
    """Attempt id → every answer as it was received, with what a person wrote to it."""
    events = AnswerEvent.objects.filter(item__attempt__enrollment__in=enrollments_of(user).values("pk"))
    events = events.select_related("item__version").order_by("item__position", "sequence", "received_at")
    comments = comments_of(user)
    found: dict[int, Rows] = defaultdict(list)
    for event in events:
        row = answered(event.item.version, event.response, event.received_at)
        found[event.item.attempt_id].append(row | {"comments": comments[event.pk]})
    return found


def comments_of(user: User) -> Mapping[int, list[str]]:
    """Answer id → what who marked it wrote, without who that was."""
    marks = Mark.objects.filter(item__attempt__enrollment__in=enrollments_of(user).values("pk")).exclude(comment="")
    found: dict[int, list[str]] = defaultdict(list)
    for event, comment in marks.values_list("event_id", "comment"):
        found[event].append(comment)
    return found


def practiced_of(user: User) -> Mapping[int, Rows]:
    """Enrollment id → every answer to a practice question."""
    rows = PracticeAnswer.objects.filter(enrollment__in=enrollments_of(user).values("pk"))
    found: dict[int, Rows] = defaultdict(list)
    for row in rows.select_related("version").order_by("answered_at", "pk"):
        found[row.enrollment_id].append(answered(row.version, row.response, row.answered_at))
    return found


def answered(version: QuestionVersion, response: Mapping[str, Any] | None, at: datetime) -> dict[str, Any]:
    """The question and his answer in words; what is right stays out of it."""
    question = parsed(version)
    return {"question": question.stem, "answer": list(words_of(question, response)), "at": at.isoformat()}


def words_of(question: Question, response: Mapping[str, Any] | None) -> Iterable[str]:
    if response is None:
        return
    if isinstance(text := response.get("text"), str):
        yield text
        return
    try:
        rows = question.review(response)
    except InvalidResponse:  # an answer that a later rule refuses is still his
        yield str(dict(response))
        return
    for row in rows:
        if row.given:
            yield row.given if row.text.isdigit() else f"{row.text}: {row.given}"
        elif row.chosen:
            yield TRUE_FALSE.get(row.text, row.text)
