"""*Toetsen > Correcties*: a question was wrong, and everybody who was asked it is judged again (DESIGN §5)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from courses.models import CourseEdition, Grade, Question, QuestionVersion, Regrade
from courses.services.attempting import parsed
from courses.services.correcting import RegradeRefused, asked_versions, corrected_by_bank
from courses.services.regrade_preview import RegradePreview
from courses.services.regrading import MAX_REASON, finished_keys, preview_regrade, regrade
from courses.views.desk import JUDGES, for_roles

__all__ = ["choose_correction", "correction", "corrections"]

ON_A_PAGE = 30

MODES = [
    {
        "value": Regrade.Mode.NEW,
        "label": gettext_lazy("Alleen het verbeterde antwoord is goed"),
        "help": gettext_lazy("Het oude antwoord was fout. Bijvoorbeeld: er stond 0900-8844, en dat moet 112 zijn."),
    },
    {
        "value": Regrade.Mode.EITHER,
        "label": gettext_lazy("Het oude en het verbeterde antwoord zijn allebei goed"),
        "help": gettext_lazy("Je kon de vraag op twee manieren lezen. Bijvoorbeeld: ‘bellen’ en ‘112 bellen’."),
    },
    {
        "value": Regrade.Mode.FULL,
        "label": gettext_lazy("Iedereen krijgt de punten"),
        "help": gettext_lazy("De vraag zelf deugde niet. Bijvoorbeeld: de foto ontbrak."),
    },
]  # fmt: skip
COUNTS = {
    "rise": gettext_lazy("Krijgen meer punten"),
    "fall": gettext_lazy("Krijgen minder punten"),
    "same": gettext_lazy("Houden dezelfde punten"),
    "kept": gettext_lazy("Komen onder de grens en blijven geslaagd"),
    "passes": gettext_lazy("Mensen die de toets nu alsnog halen"),
    "certificates": gettext_lazy("Mensen die daarmee de cursus afronden"),
    "unmarked": gettext_lazy("Wachten nog op nakijken"),
}
"""What a preview counts of attempts, and so may have to estimate."""

YES_NO = {"true": gettext_lazy("Waar"), "false": gettext_lazy("Niet waar")}


@require_safe
@for_roles(JUDGES)
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction, newest first."""
    rows = Regrade.objects.select_related("version", "actor").annotate(changed=Count("grades"))
    page = Paginator(rows.order_by("-made_at", "-pk"), ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Correcties"),
        "header_icon": "rotate",
        "page": page,
        "rows": correction_rows(list(page)),
    }
    return render(request, "courses/admin/corrections.html", context)


def correction_rows(regrades: Sequence[Regrade]) -> list[dict[str, Any]]:
    """What the list shows of corrections: two queries."""
    finished, passes = finished_keys(regrades), passes_by(regrades)
    return [
        {
            "correction": row,
            "stem": parsed(row.version).stem,
            "passes": passes.get(row.pk, 0),
            "is_busy": str(row.key) not in finished,
        }
        for row in regrades
    ]


def passes_by(regrades: Sequence[Regrade]) -> dict[int, int]:
    """Correction id → how many attempts passed by it that had not before."""
    before = Grade.objects.filter(attempt=OuterRef("attempt"), passed=True, pk__lt=OuterRef("pk"))
    grades = Grade.objects.filter(~Exists(before), regrade__in=regrades, passed=True)
    return dict(grades.order_by().values_list("regrade").annotate(Count("pk")))


@require_safe
@for_roles(JUDGES)
def choose_correction(request: HttpRequest) -> HttpResponse:
    """The questions that learners were asked, to choose the wrong one from."""
    search = request.GET.get("q", "")[:100]
    editions = CourseEdition.objects.select_related("course").defer("source").order_by("course__slug", "major", "minor")
    versions = asked_versions(search).prefetch_related(Prefetch("editions", editions))
    page = Paginator(versions, ON_A_PAGE).get_page(request.GET.get("p"))
    titles = titles_of(page)
    context = {
        "page_title": _("Nieuwe correctie"),
        "header_icon": "rotate",
        "page": page,
        "search": search,
        "rows": [{"version": row, "stem": parsed(row).stem, "title": titles.get(row.question_key, "")} for row in page],
    }
    return render(request, "courses/admin/correction_choose.html", context)


