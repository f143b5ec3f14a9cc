"""Answering one question of the open attempt: every answer is saved at once (DESIGN §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.learners import LearnerRequest
from courses.forms import NOT_UNDERSTOOD, QuestionForm, read_answer_fields, refusal
from courses.models import AnswerEvent, Attempt, AttemptItem
from courses.quiz import InvalidResponse, tries_of
from courses.selectors import Standing, standing_in
from courses.services.attempting import (
    AnswerRefused,
    SavedAnswer,
    parsed,
    save_answer,
)
from courses.services.judging import Given, given_answers
from courses.services.reading import QuizContent

__all__ = ["after_closing", "attempts_named", "find_quiz", "is_answered", "open_attempt", "question", "question_url"]

TOO_LATE = _("Deze poging is al gesloten. Dit antwoord telt niet meer mee.")
EXPLAINED = _("Je hebt de uitleg van deze vraag al gezien. Dit antwoord telt niet meer mee.")
OTHER_TAB = _("Er is al een nieuwer antwoord, uit een ander tabblad of toestel. Ververs de pagina en kijk.")
NOT_OPEN = _("Deze toets is niet meer open. Begin hem opnieuw.")
SIGNED_OUT = _("We weten niet meer wie je bent. Log in en ga terug naar je toets: wat bewaard was, staat er nog.")


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
def question(request: LearnerRequest, slug: str, quiz_slug: str, position: int) -> HttpResponse:
    """One question of the open attempt; POST saves the answer and goes where the pressed button says."""
    if request.method == "POST":
        return save(request, slug, quiz_slug, position)
    standing, content = find_quiz(request, slug, quiz_slug)
    # Attempt, questions and versions in one query: this is the page that people see most.
    items = list(items_of(Attempt.objects.for_learner(request.learner).open().filter(quiz_key=content.key)))
    if not items:
        return redirect("courses:quiz", slug, quiz_slug)
    if items[0].attempt.is_overdue(timezone.now()):
        return redirect("courses:review", slug, quiz_slug)
    context = question_context(standing, content, items, position)
    context["nothing_chosen"] = "controle" in request.GET and not context["form"].is_answered
    return render(request, "courses/question.html", context)


def items_of(attempts: QuerySet[Attempt]) -> QuerySet[AttemptItem]:
    """The questions of `attempts` in order, each with its version and its attempt."""
    return AttemptItem.objects.filter(attempt__in=attempts).select_related("attempt", "version")


def question_context(
    standing: Standing, quiz: QuizContent, items: Sequence[AttemptItem], position: int, error: str = ""
) -> dict[str, Any]:
    """What the question template shows; 404 for a position that the attempt does not have."""
    item = next((one for one in items if one.position == position), None)
    if item is None:
        raise Http404
    attempt = item.attempt
    answers = given_answers(AnswerEvent.objects.filter(item__attempt=attempt, is_late=False))
    given = answers.get(item.pk, Given())
    event, question = given.standing, parsed(item.version)
    rules = attempt.rules
    tries = tries_of(question, given.tried, most=rules.max_tries) if rules.is_practice else None
    return {
        "standing": standing,
        "course": standing.content.course,
        "quiz": quiz,
        "attempt": attempt,
        "position": position,
        "question_key": item.version.question_key,
        "total": len(items),
        "answered": sum(is_answered(one, answers) for one in items),
        "form": QuestionForm(question, item.arrangement, given.response),
        "tries": tries,
        # What was checked stands until another answer is chosen: then it says nothing about this one.
        "checked": bool(tries and given.tries and given.tries[-1] is event),
        "due_at": attempt.due_at,
        "minutes_left": minutes_left(attempt, timezone.now()),
        # Going on without a choice is kept too, but there is no answer to call saved.
        "saved_at": event.received_at if event and event.response is not None else None,
        "sequence": event.sequence + 1 if event else 1,
        "uuid": uuid4(),
        "error": error,
        "is_last": position == len(items),
        "previous_url": question_url(standing, quiz, position - 1) if position > 1 else "",
        "next_url": question_url(standing, quiz, position + 1),
        "review_url": reverse("courses:review", args=[standing.course.slug, quiz.slug]),
    }


def minutes_left(attempt: Attempt, now: datetime) -> int:
    """Whole minutes until the end of the time, rounded up; 0 without a limit."""
    return max(0, ceil((attempt.due_at - now).total_seconds() / 60)) if attempt.due_at else 0


def is_answered(item: AttemptItem, answers: Mapping[int, Given]) -> bool:
    """Whether nothing is left to do for this question."""
    return parsed(item.version).is_complete(answers.get(item.pk, Given()).response)


def question_url(standing: Standing, quiz: QuizContent, position: int) -> str:
    """The address of a question of the open attempt."""
    return reverse("courses:question", args=[standing.course.slug, quiz.slug, position])


def save(request: LearnerRequest, slug: str, quiz_slug: str, position: int) -> HttpResponse:
    """Saves one answer. A page that saves in the background gets JSON, a form its next page.

    The course is only looked up for what goes wrong: this is the request that must cost least (DESIGN §10).
    """
    wants_json = request.headers.get("X-Requested-With") == "fetch"
    if request.learner is None:
        # 401 and not 409: the device keeps the answer, and sends it again after signing in.
        return refused(request, slug, quiz_slug, str(SIGNED_OUT), 401)
    if not request.POST:  # JSON, or a form that broke on the way: nothing was read, so nothing may be called saved
        return refused(request, slug, quiz_slug, str(NOT_UNDERSTOOD), 400)
    attempts, fields = attempts_named(request, slug, quiz_slug), read_answer_fields(request.POST)
    try:
        saved = save_answer(
            attempts=attempts,
            position=position,
            uuid=fields.uuid,
            sequence=fields.sequence,
            data=fields.data,
            now=timezone.now(),
        )
    except AnswerRefused as error:
        if attempts.exists():
            return refused(request, slug, quiz_slug, str(error), 404)
        return refused(request, slug, quiz_slug, str(NOT_OPEN), 409)
    except InvalidResponse as error:
        if wants_json:
            return JsonResponse({"error": refusal(error)}, status=400)
        return shown_again(request, slug, quiz_slug, attempts, position, refusal(error), 400, typed=fields.data)
    if wants_json:
        return json_of(saved)
    if not saved.is_standing and not saved.is_late:
        return shown_again(request, slug, quiz_slug, attempts, position, str(OTHER_TAB), 409)
    return after_save(request, slug, quiz_slug, position, saved)


def shown_again(
    request: LearnerRequest,
    slug: str,
    quiz_slug: str,
    attempts: QuerySet[Attempt],
    position: int,
    error: str,
    status: int,
    typed: Mapping[str, Sequence[str]] | None = None,
) -> HttpResponse:
    """The question with the answer that stands, and on top why this one is not it."""
    standing, quiz = find_quiz(request, slug, quiz_slug)
    context = question_context(standing, quiz, list(items_of(attempts)), position, error)
    if typed:
        context["form"] = replace(context["form"], typed=typed)
    return render(request, "courses/question.html", context, status=status)


def attempts_named(request: LearnerRequest, slug: str, quiz_slug: str) -> QuerySet[Attempt]:
    """The attempt that the page was made for: an answer that comes late still goes to its own attempt.

    By key and not by number, because taking a guest over numbers his attempts anew. A page that names none means the
    open one; a key that is not his is nobody's. Only to say which one: the service reads its state when it is locked.
    """
    mine = Attempt.objects.for_learner(request.learner)
    try:
        return mine.filter(key=UUID(request.POST.get("attempt", "")))
    except ValueError:
        return mine.open().filter(quiz_key=find_quiz(request, slug, quiz_slug)[1].key)


def json_of(saved: SavedAnswer) -> JsonResponse:
    """What stands now: the page shows this and nothing else."""
    if saved.is_late:
        explained = saved.item.attempt.is_open and saved.item.attempt.rules.is_practice
        return JsonResponse({"error": str(EXPLAINED if explained else TOO_LATE)}, status=409)
    if not saved.is_standing:
        return JsonResponse({"error": str(OTHER_TAB)}, status=409)
    at = timezone.localtime(saved.event.received_at)
    return JsonResponse({"saved": f"{at:%H:%M}", "sequence": saved.event.sequence, "uuid": str(saved.event.uuid)})


def after_save(request: LearnerRequest, slug: str, quiz_slug: str, position: int, saved: SavedAnswer) -> HttpResponse:
    """Where a pressed button leads, without JavaScript."""
    attempt = saved.item.attempt
    if not attempt.is_open or attempt.is_overdue(timezone.now()):
        return after_closing(slug, quiz_slug, attempt)
    question = parsed(saved.item.version)
    here = reverse("courses:question", args=[slug, quiz_slug, position])
    in_story = question.is_stepwise and "skip" not in request.POST and not question.is_complete(saved.response)
    ends_story = question.is_stepwise and "choice" in request.POST
    if "check" in request.POST and attempt.rules.is_practice:
        return redirect(f"{here}?controle=1#uitleg")
    if "move" in request.POST:  # back to the step that moved, for who goes on with the keyboard
        return redirect(f"{here}#vraag-{quote(request.POST['move'].rpartition(':')[0])}")
    if "restart" in request.POST or in_story or ends_story:
        return redirect(f"{here}#vraag")
    if saved.is_last or "review" in request.POST:
        return redirect("courses:review", slug, quiz_slug)
    return redirect("courses:question", slug, quiz_slug, position + 1)


def after_closing(slug: str, quiz_slug: str, attempt: Attempt) -> HttpResponse:
    """Where an attempt that is not open any more leads: to its result, if it has one."""
    if Attempt.objects.submitted().filter(pk=attempt.pk).exists():
        return redirect("courses:result", slug, quiz_slug, attempt.key)
    if Attempt.objects.open().filter(pk=attempt.pk).exists():  # out of time: the next page hands it in
        return redirect("courses:review", slug, quiz_slug)
    return redirect("courses:quiz", slug, quiz_slug)


def refused(request: LearnerRequest, slug: str, quiz_slug: str, message: str, status: int) -> HttpResponse:
    """An answer that has no place: said in a sentence, with the way back."""
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"error": message}, status=status)
    standing, quiz = find_quiz(request, slug, quiz_slug)
    context = {"standing": standing, "quiz": quiz, "course": standing.content.course, "message": message}
    return render(request, "courses/refused.html", context, status=status)
