"""*Toetsen > Cijfers*: what the figures say about a quiz and its questions, anonymous and from 5 people (DESIGN §5)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from courses.models import Course, CoursePage, QuizPage, StoredFigures
from courses.services.measuring import ENOUGH, measure_quiz
from courses.views.desk import FIGURES, for_roles
from courses.views.figure_export import csv_of
from courses.views.figure_rows import QuizReport, report_of, statistics_of
from courses.views.figure_words import attention, average, quiz_lines

__all__ = ["all_figures", "export_figures", "measure_again", "quiz_figures"]

FIRST = StoredFigures.Selection.FIRST


@dataclass(frozen=True)
class ListRow:
    """One quiz in the list."""

    quiz: QuizPage
    course: str
    stored: StoredFigures | None

    @property
    def average(self) -> str:
        statistics = statistics_of(self.stored)
        return average(statistics.quiz) if statistics else ""

    @property
    def flagged(self) -> int:
        """How many questions ask for attention."""
        statistics, enough = statistics_of(self.stored), self.stored.result.get("enough", ()) if self.stored else ()
        rows = statistics.questions if statistics else ()
        return sum(bool(attention(row)) for row in rows if row.key in enough)

    @property
    def is_shown(self) -> bool:
        return self.stored is not None and self.stored.people >= ENOUGH


@require_safe
@for_roles(FIGURES)
def all_figures(request: HttpRequest) -> HttpResponse:
    """Every quiz of a released course, with the figures of first attempts."""
    released = set(Course.objects.values_list("key", flat=True))
    courses = {page.path: page for page in CoursePage.objects.order_by("title") if page.key in released}
    stored = {row.quiz_key: row for row in StoredFigures.objects.filter(selection=FIRST)}
    quizzes = [(courses.get(page.path[: -page.steplen]), page) for page in QuizPage.objects.order_by("title")]
    rows = [ListRow(page, course.title, stored.get(page.key)) for course, page in quizzes if course]
    rows.sort(key=lambda row: (row.course, row.quiz.title))
    context = {"page_title": _("Cijfers"), "header_icon": "view", "rows": rows, "enough": ENOUGH}
    return render(request, "courses/admin/figures.html", context)


@require_safe
@for_roles(FIGURES)
def quiz_figures(request: HttpRequest, quiz_key: UUID) -> HttpResponse:
    """One quiz, for the attempts that `?pogingen=` names."""
    page = quiz_or_404(quiz_key)
    selection = selection_of(request.GET.get("pogingen"))
    stored = kept(quiz_key, selection)
    report = report_of(stored)
    context: dict[str, Any] = {
        "page_title": page.title,
        "page_subtitle": page.course.title,
        "header_icon": "view",
        "quiz": page,
        "stored": stored,
        "report": report,
        "lines": quiz_lines(report.statistics.quiz) if report else [],
        "selection": selection,
        "selections": StoredFigures.Selection.choices,
        "enough": ENOUGH,
    }
    return render(request, "courses/admin/quiz_figures.html", context)


@for_roles(FIGURES)
@require_POST
def measure_again(request: HttpRequest, quiz_key: UUID) -> HttpResponse:
    """Computes the figures anew."""
    user: Any = request.user
    page, selection = quiz_or_404(quiz_key), selection_of(request.POST.get("pogingen"))
    course = get_object_or_404(Course, key=page.course.key)
    measure_quiz(quiz_key=quiz_key, course=course, selection=selection, now=timezone.now(), by=user)
    messages.success(request, _("De cijfers zijn opnieuw berekend."))
    return redirect(f"{reverse('quiz_figures', args=[quiz_key])}?pogingen={selection}")


@require_safe
@for_roles(FIGURES)
def export_figures(request: HttpRequest, quiz_key: UUID) -> HttpResponse:
    """The same figures as a table, without anything about people."""
    page, selection = quiz_or_404(quiz_key), selection_of(request.GET.get("pogingen"))
    report: QuizReport | None = report_of(kept(quiz_key, selection))
    if report is None:
        raise Http404
    response = HttpResponse(csv_of(report), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="cijfers-{page.course.slug}-{page.slug}-{selection}.csv"'
    return response


def quiz_or_404(quiz_key: UUID) -> Any:
    """The page of the quiz, with its `course`."""
    page: Any = get_object_or_404(QuizPage, key=quiz_key)
    page.course = get_object_or_404(CoursePage, path=page.path[: -page.steplen])
    return page


def kept(quiz_key: UUID, selection: str) -> StoredFigures | None:
    return StoredFigures.objects.filter(quiz_key=quiz_key, selection=selection).first()


def selection_of(value: str | None) -> str:
    """One of the selections; the first attempts for anything else."""
    return value if value in StoredFigures.Selection.values else FIRST
