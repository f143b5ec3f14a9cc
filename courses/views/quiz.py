"""A quiz from start to result (DESIGN §5); the questions themselves are in `answering`."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.learners import LearnerRequest, TooManyGuests
from courses.forms import QuestionForm
from courses.models import AnswerEvent, Attempt, AttemptItem, Mark, MoreTime, Regrade
from courses.selectors import Standing, screen_url
from courses.services.allowing import NotNeeded, ReasonMissing, give_more_time, take_extra_attempt
from courses.services.attempting import parsed
from courses.services.grading import NotOpen, submit_attempt
from courses.services.judging import Given, given_answers, standing_regrades
from courses.services.outcomes import ItemVerdict, Outcome, outcomes_of, points_needed, reviewed_as, verdict_of
from courses.services.reading import LessonContent, QuizContent, ScreenContent
from courses.services.starting import MayNotStart, chances_of, start_attempt
from courses.views.answering import after_closing, attempts_named, find_quiz, is_answered, open_attempt, question_url
from courses.views.player import begun

__all__ = ["extra_attempt", "more_time", "quiz", "result", "review"]


@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: LearnerRequest, slug: str, quiz_slug: str) -> HttpResponse:
    """What the quiz is, and how it went before; POST starts an attempt, or goes on with the open one."""
    standing, content = find_quiz(request, slug, quiz_slug)
    if request.method == "POST":
        return went_on(request, standing, content) or started(request, standing, content)
    return render(request, "courses/quiz.html", quiz_context(request, standing, content))


def went_on(request: LearnerRequest, standing: Standing, quiz: QuizContent) -> HttpResponse | None:
    """*Ga verder* names its attempt: one that was handed in meanwhile leads to its result, never to a new one."""
    if "attempt" not in request.POST:
        return None
    named = attempts_named(request, standing.course.slug, quiz.slug).filter(quiz_key=quiz.key).first()
    if named is None:
        return None
    if named.is_open and not named.is_overdue(timezone.now()):
        return redirect("courses:question", standing.course.slug, quiz.slug, 1)
    return after_closing(standing.course.slug, quiz.slug, named)


def started(request: LearnerRequest, standing: Standing, quiz: QuizContent) -> HttpResponse:
    """To the first question of an attempt, or back with the reason why not now."""
    try:
        enrollment = begun(request, standing)
    except TooManyGuests as error:
        return render(request, "429.html", {"message": error.message}, status=429)
    try:
        start_attempt(enrollment=enrollment, quiz=quiz, now=timezone.now())
    except MayNotStart:
        return redirect("courses:quiz", standing.course.slug, quiz.slug)
    return redirect("courses:question", standing.course.slug, quiz.slug, 1)


def quiz_context(request: LearnerRequest, standing: Standing, quiz: QuizContent, error: str = "") -> dict[str, Any]:
    """What the page of the quiz shows."""
    mine = Attempt.objects.for_learner(request.learner).filter(quiz_key=quiz.key, enrollment=standing.enrollment)
    limit = quiz.policy.time_limit_minutes
    more_time = MoreTime.objects.for_learner(request.learner).standing().first() if limit else None
    return {
        "standing": standing,
        "course": standing.content.course,
        "quiz": quiz,
        "open": open_attempt(request, quiz),
        "outcomes": outcomes_of(mine.submitted()) if standing.enrollment else [],
        **next_chance(standing, quiz),
        "more_time": more_time,
        "points_needed": 0 if quiz.may_be_unscored else points_needed(quiz.question_count, quiz.policy.pass_mark),
        "minutes": limit * (100 + more_time.percent) // 100 if more_time else limit,
        "reason_error": error,
        "reason": request.POST.get("reason", "")[:1000] if error else "",
    }


@require_POST
def more_time(request: LearnerRequest, slug: str, quiz_slug: str) -> HttpResponse:
    """Twice the time, for who says that he needs it; nobody asks why."""
    standing, content = find_quiz(request, slug, quiz_slug)
    try:
        enrollment = begun(request, standing)
    except TooManyGuests as error:
        return render(request, "429.html", {"message": error.message}, status=429)
    give_more_time(learner=enrollment.learner, by=None, now=timezone.now())
    return redirect("courses:quiz", slug, content.slug)


@require_POST
def extra_attempt(request: LearnerRequest, slug: str, quiz_slug: str) -> HttpResponse:
    """One attempt more, with why in one's own words."""
    standing, content = find_quiz(request, slug, quiz_slug)
    if standing.enrollment is None:
        raise Http404
    reason = request.POST.get("reason", "")
    try:
        take_extra_attempt(enrollment=standing.enrollment, quiz=content, reason=reason, now=timezone.now())
    except ReasonMissing:
        return render(request, "courses/quiz.html", quiz_context(request, standing, content, "reason"), status=400)
    except NotNeeded:  # pressed twice, or an attempt came free in the meantime
        return started(request, standing, content)
    return started(request, standing, content)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: LearnerRequest, slug: str, quiz_slug: str) -> HttpResponse:
    """Look over before handing in; POST hands in."""
    standing, content = find_quiz(request, slug, quiz_slug)
    if request.method == "POST":
        return submit(request, standing, content)
    attempt = open_attempt(request, content)
    if attempt is None:
        return redirect("courses:quiz", slug, quiz_slug)
    items = list(AttemptItem.objects.filter(attempt=attempt).select_related("version"))
    answers = given_answers(AnswerEvent.objects.filter(item__attempt=attempt, is_late=False))
    rows = [
        {
            "position": item.position,
            "stem": parsed(item.version).stem,
            "answered": is_answered(item, answers),
            "url": question_url(standing, content, item.position),
        }
        for item in items
    ]
    context = {
        "standing": standing,
        "course": standing.content.course,
        "quiz": content,
        "attempt": attempt,
        "rows": rows,
        "open_count": sum(not row["answered"] for row in rows),
        "is_marked_by_person": any(parsed(item.version).is_marked_by_person for item in items),
        # From the last second on, so also in the minute of grace that answers on their way still get.
        "is_over": attempt.due_at is not None and timezone.now() > attempt.due_at,
    }
    return render(request, "courses/review.html", context)


