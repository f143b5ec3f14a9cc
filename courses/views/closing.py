"""Taking an edition, a candidate or a whole course back: a page that says what follows, and a button (DESIGN §4)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from courses.edition_selectors import people_in, successor_of
from courses.models import Course, CourseEdition, CoursePage
from courses.release_forms import ReasonForm, typed
from courses.services.closing import (
    ClosingRefused,
    archive_course,
    discard_candidate,
    reopen_course,
    withdraw_edition,
)
from courses.views.desk import JUDGES, for_roles
from courses.views.release import READING, to_editions

__all__ = ["archive", "discard", "reopen", "withdraw"]


@require_http_methods(READING)
@for_roles(JUDGES)
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Asks why, and says who gets what; POST withdraws."""
    edition = released_or_404(key)
    words: dict[str, Any] = {
        "page_title": _("Editie terugtrekken"),
        "question": _("Wil je editie %(number)s terugtrekken?") % {"number": edition.number},
        "consequences": withdrawal_words(edition),
        "button": _("Trek de editie terug"),
        "asks_reason": True,
        "course": edition.course,
    }
    if request.method != "POST":
        return confirm_page(request, words)
    form = ReasonForm(typed(request.POST.dict()))
    if not form.is_valid():
        return confirm_page(request, words, reason=form.data.get("reason", ""), error=" ".join(form.problems))
    reason, user = form.cleaned_data["reason"], request.user
    try:
        withdraw_edition(edition=edition, by=user, reason=reason, now=timezone.now())  # type: ignore[arg-type]
    except ClosingRefused as refusal:
        return confirm_page(request, words, reason=reason, error=str(refusal))
    messages.success(request, _("Editie %(number)s is teruggetrokken.") % {"number": edition.number})
    return to_editions(edition.course)


def released_or_404(key: UUID) -> CourseEdition:
    """An edition that is or was out."""
    rows = CourseEdition.objects.numbered().select_related("course").defer("source")
    return get_object_or_404(rows, key=key)


def withdrawal_words(edition: CourseEdition) -> list[str]:
    """Who gets what afterwards."""
    halfway = people_in(edition.course).halfway.get(edition.pk, 0)
    stays = ngettext(
        "%(count)s deelnemer is erin bezig, en mag hem afmaken.",
        "%(count)s deelnemers zijn erin bezig, en mogen hem afmaken.",
        halfway,
    )
    return [newcomer_words(edition), stays % {"count": halfway}, _("Certificaten blijven geldig.")]


def newcomer_words(edition: CourseEdition) -> str:
    """What a new learner gets."""
    if edition.pk != edition.course.current_id:
        return _("Voor nieuwe deelnemers verandert er niets: zij krijgen deze editie nu al niet.")
    successor = successor_of(edition)
    if successor is None:
        return _("Er is geen andere editie: niemand kan meer aan deze cursus beginnen.")
    return _("Nieuwe deelnemers krijgen editie %(number)s.") % {"number": successor.number}


@require_http_methods(READING)
@for_roles(JUDGES)
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    """Asks whether a candidate may go; POST throws it away."""
    rows = CourseEdition.objects.filter(status=CourseEdition.Status.CANDIDATE).select_related("course").defer("source")
    edition = get_object_or_404(rows, key=key)
    words: dict[str, Any] = {
        "page_title": _("Kandidaat weggooien"),
        "question": _("Wil je deze kandidaat weggooien?"),
        "consequences": [_("De lessen en vragen zelf blijven staan. Je kunt later een nieuwe kandidaat maken.")],
        "button": _("Gooi de kandidaat weg"),
        "course": edition.course,
    }
    if request.method != "POST":
        return confirm_page(request, words)
    course, user = edition.course, request.user
    try:
        discard_candidate(edition=edition, by=user, now=timezone.now())  # type: ignore[arg-type]
    except ClosingRefused as refusal:
        return confirm_page(request, words, error=str(refusal))
    messages.success(request, _("De kandidaat is weg."))
    return to_editions(course)


@require_http_methods(READING)
@for_roles(JUDGES)
def archive(request: HttpRequest, page_id: int) -> HttpResponse:
    """Says what closing a course means; POST closes it."""
    page = get_object_or_404(CoursePage, id=page_id)
    course = get_object_or_404(Course, key=page.key)
    words: dict[str, Any] = {
        "page_title": _("Cursus sluiten"),
        "question": _("Wil je ‘%(title)s’ sluiten?") % {"title": page.title},
        "consequences": closing_words(course),
        "button": _("Sluit de cursus"),
        "course": course,
    }
    if request.method != "POST":
        return confirm_page(request, words)
    user: Any = request.user
    try:
        archive_course(course=course, by=user, now=timezone.now())
    except ClosingRefused as refusal:
        return confirm_page(request, words, error=str(refusal))
    messages.success(request, _("De cursus is gesloten."))
    return redirect("course_editions", page.pk)


def closing_words(course: Course) -> list[str]:
    """What happens to whom."""
    halfway = people_in(course).total_halfway
    stays = ngettext(
        "%(count)s deelnemer is halverwege, en mag de cursus afmaken.",
        "%(count)s deelnemers zijn halverwege, en mogen de cursus afmaken.",
        halfway,
    )
    gone = _("De cursus verdwijnt uit het aanbod: niemand kan er meer aan beginnen.")
    return [gone, stays % {"count": halfway}, _("Certificaten blijven geldig."), _("Je kunt hem later heropenen.")]


@require_POST
@for_roles(JUDGES)
def reopen(request: HttpRequest, page_id: int) -> HttpResponse:
    """Puts a closed course back."""
    page = get_object_or_404(CoursePage, id=page_id)
    user: Any = request.user
    try:
        reopen_course(course=get_object_or_404(Course, key=page.key), by=user, now=timezone.now())
        messages.success(request, _("De cursus is weer open."))
    except ClosingRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("course_editions", page.pk)


def confirm_page(request: HttpRequest, words: dict[str, Any], *, reason: str = "", error: str = "") -> HttpResponse:
    """One question with what follows from it, and a button."""
    page = CoursePage.objects.filter(key=words["course"].key).first()
    context = words | {
        "header_icon": "warning",
        "page_subtitle": page.title if page else words["course"].slug,
        "course_page": page,
        "reason": reason,
        "error": error,
    }
    return render(request, "courses/admin/withdraw.html", context, status=400 if error else 200)
