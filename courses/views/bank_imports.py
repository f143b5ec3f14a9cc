"""*Toetsen > Vragen invoeren*: a file of questions, looked at, taken in, taken back (DESIGN §4)."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from courses.bank_forms import UploadForm
from courses.models import BankImport, BankImportRow, CoursePage, Question
from courses.quiz.interchange import UnreadableFile, template
from courses.services.bank_importing import (
    UNDO_DAYS,
    BankChanged,
    ImportGone,
    TooLate,
    UnknownFormat,
    apply_import,
    drop_preview,
    may_undo,
    preview_import,
    undo_import,
)
from courses.views.bank_words import action_words, answer_lines, type_words
from courses.views.desk import WRITERS, for_roles
from spreadsheets import csv_bytes

__all__ = ["bank_import", "bank_imports", "bank_problems", "bank_template"]

ON_A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Action = BankImportRow.Action
State = BankImport.State


# --- the list and the upload ----------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(WRITERS)
def bank_imports(request: HttpRequest) -> HttpResponse:
    """What came in before, newest first, and the form for the next file; POST reads a file."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid() and (found := previewed(request, form)):
        return redirect("quiz_bank_import", found.key)
    counts = {str(action.value): Count("rows", filter=Q(rows__action=action)) for action in Action}
    rows = BankImport.objects.defer("items", "problems").select_related("uploaded_by").annotate(**counts)
    page = Paginator(rows.order_by("-uploaded_at", "-pk"), ON_A_PAGE).get_page(request.GET.get("p"))
    titles = course_titles()
    context = {
        "page_title": _("Vragen invoeren"),
        "header_icon": "upload",
        "form": form,
        "page": page,
        "rows": [(row, titles.get(row.course_slug, row.course_slug)) for row in page],
    }
    return render(request, "courses/admin/bank_imports.html", context, status=400 if form.errors else 200)


def previewed(request: HttpRequest, form: UploadForm) -> BankImport | None:
    """The preview of the file in a valid form; None with a sentence in the form when it cannot be read."""
    user: Any = request.user
    data = form.cleaned_data
    try:
        return preview_import(
            data=data["file"].read(),
            file_name=form.file_name,
            format=data["format"],
            course_slug=data["course"],
            by=user,
            now=timezone.now(),
        )
    except UnreadableFile as error:
        form.add_error("file", error.message)
    except UnknownFormat:
        form.add_error(
            "file",
            _("Dit soort bestand kennen we niet. Kies een bestand dat eindigt op .xlsx, .csv, .gift, .txt of .xml."),
        )
    return None


def course_titles() -> dict[str, str]:
    return dict(CoursePage.objects.values_list("slug", "title"))


@require_safe
@for_roles(WRITERS)
def bank_template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    return download(template(), XLSX, "vragen-voorbeeld.xlsx")