def titles_of(versions: Iterable[QuestionVersion]) -> dict[Any, str]:
    """Question key → its title in the bank."""
    keys = [row.question_key for row in versions]
    return dict(Question.objects.filter(key__in=keys).values_list("key", "title"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(JUDGES)
def correction(request: HttpRequest, version_id: int) -> HttpResponse:
    """How to judge again; with `mode` what that would do, in numbers; POST does it."""
    version = get_object_or_404(asked_versions(), pk=version_id)
    if request.method == "POST":
        return corrected(request, version)
    return correction_page(request, version, request.GET.get("mode", ""))


def corrected(request: HttpRequest, version: QuestionVersion) -> HttpResponse:
    """Corrects, or shows the page again with the sentence why not and the reason as it was typed."""
    user: Any = request.user
    mode, reason = request.POST.get("mode", ""), request.POST.get("reason", "")
    try:
        made = regrade(
            version=version,
            mode=mode,
            corrected=corrected_by_bank(version),
            reason=reason,
            by=user,
            now=timezone.now(),
            seen=request.POST.get("seen", ""),
        )
    except RegradeRefused as refusal:
        return correction_page(request, version, mode, reason=reason, error=str(refusal), status=400)
    if str(made.key) in finished_keys([made]):
        messages.success(request, _("De correctie is verwerkt. Deelnemers zien haar bij hun uitslag."))
    else:
        messages.success(request, _("De correctie staat vast. De rest volgt binnen enkele minuten."))
    return redirect("quiz_corrections")


def correction_page(
    request: HttpRequest, version: QuestionVersion, mode: str, *, reason: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    """The page of one question; the preview when a way of judging was chosen."""
    new = corrected_by_bank(version)
    context: dict[str, Any] = {
        "page_title": _("Nieuwe correctie"),
        "header_icon": "rotate",
        "version": version,
        "stem": parsed(version).stem,
        "modes": MODES,
        "mode": mode,
        "old_answers": right_answers(version),
        "new_answers": right_answers(new) if new else [],
        "edit_url": edit_url(version),
        "reason": reason,
        "max_reason": MAX_REASON,
        "error": error,
    }
    if mode:
        try:
            context |= preview_words(preview_regrade(version=version, mode=mode, corrected=new))
        except RegradeRefused as refusal:
            context["refusal"] = str(refusal)
    return render(request, "courses/admin/correction.html", context, status=status)


def preview_words(preview: RegradePreview) -> dict[str, Any]:
    """The preview and its numbers as they are shown."""
    return {
        "preview": preview,
        "total": said(preview.total),
        "looked_at": said(preview.attempts),
        "counts": [(label, said(preview.scaled(getattr(preview, name)))) for name, label in COUNTS.items()],
    }


def said(number: int) -> str:
    """A number with its thousands apart."""
    return number_format(number, force_grouping=True)


def right_answers(version: QuestionVersion) -> list[str]:
    """What is right, a line each, in the words of the author."""
    rows = [row for row in parsed(version).review(None) if row.expected]
    return [answer_line(row.text, row.expected) for row in rows]


def answer_line(text: str, expected: str) -> str:
    """One line of an answer key."""
    if text in {"", expected}:
        return str(YES_NO.get(expected, expected))
    return f"{text}: {expected}"


def edit_url(version: QuestionVersion) -> str:
    """Where the editor corrects the question in the bank; "" when it is not there any more."""
    question: Any = Question.objects.filter(key=version.question_key).first()
    return reverse(question.snippet_viewset.get_url_name("edit"), args=[question.pk]) if question else ""
