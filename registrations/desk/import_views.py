"""*Registraties > Register inlezen*: a file looked at, matched, confirmed, followed, undone (DESIGN §6)."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from registrations.desk.import_forms import ColumnsForm, UploadForm
from registrations.desk.import_selectors import columns_of, left_alone, let_in_meanwhile, results_of, shown_changes
from registrations.desk.registrations import KeepersOnly
from registrations.import_files import problems_file, sample_file
from registrations.importing import Sheet, UnreadableRegister, read_sheet
from registrations.models import RegisterImport
from registrations.services import RegistrationError, importing
from registrations.views.requests import person

__all__ = [
    "Columns",
    "Confirm",
    "Drop",
    "Export",
    "Imports",
    "OneImport",
    "Problems",
    "Retry",
    "Sample",
    "Undo",
]

ON_A_PAGE = 25
PROBLEMS_SHOWN = 50
SECONDS = "5"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
State = RegisterImport.State


def download(data: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        data, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


class ImportPage(KeepersOnly, WagtailAdminTemplateMixin, TemplateView):
    """A page of this part of `/beheer/`."""

    header_icon = "upload"
    page_title = gettext_lazy("Register inlezen")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class Imports(ImportPage):
    """The form for the next file, and every import so far, the newest first."""

    template_name = "registrations/admin/imports.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid() and (found := self._looked_at(form)):
            return redirect("registrations_imports:one", found.key)
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def _looked_at(self, form: UploadForm) -> RegisterImport | None:
        """The preview; None with a sentence in the form when the file cannot be read."""
        said = form.cleaned_data
        try:
            return importing.look_at_import(
                data=said["file"].read(),
                file_name=form.file_name,
                source_date=said["source_date"] or timezone.localdate(),
                by=person(self.request),
                now=timezone.now(),
            )
        except UnreadableRegister as error:
            form.add_error("file", error.message)
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = RegisterImport.objects.for_user(self.request.user).defer("data", "problems", "columns")
        page = Paginator(rows.select_related("uploaded_by"), ON_A_PAGE).get_page(self.request.GET.get("p"))
        form = kwargs.pop("form", None) or UploadForm(initial={"source_date": timezone.localdate()})
        return super().get_context_data(form=form, page=page, rows=results_of(list(page)), **kwargs)


def undoing_of(row: RegisterImport) -> dict[str, Any]:
    """Whether it can be undone, else why not: by itself, or because a `later` import goes first. One query."""
    now = timezone.now()
    refusal, goes_on = importing.undo_refusal(row, now), importing.may_retry(row, now)
    later = importing.later_standing(row) if goes_on or not refusal else None
    return {"may_undo": not refusal and not later, "may_retry": goes_on, "no_undo": refusal, "later": later}


class UnderImports(ImportPage):
    """A page about the import whose key is in the address."""

    @cached_property
    def register_import(self) -> RegisterImport:
        rows = RegisterImport.objects.for_user(self.request.user).select_related("uploaded_by", "undone_by")
        return get_object_or_404(rows, key=self.kwargs["key"])

    def get_page_subtitle(self) -> str:
        return self.register_import.file_name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        imports = {"url": reverse("registrations_imports:index"), "label": _("Register inlezen")}
        return [*self.breadcrumbs_items, imports, here]


class OneImport(UnderImports):
    """What a file would do, how far it is, or what it did."""

    template_name = "registrations/admin/import.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.register_import
        if row.state == State.LOOKED_AT and not row.counts:
            return redirect("registrations_imports:columns", row.key)
        response = super().get(request, *args, **kwargs)
        if row.state in (State.RUNNING, State.UNDOING):
            response["Refresh"] = SECONDS
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.register_import
        problems = row.problems[:PROBLEMS_SHOWN]
        return super().get_context_data(
            found=row,
            result=results_of([row])[0],
            changes=shown_changes(row),
            left=left_alone(row),
            problems=problems,
            more_problems=len(row.problems) - len(problems),
            **undoing_of(row),
            **self._preview(row),
            **let_in_meanwhile(row, self.request.user),
            **kwargs,
        )

    def _preview(self, row: RegisterImport) -> dict[str, Any]:
        """What only a file that waits has: which column is what, and what *Bevestig* gives back."""
        if row.state != State.LOOKED_AT:
            return {}
        return {"columns": columns_of(row), "shown": importing.digest_of(row)}


class Columns(UnderImports):
    """Which column of the file is what, as recognized, to correct."""

    template_name = "registrations/admin/import_columns.html"
    page_title = gettext_lazy("Welke kolom is wat?")

    @cached_property
    def sheet(self) -> Sheet:
        return read_sheet(bytes(self.register_import.data))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only of a file that waits; who may not come in is told that first."""
        if self.user_has_permission("change") and self.register_import.state != State.LOOKED_AT:
            return redirect("registrations_imports:one", self.register_import.key)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ColumnsForm(self.sheet, self.register_import.columns, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=400)
        try:
            importing.choose_columns(
                register_import=self.register_import, columns=form.columns, by=person(request), now=timezone.now()
            )
        except RegistrationError as error:
            messages.error(request, str(error))
        return redirect("registrations_imports:one", self.register_import.key)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or ColumnsForm(self.sheet, self.register_import.columns)
        return super().get_context_data(found=self.register_import, form=form, **kwargs)


class Undo(UnderImports):
    """Asks, then lets the worker put everything back."""

    template_name = "registrations/admin/import_undo.html"
    page_title = gettext_lazy("Terugdraaien")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return act_on(importing.undo_import, request, self.register_import)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.register_import
        return super().get_context_data(found=row, result=results_of([row])[0], **undoing_of(row), **kwargs)


class Act(KeepersOnly, View):
    """One act on one import by POST; a refusal is told on its page."""

    http_method_names = ["post"]
    act: Callable[..., Any]

    def post(self, request: HttpRequest, key: Any) -> HttpResponse:
        rows = RegisterImport.objects.for_user(request.user)
        return act_on(type(self).act, request, get_object_or_404(rows, key=key), **self.said(request))

    def said(self, request: HttpRequest) -> dict[str, str]:
        """What the service wants to know besides which import, who and when."""
        return {}


class Confirm(Act):
    act = staticmethod(importing.confirm_import)

    def said(self, request: HttpRequest) -> dict[str, str]:
        return {"shown": request.POST.get("shown", "")}


class Retry(Act):
    act = staticmethod(importing.retry_import)


class Drop(Act):
    act = staticmethod(importing.drop_import)


def act_on(act: Callable[..., Any], request: HttpRequest, row: RegisterImport, **said: str) -> HttpResponse:
    """Calls a service; back to the page of the import, or to the list when it is there no longer."""
    try:
        act(register_import=row, by=person(request), now=timezone.now(), **said)
    except RegistrationError as error:
        messages.warning(request, str(error))
    if RegisterImport.objects.filter(pk=row.pk).exists():
        return redirect("registrations_imports:one", row.key)
    messages.success(request, _("Goed, er is niets veranderd in het register."))
    return redirect("registrations_imports:index")


class Problems(UnderImports):
    """The lines with a mistake, to mend and send again."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return download(problems_file(self.register_import), CSV, "register-fouten.csv")


class Sample(KeepersOnly, View):
    """The workbook to fill in."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return download(sample_file(), XLSX, "register-voorbeeld.xlsx")


class Export(KeepersOnly, View):
    """The whole register as CSV; a POST, because it is written down who took it along."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        data = importing.export_register(by=person(request), now=timezone.now())
        return download(data, CSV, f"register-{timezone.localdate():%Y-%m-%d}.csv")
