"""A quiz from start to result (DESIGN §5); the questions themselves are in `answering`."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.learners import LearnerRequest, TooManyGuests
from courses.forms import QuestionForm
from courses.models import Attempt, AttemptItem, Grade
from courses.selectors import Standing, screen_url
from courses.services.attempting import parsed, response_of, standing_answers, start_attempt
from courses.services.grading import NotOpen, submit_attempt
from courses.services.reading import QuizContent
from courses.views.answering import attempt_named, find_quiz, is_answered, open_attempt, question_url
from courses.views.player import begun

__all__ = ["quiz", "result", "review"]


@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: LearnerRequest, slug: str, quiz_slug: str) -> HttpResponse:
    """What the quiz is, and how it went before; POST starts an attempt, or goes on with the open one."""
    standing, content = find_quiz(request, slug, quiz_slug)
    if request.method == "POST":
        try:
            enrollment = begun(request, standing)
        except TooManyGuests as error:
            return render(request, "429.html", {"message": error.message}, status=429)
        start_attempt(enrollment=enrollment, quiz=content, now=timezone.now())
        return redirect("courses:question", slug, quiz_slug, 1)
    grades = Grade.objects.filter(
        attempt__in=Attempt.objects.for_learner(request.learner).filter(
            enrollment=standing.enrollment, quiz_key=content.key
        )
    )
    context = {
        "standing": standing,
        "course": standing.content.course,
        "quiz": content,
        "open": open_attempt(request, content),
        "grades": grades.select_related("attempt").order_by("attempt__number") if standing.enrollment else [],
    }
    return render(request, "courses/quiz.html", context)


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
    answers = standing_answers(attempt)
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
    }
    return render(request, "courses/review.html", context)


def submit(request: LearnerRequest, standing: Standing, quiz: QuizContent) -> HttpResponse:
    """Hands in the attempt of the page; a second press leads to the same result."""
    attempt = attempt_named(request, quiz)
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
    attempts = Attempt.objects.for_learner(request.learner).submitted()
    attempt = attempts.filter(quiz_key=content.key, key=key).first()
    if attempt is None:
        raise Http404
    grade = Grade.objects.filter(attempt=attempt).latest("graded_at", "id")
    return render(request, "courses/result.html", result_context(standing, content, attempt, grade))


def result_context(standing: Standing, quiz: QuizContent, attempt: Attempt, grade: Grade) -> dict[str, Any]:
    """The lines of the result page, by position."""
    answers = standing_answers(attempt)
    items = AttemptItem.objects.filter(attempt=attempt).select_related("version")
    rows = [result_row(standing, item, response_of(answers.get(item.pk))) for item in items]
    return {
        "standing": standing,
        "course": standing.content.course,
        "quiz": quiz,
        "attempt": attempt,
        "grade": grade,
        "rows": rows,
        "right_count": sum(row["is_right"] for row in rows),
        "houses": standing.houses(),
    }


def result_row(standing: Standing, item: AttemptItem, response: dict[str, Any] | None) -> dict[str, Any]:
    """One question on the result page."""
    form = QuestionForm(parsed(item.version), item.arrangement, response, name=f"vraag-{item.position}")
    reference = standing.content.questions.get(str(item.version.question_key), {})
    place = standing.content.screen_places.get(reference.get("screen", ""))
    return {
        "position": item.position,
        "form": form,
        "is_right": form.score.is_right,
        "is_answered": form.score.answered,
        "url": screen_url(standing.course.slug, *place) if place else "",
        "lesson": place[0] if place else None,
    }
