"""*Klopt er iets niet?*: one plain page behind every screen, question and check page (DESIGN §6, §9).

What somebody reads or answers stays as it is: these pages look up where he was and change nothing there.
"""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.addresses import client_address
from accounts.learners import LearnerRequest
from courses.models import Attempt, AttemptItem, QuestionVersion
from courses.remark_forms import RemarkForm
from courses.selectors import Standing
from courses.services.attempting import parsed
from courses.services.remarking import Subject, TooManyRemarks, send_remark
from courses.views.answering import find_quiz, question_url
from courses.views.player import Place, find_place

__all__ = ["check_remark", "paper_remark", "pdf_remark", "practice_remark", "question_remark", "screen_remark"]

METHODS = ["GET", "HEAD", "POST"]
SENT = "verstuurd"
TOO_MANY = 429
LONGEST_PAPER = 100  # of the number and of the token behind it: more is none of ours


@require_http_methods(METHODS)
def screen_remark(request: LearnerRequest, slug: str, lesson_slug: str, screen_slug: str) -> HttpResponse:
    """About a screen."""
    place = place_of(request, slug, lesson_slug, screen_slug)
    return remark_page(request, about(place.standing, *words_of(place), lesson_key=place.lesson.key), place.url)


@require_http_methods(METHODS)
def practice_remark(
    request: LearnerRequest, slug: str, lesson_slug: str, screen_slug: str, block_key: str
) -> HttpResponse:
    """About a practice question on a screen."""
    place = place_of(request, slug, lesson_slug, screen_slug)
    block = next((one for one in place.screen.blocks if one["key"] == block_key and one["type"] == "practice"), None)
    if block is None:
        raise Http404
    asked = {"question_key": block["value"]["key"], "content_hash": block["value"]["hash"]}
    stem = parsed(QuestionVersion.objects.get(**asked)).stem
    subject = about(
        place.standing, *words_of(place), stem, lesson_key=place.lesson.key, question_key=asked["question_key"]
    )
    return remark_page(request, subject, f"{place.url}#oefening-{block_key}")


@require_http_methods(METHODS)
def question_remark(request: LearnerRequest, slug: str, quiz_slug: str, key: UUID, position: int) -> HttpResponse:
    """About a question of an attempt of this learner: while he is at it, or in the result."""
    forbid_trial(request)
    standing, quiz = find_quiz(request, slug, quiz_slug)
    mine = Attempt.objects.for_learner(request.learner).filter(key=key, quiz_key=quiz.key)
    items = AttemptItem.objects.filter(attempt__in=mine, position=position).select_related("attempt", "version")
    item = items.first()
    if item is None:
        raise Http404
    question = about(standing, quiz.title, parsed(item.version).stem, question_key=item.version.question_key)
    if item.attempt.submitted_at is not None:
        back = f"{reverse('courses:result', args=[slug, quiz.slug, key])}#uitleg-{position}"
    else:
        back = question_url(standing, quiz, position)
    # A clock that runs goes on running: nobody may find that out afterwards.
    return remark_page(request, question, back, runs=item.attempt.is_open and item.attempt.due_at is not None)


@require_http_methods(METHODS)
def check_remark(request: HttpRequest) -> HttpResponse:
    """About checking a certificate by its number."""
    return remark_page(request, about_checking(), reverse("check"))


@require_http_methods(METHODS)
def pdf_remark(request: HttpRequest) -> HttpResponse:
    """About checking a certificate by its file."""
    return remark_page(request, about_checking(), reverse("check_pdf"))


@require_http_methods(METHODS)
def paper_remark(request: HttpRequest, number: str, token: str = "") -> HttpResponse:
    """About the page behind the QR. Number and token only lead back: they are not looked up, so nobody learns by them
    which ones exist, and they do not come in the remark.
    """
    if max(len(number), len(token)) > LONGEST_PAPER:
        raise Http404
    back = reverse("check_token", args=[number, token]) if token else reverse("check_number", args=[number])
    return remark_page(request, about_checking(), back)


def remark_page(request: HttpRequest, subject: Subject, back: str, *, runs: bool = False) -> HttpResponse:
    """The form about `subject`, and thanks with the way `back` once it was sent; both stay good after a reload.

    `runs`: whether the time of a quiz goes on meanwhile.
    """
    context = {"subject": subject, "back": back, "runs": runs}
    if request.method != "POST" and SENT in request.GET:
        return render(request, "courses/remark_sent.html", context)
    form = RemarkForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return form_page(request, form, context, status=400 if form.is_bound else 200)
    try:
        send_remark(
            key=form.cleaned_data["key"] or uuid4(),
            subject=subject,
            kind=form.cleaned_data["kind"],
            text=form.cleaned_data["text"],
            address=client_address(request),
            now=timezone.now(),
        )
    except TooManyRemarks:
        form.add_error(
            None, _("Vanaf deze plek kwamen er net veel berichten. Wacht een uur en stuur het dan nog eens.")
        )
        return form_page(request, form, context, status=TOO_MANY)
    return redirect(f"{request.path}?{SENT}=1")


def form_page(request: HttpRequest, form: RemarkForm, context: dict[str, Any], *, status: int) -> HttpResponse:
    """The form, with what was typed."""
    return render(request, "courses/remark.html", context | {"form": form}, status=status)


def place_of(request: LearnerRequest, slug: str, lesson_slug: str, screen_slug: str) -> Place:
    """The screen; 404 when there is none, and under the link of a panel, which has comments of its own."""
    forbid_trial(request)
    return find_place(request, slug, lesson_slug, screen_slug)


def forbid_trial(request: HttpRequest) -> None:
    """Under the private link of a panel or a preview this page does not exist."""
    if getattr(request, "trial", None):
        raise Http404


def words_of(place: Place) -> tuple[str, str]:
    """Lesson and screen in words."""
    lesson = _("Les %(number)d: %(title)s") % {"number": place.lesson.number, "title": place.lesson.title}
    return lesson, place.screen.title


def about(
    standing: Standing, *words: str, lesson_key: str | None = None, question_key: str | UUID | None = None
) -> Subject:
    """A part of a course in the edition of this learner."""
    return Subject(
        words=(standing.content.course["title"], *words),
        course=standing.course,
        edition_number=standing.edition.number,
        lesson_key=lesson_key,
        question_key=question_key,
    )


def about_checking() -> Subject:
    """Checking a certificate: which one is nobody's business here."""
    return Subject(words=(_("Certificaat controleren"),))