def submit(request: LearnerRequest, standing: Standing, quiz: QuizContent) -> HttpResponse:
    """Hands in the attempt of the page; a second press leads to the same result."""
    attempt = attempts_named(request, standing.course.slug, quiz.slug).filter(quiz_key=quiz.key).first()
    if attempt is None:
        return redirect("courses:quiz", standing.course.slug, quiz.slug)
    try:
        submit_attempt(attempt=attempt, now=timezone.now())
    except NotOpen:
        return redirect("courses:quiz", standing.course.slug, quiz.slug)
    return redirect("courses:result", standing.course.slug, quiz.slug, attempt.key)


@require_safe
def result(request: LearnerRequest, slug: str, quiz_slug: str, key: UUID) -> HttpResponse:
    """How it went, with the explanation of every question and where to read it again."""
    standing, content = find_quiz(request, slug, quiz_slug)
    attempts = Attempt.objects.for_learner(request.learner).submitted().filter(quiz_key=content.key, key=key)
    outcome = next(iter(outcomes_of(attempts)), None)
    if outcome is None:
        raise Http404
    return render(request, "courses/result.html", result_context(standing, content, outcome))


def result_context(standing: Standing, quiz: QuizContent, outcome: Outcome) -> dict[str, Any]:
    """The lines of the result page, by position."""
    attempt = outcome.attempt
    items = list(AttemptItem.objects.filter(attempt=attempt).select_related("version"))
    answers = given_answers(AnswerEvent.objects.filter(item__attempt=attempt, is_late=False))
    marks = {mark.item_id: mark for mark in Mark.objects.filter(item__attempt=attempt)}
    regrades = standing_regrades(item.version_id for item in items)
    rows = [result_row(standing, item, answers.get(item.pk, Given()), outcome, marks, regrades) for item in items]
    scored = [row for row in rows if row["verdict"] != ItemVerdict.NEUTRAL]
    return {
        "standing": standing,
        "course": standing.content.course,
        "quiz": quiz,
        "attempt": attempt,
        "outcome": outcome,
        "grade": outcome.grade,
        "rows": rows,
        "lessons": by_lesson([row for row in scored if row["verdict"] != ItemVerdict.WAITING]),
        "scored_count": len(scored),
        "right_count": sum(row["verdict"].has_all_points for row in scored),
        "closing_words": outcome.closing_words(quiz),
        "out_of_time": attempt.due_at is not None and attempt.submitted_at == attempt.due_at,
        **next_chance(standing, quiz),
        "houses": standing.houses(),
    }


def by_lesson(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How it went per lesson, in the order of the course; empty when the questions are about one lesson or none."""
    lessons = {row["lesson"].number: row["lesson"] for row in rows if row["lesson"]}
    if len(lessons) < 2:
        return []
    mine = {number: [row for row in rows if row["lesson"] is lesson] for number, lesson in sorted(lessons.items())}
    return [
        {
            "lesson": lessons[number],
            "right": sum(row["verdict"].has_all_points for row in own),
            "total": len(own),
            "url": own[0]["url"],
        }
        for number, own in mine.items()
    ]


def next_chance(standing: Standing, quiz: QuizContent) -> dict[str, Any]:
    """Whether there is another attempt: now, later, or with a reason."""
    chances, now = chances_of(standing.enrollment, quiz), timezone.now()
    return {"chances": chances, "may_start": chances.may_start(now), "must_wait": chances.must_wait(now)}


def result_row(
    standing: Standing,
    item: AttemptItem,
    given: Given,
    outcome: Outcome,
    marks: dict[int, Mark],
    regrades: dict[int, Regrade],
) -> dict[str, Any]:
    """One question on the result page: `asked` is what somebody answered, `form` what it is explained by."""
    mark, regrade = marks.get(item.pk), regrades.get(item.version_id)
    shown, name = reviewed_as(item, given.response, regrade), f"vraag-{item.position}"
    asked = QuestionForm(parsed(item.version), item.arrangement, given.response, name=name)
    awarded = mark.awarded if mark else None
    place = place_of(standing, item)
    return {
        "asked": asked,
        "form": QuestionForm(
            shown.question, shown.arrangement, shown.response, name=name, awarded=awarded, also=shown.also
        ),
        "is_gone": shown.is_gone,
        "verdict": verdict_of(
            outcome.fraction_at(item.position), asked.score, mark, regrade, needs_marking=outcome.grade.needs_marking
        ),
        "mark": mark,
        "percent": round(100 * mark.fraction) if mark else None,
        "regrade": regrade,
        "url": screen_url(standing.course.slug, *place) if place else "",
        "lesson": place[0] if place else None,
    }


def place_of(standing: Standing, item: AttemptItem) -> tuple[LessonContent, ScreenContent] | None:
    """Where the course tells what this question asks."""
    reference = standing.content.questions.get(str(item.version.question_key), {})
    return standing.content.screen_places.get(reference.get("screen", ""))
