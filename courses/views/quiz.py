"""Taking a quiz: one question per screen, every answer saved at once (DESIGN §5)."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.learners import LearnerRequest, TooManyGuests
from courses.forms import QuestionForm, read_answer_fields
from courses.models import AnswerEvent, Attempt, AttemptItem, Grade
from courses.quiz import InvalidResponse
from courses.selectors import Standing, screen_url, standing_in
from courses.services.attempting import (
    AnswerRefused,
    SavedAnswer,
    parsed,
    response_of,
    save_answer,
    standing_answers,
    start_attempt,
)
from courses.services.grading import NotOpen, submit_attempt
from courses.services.reading import QuizContent
from courses.views.player import begun

__all__ = ["question", "quiz", "result", "review"]

TOO_LATE = "Deze poging is al gesloten. Dit antwoord telt niet meer mee."
NOT_UNDERSTOOD = "Dit antwoord konden we niet lezen. Je vorige antwoord staat er nog. Kies opnieuw."


def find_quiz(request: LearnerRequest, slug: str, quiz_slug: str) -> tuple[Standing, QuizContent]:
    """The quiz with this address in the edition of this learner; 404 when there is none."""
    standing = standing_in(slug, request.learner)
    content = standing.content.quiz(quiz_slug) if standing else None
    if standing is None or content is None:
        raise Http404
    return standing, content


def open_attempt(request: LearnerRequest, quiz: QuizContent) -> Attempt | None:
    """The open attempt of this learner."""
    return Attempt.objects.for_learner(request.learner).open().filter(quiz_key=quiz.key).first()


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
def question(request: LearnerRequest, slug: str, quiz_slug: str, position: int) -> HttpResponse:
    """One question of the open attempt; POST saves the answer and goes where the pressed button says."""
    standing, content = find_quiz(request, slug, quiz_slug)
    if request.method == "POST":
        return save(request, standing, content, position)
    attempt = open_attempt(request, content)
    if attempt is None:
        return redirect("courses:quiz", slug, quiz_slug)
    context = question_context(standing, content, attempt, position)
    return render(request, "courses/question.html", context)


def question_context(
    standing: Standing, quiz: QuizContent, attempt: Attempt, position: int, error: str = ""
) -> dict[str, Any]:
    """What the question template shows; 404 for a position that the attempt does not have."""
    items = list(AttemptItem.objects.filter(attempt=attempt).select_related("version"))
    item = next((one for one in items if one.position == position), None)
    if item is None:
        raise Http404
    answers = standing_answers(attempt)
    event = answers.get(item.pk)
    return {
        "standing": standing,
        "course": standing.content.course,
        "quiz": quiz,
        "attempt": attempt,
        "position": position,
        "total": len(items),
        "answered": sum(is_answered(one, answers) for one in items),
        "form": QuestionForm(parsed(item.version), item.arrangement, response_of(event)),
        # Going on without a choice is kept too, but there is no answer to call saved.
        "saved_at": event.received_at if event and event.response is not None else None,
        "sequence": event.sequence + 1 if event else 1,
        "uuid": uuid4(),
        "error": error,
        "is_last": position == len(items),
        "previous_url": question_url(standing, quiz, position - 1) if position > 1 else "",
        "review_url": reverse("courses:review", args=[standing.course.slug, quiz.slug]),
    }


def is_answered(item: AttemptItem, answers: dict[int, AnswerEvent]) -> bool:
    """Whether nothing is left to do for this question."""
    return parsed(item.version).is_complete(response_of(answers.get(item.pk)))


def question_url(standing: Standing, quiz: QuizContent, position: int) -> str:
    """The address of a question of the open attempt."""
    return reverse("courses:question", args=[standing.course.slug, quiz.slug, position])


def save(request: LearnerRequest, standing: Standing, quiz: QuizContent, position: int) -> HttpResponse:
    """Saves one answer. A page that saves in the background gets JSON, a form its next page."""
    wants_json = request.headers.get("X-Requested-With") == "fetch"
    attempt = attempt_named(request, quiz)
    if attempt is None:
        return refused(request, standing, quiz, wants_json, "Deze toets is niet meer open. Begin hem opnieuw.", 409)
    fields = read_answer_fields(request.POST)
    try:
        saved = save_answer(
            attempt=attempt,
            position=position,
            uuid=fields.uuid,
            sequence=fields.sequence,
            data=fields.data,
            now=timezone.now(),
        )
    except AnswerRefused as error:
        return refused(request, standing, quiz, wants_json, str(error), 404)
    except InvalidResponse:
        if wants_json:
            return JsonResponse({"error": NOT_UNDERSTOOD}, status=400)
        context = question_context(standing, quiz, attempt, position, NOT_UNDERSTOOD)
        return render(request, "courses/question.html", context, status=400)
    return json_of(saved) if wants_json else after_save(request, standing, quiz, attempt, position, saved)


def attempt_named(request: LearnerRequest, quiz: QuizContent) -> Attempt | None:
    """The attempt that the page was made for: an answer that comes late still goes to its own attempt.

    By key and not by number, because taking a guest over numbers his attempts anew. A page that names none means the
    open one; a key that is not his is nobody's.
    """
    try:
        key = UUID(request.POST.get("attempt", ""))
    except ValueError:
        return open_attempt(request, quiz)
    return Attempt.objects.for_learner(request.learner).filter(quiz_key=quiz.key, key=key).first()


def json_of(saved: SavedAnswer) -> JsonResponse:
    """What stands now: the page shows this and nothing else."""
    if saved.is_late:
        return JsonResponse({"error": TOO_LATE}, status=409)
    at = timezone.localtime(saved.event.received_at)
    return JsonResponse({"saved": f"{at:%H:%M}", "sequence": saved.event.sequence, "uuid": str(saved.event.uuid)})


def after_save(
    request: LearnerRequest,
    standing: Standing,
    quiz: QuizContent,
    attempt: Attempt,
    position: int,
    saved: SavedAnswer,
) -> HttpResponse:
    """Where a pressed button leads, without JavaScript."""
    if saved.is_late or not attempt.is_open:
        return after_closing(standing, quiz, attempt)
    stays = "move" in request.POST or "restart" in request.POST or "save" in request.POST
    form = QuestionForm(parsed(saved.item.version), saved.item.arrangement, saved.response)
    in_story = form.question.type == "scenario" and "skip" not in request.POST and not form.is_answered
    ends_story = form.question.type == "scenario" and "choice" in request.POST
    if stays or in_story or ends_story:
        return redirect(f"{question_url(standing, quiz, position)}#vraag")
    if saved.is_last or "review" in request.POST:
        return redirect("courses:review", standing.course.slug, quiz.slug)
    return redirect(question_url(standing, quiz, position + 1))


def after_closing(standing: Standing, quiz: QuizContent, attempt: Attempt) -> HttpResponse:
    """Where an attempt that is not open any more leads: to its result, if it has one."""
    if Attempt.objects.submitted().filter(pk=attempt.pk).exists():
        return redirect("courses:result", standing.course.slug, quiz.slug, attempt.number)
    return redirect("courses:quiz", standing.course.slug, quiz.slug)


def refused(
    request: LearnerRequest, standing: Standing, quiz: QuizContent, wants_json: bool, message: str, status: int
) -> HttpResponse:
    """An answer that has no place: said in a sentence, with the way back."""
    if wants_json:
        return JsonResponse({"error": message}, status=status)
    context = {"standing": standing, "quiz": quiz, "course": standing.content.course, "message": message}
    return render(request, "courses/refused.html", context, status=status)


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
    return redirect("courses:result", standing.course.slug, quiz.slug, attempt.number)


@require_safe
def result(request: LearnerRequest, slug: str, quiz_slug: str, number: int) -> HttpResponse:
    """How it went, with the explanation of every question and where to read it again."""
    standing, content = find_quiz(request, slug, quiz_slug)
    attempts = Attempt.objects.for_learner(request.learner).submitted()
    attempt = attempts.filter(quiz_key=content.key, number=number, enrollment=standing.enrollment).first()
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