def download(data: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        data, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


# --- one import -----------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(WRITERS)
def bank_import(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a file would do, did, or had done; POST takes it in, throws it away or takes it back."""
    found = BankImport.objects.select_related("uploaded_by").filter(key=key).first()
    if found is None:
        return gone(request)
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        return act(request, found) if act else redirect("quiz_bank_import", key)
    page = Paginator(found.items, ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Vragen invoeren"),
        "page_subtitle": found.file_name,
        "header_icon": "upload",
        "bank_import": found,
        "course": course_titles().get(found.course_slug, found.course_slug),
        "counts": counts_of(found),
        "page": page,
        "rows": rows_of(found, list(page)),
        "problems": loose_problems(found)[:ON_A_PAGE],
        "more_problems": max(len(loose_problems(found)) - ON_A_PAGE, 0),
        "may_undo": may_undo(found, timezone.now()),
        "undo_days": UNDO_DAYS,
    }
    return render(request, "courses/admin/bank_import.html", context)


def counts_of(found: BankImport) -> dict[str, int]:
    """Nieuw, gewijzigd, gelijk and overgeslagen."""
    counts = Counter(item["action"] for item in found.items)
    return {str(action.value): counts[action.value] for action in Action} | {
        "skipped": sum(problem["fatal"] for problem in found.problems)
    }


def loose_problems(found: BankImport) -> list[dict[str, Any]]:
    """What was skipped, and what belongs to no question that came along."""
    places = {item["place"] for item in found.items}
    return [one for one in found.problems if one["fatal"] or one["place"] not in places]


def rows_of(found: BankImport, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line per question, with what went otherwise. One query."""
    remarks: dict[str, list[str]] = {}
    for problem in found.problems:
        if not problem["fatal"]:
            remarks.setdefault(problem["place"], []).append(problem["message"])
    keys = [item["question"] for item in items if item["question"]]
    questions = {str(question.key): question for question in Question.objects.filter(key__in=keys).only("pk", "key")}
    return [
        {
            "item": item,
            "action": action_words(item["action"]),
            "type": type_words(item["content"]),
            "lines": answer_lines(item["content"]),
            "category": " / ".join(item["category"]),
            "remarks": remarks.get(item["place"], []) if item["place"] else [],
            "question": questions.get(item["question"]),
        }
        for item in items
    ]


def gone(request: HttpRequest) -> HttpResponse:
    """A preview that is not there any more."""
    messages.error(request, _("Dit bestand staat niet meer klaar. Kies het hieronder opnieuw."))
    return redirect("quiz_bank_imports")


def take_in(request: HttpRequest, found: BankImport) -> HttpResponse:
    """*Overnemen*; a second press changes nothing."""
    user: Any = request.user
    try:
        found = apply_import(bank_import=found, by=user, now=timezone.now())
    except ImportGone:
        return gone(request)
    except BankChanged:
        messages.error(request, _("Iemand veranderde net de vragenbank. Er is niets overgenomen. Probeer het opnieuw."))
        return redirect("quiz_bank_import", found.key)
    counts = counts_of(found)
    text = _("Overgenomen: %(created)d nieuw, %(changed)d gewijzigd, %(same)d gelijk.") % counts
    messages.success(request, text)
    return redirect("quiz_bank_import", found.key)


def drop(request: HttpRequest, found: BankImport) -> HttpResponse:
    """*Toch niet*."""
    user: Any = request.user
    if drop_preview(bank_import=found, by=user, now=timezone.now()):
        messages.success(request, _("Goed, er is niets veranderd in de vragenbank."))
    else:
        messages.error(request, _("Dit bestand is al overgenomen. Kies Terugdraaien als je dat niet wilt."))
    return redirect("quiz_bank_imports")


def take_back(request: HttpRequest, found: BankImport) -> HttpResponse:
    """*Terugdraaien*; what stayed is told on the page."""
    user: Any = request.user
    try:
        undo_import(bank_import=found, by=user, now=timezone.now())
    except ImportGone:
        return gone(request)
    except TooLate:
        messages.error(request, _("Terugdraaien kan nu niet meer. Verander of verwijder de vragen zelf."))
        return redirect("quiz_bank_import", found.key)
    messages.success(request, _("Teruggedraaid. Hieronder staat het als er vragen zijn gebleven."))
    return redirect("quiz_bank_import", found.key)


ACTS: dict[str, Callable[[HttpRequest, BankImport], HttpResponse]] = {
    "overnemen": take_in,
    "toch-niet": drop,
    "terugdraaien": take_back,
}


@require_safe
@for_roles(WRITERS)
def bank_problems(request: HttpRequest, key: UUID) -> HttpResponse:
    """What went otherwise, as a table for a spreadsheet."""
    found = get_object_or_404(BankImport, key=key)
    headings = [_("plaats"), _("vraag"), _("overgeslagen"), _("melding")]
    lines = [
        [one["place"], one["title"], _("ja") if one["fatal"] else _("nee"), one["message"]] for one in found.problems
    ]
    return download(csv_bytes([headings, *lines]), "text/csv; charset=utf-8", "meldingen.csv")
