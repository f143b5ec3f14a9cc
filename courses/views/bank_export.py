"""*Toetsen > Vragen uitvoeren*: questions of the bank as a file (DESIGN §4)."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.bank_forms import ExportForm
from courses.services.bank_importing import export_questions
from courses.views.bank_imports import XLSX, download
from courses.views.desk import WRITERS, for_roles

__all__ = ["bank_export", "bank_export_file"]

TEXT = "text/plain; charset=utf-8"
# Content type, and the end of the name by which *Vragen invoeren* knows the file again.
FILES = {
    "xlsx": (XLSX, ".xlsx"),
    "csv": ("text/csv; charset=utf-8", ".csv"),
    "gift": (TEXT, ".gift"),
    "moodle_xml": ("application/xml", ".xml"),
    "aiken": (TEXT, ".aiken"),
}


@require_safe
@for_roles(WRITERS)
def bank_export(request: HttpRequest) -> HttpResponse:
    """Which questions and as what; once chosen, what cannot go along, before the file is there."""
    form = ExportForm(request.GET) if "course" in request.GET else ExportForm()
    context = {"page_title": _("Vragen uitvoeren"), "header_icon": "download", "form": form}
    if form.is_bound and form.is_valid():
        questions = list(form.questions())
        _data, problems = export_questions(questions, form.cleaned_data["format"])
        skipped = sum(problem.fatal for problem in problems)
        query = urlencode({name: form.cleaned_data[name] for name in form.fields})
        context |= {
            "is_chosen": True,
            "total": len(questions),
            "going": len(questions) - skipped,
            "problems": problems,
            "url": f"{reverse('quiz_bank_export_file')}?{query}",
        }
    return render(request, "courses/admin/bank_export.html", context, status=400 if form.errors else 200)


@require_safe
@for_roles(WRITERS)
def bank_export_file(request: HttpRequest) -> HttpResponse:
    """The file; back to the form when the address does not say which."""
    form = ExportForm(request.GET)
    if not form.is_valid():
        context = {"page_title": _("Vragen uitvoeren"), "header_icon": "download", "form": form}
        return render(request, "courses/admin/bank_export.html", context, status=400)
    content_type, ending = FILES[form.cleaned_data["format"]]
    data, _problems = export_questions(form.questions(), form.cleaned_data["format"])
    return download(data, content_type, f"vragen-{form.cleaned_data['course']}{ending}")
