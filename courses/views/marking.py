"""*Toetsen > Nakijken*: open answers, read and marked by a person (DESIGN §5)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from courses.desk_forms import MarkForm
from courses.models import AttemptItem, Mark
from courses.quiz import OpenText
from courses.services.attempting import parsed, standing_answers
from courses.services.marking import MarkedMeanwhile, answers_to_mark, latest_marks, mark_answer, waiting_answers
from courses.services.reading import edition_content
from courses.views.desk import JUDGES, for_roles

__all__ = ["mark", "marking"]

ON_A_PAGE = 50
LATEST = 10


@require_safe
@for_roles(JUDGES)
def marking(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first, without names; and what was marked last, to look at again."""
    user: Any = request.user
    page = Paginator(waiting_answers(marker=user), ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Nakijken"),
        "header_icon": "edit",
        "page": page,
        "rows": [row_of(item) for item in page],
        "latest": [row_of(mark.item) | {"mark": mark} for mark in latest_marks(marker=user)[:LATEST]],
    }
    return render(request, "courses/admin/marking.html", context)


def row_of(item: AttemptItem) -> dict[str, Any]:
    """One line of the list."""
    course = edition_content(item.attempt.edition).course
    return {"item": item, "attempt": item.attempt, "course": course["title"], "stem": parsed(item.version).stem}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(JUDGES)
def mark(request: HttpRequest, key: UUID, position: int) -> HttpResponse:
    """One answer beside its rubric; POST saves the points and goes on to the next."""
    user: Any = request.user
    item = answers_to_mark(marker=user).filter(attempt__key=key, position=position).first()
    if item is None:
        raise Http404
    question = parsed(item.version)
    assert isinstance(question, OpenText)  # noqa: S101  (answers_to_mark gives no other)
    if request.method == "POST":
        return marked(request, item, question)
    before = Mark.objects.filter(item=item).last()
    initial = MarkForm.initial_of(before.awarded, before.comment) if before else None
    return answer_page(request, item, MarkForm(question, initial=initial))


def marked(request: HttpRequest, item: AttemptItem, question: OpenText) -> HttpResponse:
    """Saves, or shows the page again with what was filled in."""
    form = MarkForm(question, request.POST)
    if not form.is_valid():
        return answer_page(request, item, form, status=400)
    user: Any = request.user
    try:
        mark_answer(
            item=item,
            event=standing_answers(item.attempt)[item.pk],
            awarded=form.awarded,
            comment=form.cleaned_data["comment"],
            by=user,
            now=timezone.now(),
            seen=seen_marks(request.POST),
        )
    except MarkedMeanwhile:
        return answer_page(request, item, form, status=409, is_late=True)
    messages.success(request, _("Bewaard."))
    following = next_waiting(user, item)
    if following is None:
        return redirect("quiz_marking")
    return redirect("quiz_mark", following.attempt.key, following.position)


def seen_marks(data: Mapping[str, Any]) -> int:
    """How many marks the page showed."""
    text = str(data.get("seen", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def next_waiting(user: Any, item: AttemptItem) -> AttemptItem | None:
    """The next one in the list after `item`, and after the last one the first; None when there is no other."""
    waiting = waiting_answers(marker=user).exclude(pk=item.pk)
    handed_in = item.attempt.submitted_at
    later = Q(attempt__submitted_at__gt=handed_in) | Q(attempt__submitted_at=handed_in, pk__gt=item.pk)
    return waiting.filter(later).first() or waiting.first()


def answer_page(
    request: HttpRequest, item: AttemptItem, form: MarkForm, *, status: int = 200, is_late: bool = False
) -> HttpResponse:
    """The page of one answer; `is_late`: somebody else was first."""
    marks = list(Mark.objects.filter(item=item).select_related("marked_by"))
    row = row_of(item)
    context = row | {
        "page_title": _("Nakijken"),
        "page_subtitle": row["course"],
        "header_icon": "edit",
        "question": form.question,
        "answer": standing_answers(item.attempt)[item.pk].response,
        "form": form,
        "marks": marks,
        "before": given_before(form.question, marks[-1]) if marks else None,
        "is_late": is_late,
        "following": next_waiting(request.user, item),
    }
    return render(request, "courses/admin/mark.html", context, status=status)


def given_before(question: OpenText, mark: Mark) -> dict[str, Any]:
    """The standing mark in words: points of all points."""
    return {"mark": mark, "points": sum(mark.awarded.values()), "maximum": question.maximum}
