"""The list of all certificates: how the making of files goes, filters, and the list to take along."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from certificates.dates import local_day
from certificates.desk.base import CertificatePage, KeepersOnly
from certificates.desk.failures import failure_words
from certificates.desk.filters import CertificateFilters
from certificates.models import Certificate, Status
from certificates.numbers import normalize
from certificates.services.exporting import FORMATS, export_certificates
from certificates.services.retrying import FAILED_AFTER, making, retry_files

__all__ = ["CertificateListView", "RetryView"]


class CertificateListView(CertificatePage, BaseListingView):
    """All certificates, newest first, without scores. A POST of `export`, csv or xlsx, gives what the filters leave."""

    page_title = _("Certificaten")
    template_name = "certificates/admin/list.html"
    model = Certificate
    verbose_name_plural = _("certificaten")
    paginate_by = 50
    table_classname = "listing certificate-table"
    is_searchable = True
    search_fields = ["number", "holder_name", "group_name", "group_number", "municipality", "course_title"]
    filterset_class = CertificateFilters
    index_url_name = "certificaten:index"
    index_results_url_name = "certificaten:index_results"
    default_ordering = ("-issued_at", "-pk")

    def post(self, request: HttpRequest) -> HttpResponse:
        kind = request.POST.get("export", "")
        return self._export(kind) if kind in FORMATS else redirect(self.index_url)

    def get_base_queryset(self) -> QuerySet[Certificate]:
        return Certificate.objects.for_user(self.request.user).select_related("file").defer("file__credential")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if self.results_only:
            return context
        files = making(now=timezone.now())
        return context | {
            "making": files,
            "failures": [(file, failure_words(file.last_error)) for file in files.failures],
            "held": [(count, failure_words(name)) for name, count in files.held],
        }

    @cached_property
    def columns(self) -> list[Column]:
        today = local_day(timezone.now())
        return [
            TitleColumn("number", label=_("Nummer"), get_url=_inspect_url),
            StatusTagColumn(
                "status",
                label=_("Status"),
                accessor=lambda row: row.status(today).value,
                primary=lambda row: row.status(today) is Status.VALID,
            ),
            Column("holder_name", label=_("Naam"), sort_key="holder_name"),
            Column("group_name", label=_("Groep"), sort_key="group_name"),
            Column("course_title", label=_("Cursus"), sort_key="course_title"),
            # No DateColumn: it says how long ago, and calls every day to come "just now".
            _day_column("issued_on", label=_("Afgegeven op")),
            _day_column("valid_until", label=_("Geldig tot en met")),
            Column("file", label=_("PDF"), accessor=_file_words),
        ]

    def _export(self, kind: str) -> HttpResponse:
        """Nothing while a filter is wrong: everybody would come along."""
        if not self.filters.is_valid():
            messages.error(self.request, _("De filters kloppen niet. Verbeter ze eerst; er is niets gemaakt."))
            return redirect(self.request.get_full_path())
        now = timezone.now()
        data = export_certificates(rows=self.get_queryset(), kind=kind, by=self.request.user, now=now)
        response = HttpResponse(data, content_type=FORMATS[kind])
        response["Content-Disposition"] = f'attachment; filename="certificaten-{local_day(now)}.{kind}"'
        return response


class RetryView(KeepersOnly, View):
    """Tries failed files again: that of `number`, or without one all of them."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = request.POST.get("number", "")
        number = asked and (normalize(asked) or "?")  # never "" for a number that is none: that means all
        count = retry_files(by=request.user, now=timezone.now(), number=number)  # type: ignore[arg-type]
        if count:
            words = ngettext(
                "%(count)d PDF wordt opnieuw geprobeerd.", "%(count)d PDF's worden opnieuw geprobeerd.", count
            )
            messages.success(request, words % {"count": count})
        else:
            messages.warning(request, _("Er is niets meer om opnieuw te proberen."))
        return redirect("certificaten:index")


def _file_words(row: Certificate) -> Any:
    """The state of the PDF; a row that was written by hand may have none."""
    file = getattr(row, "file", None)
    if file is None:
        return ""
    is_failed = file.state == file.State.WAITING and file.tries >= FAILED_AFTER
    return _("mislukt") if is_failed else file.get_state_display()


def _day_column(name: str, *, label: Any) -> Column:
    return Column(name, label=label, accessor=lambda row: date_format(getattr(row, name), "j F Y"), sort_key=name)


def _inspect_url(certificate: Certificate) -> str:
    return reverse("certificaten:inspect", args=[certificate.number])
