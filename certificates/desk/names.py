"""Holders who ask for another name: the list, approve, refuse."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from certificates.desk.base import CertificatePage, KeepersOnly, OneCertificate
from certificates.errors import CertificateError
from certificates.forms import RefuseNameForm
from certificates.models import NameRequest
from certificates.numbers import normalize
from certificates.services.changing import CorrectionReason
from certificates.services.name_requests import approve, refuse

__all__ = ["ApproveNameView", "NameRequestsView", "RefuseNameView"]


class JudgeColumn(Column):
    """Approve and refuse, for one request."""

    cell_template_name = "certificates/admin/judge_cell.html"

    def get_cell_context_data(self, instance: NameRequest, parent_context: Any) -> dict[str, Any]:
        """A cell of Wagtail knows the request, but not the token that its form needs."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"csrf_token": get_token(context["request"])}


class NamesPaginator(WagtailPaginator):
    """Says what is counted as the menu does."""

    verbose_name = _("naamsverzoek")
    verbose_name_plural = _("naamsverzoeken")


class NameRequestsView(CertificatePage, BaseListingView):
    """The requests that wait, oldest first."""

    page_title = _("Naamsverzoeken")
    header_icon = "user"
    model = NameRequest
    verbose_name_plural = _("naamsverzoeken")
    paginate_by = 50
    paginator_class = NamesPaginator
    table_classname = "listing certificate-cards"
    index_url_name = "certificaten:names"
    index_results_url_name = "certificaten:names_results"
    default_ordering = ("asked_at", "pk")
    no_results_message = _("Er wachten geen verzoeken.")
    columns = [
        TitleColumn(
            "old",
            label=_("Naam nu"),
            accessor="certificate.holder_name",
            get_url=lambda row: _inspect_url(row),
            width="20%",
        ),
        Column("wanted_name", label=_("Naam zoals het moet zijn"), width="20%"),
        Column("reason", label=_("Waarom"), accessor=lambda row: _reason(row)),
        Column("course", label=_("Cursus"), accessor="certificate.course_title"),
        DateColumn("asked_at", label=_("Gevraagd")),
        JudgeColumn("judge", label=_("Beslis")),
    ]

    def get_base_queryset(self) -> QuerySet[NameRequest]:
        return NameRequest.objects.for_user(self.request.user).waiting().select_related("certificate")


class ApproveNameView(KeepersOnly, View):
    """Makes the new certificate of the request that waits for the certificate in the address."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        asked = newest_request(request, number)
        try:
            approve(request=asked, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except CertificateError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("De naam is verbeterd. De houder krijgt een mail met het nieuwe nummer."))
        return redirect("certificaten:names")


class RefuseNameView(OneCertificate, FormView):  # type: ignore[type-arg]
    """Asks for an answer to the holder, and refuses."""

    page_title = _("Naamsverzoek afwijzen")
    template_name = "certificates/admin/refuse_name.html"
    form_class = RefuseNameForm

    @cached_property
    def asked(self) -> NameRequest:
        return newest_request(self.request, self.kwargs["number"])

    def form_valid(self, form: RefuseNameForm) -> HttpResponse:
        answer = form.cleaned_data["answer"]
        try:
            refuse(request=self.asked, by=self.request.user, answer=answer, now=timezone.now())  # type: ignore[arg-type]
        except CertificateError as error:
            form.add_error("answer", str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("Het verzoek is afgewezen. De houder krijgt je antwoord in een mail."))
        return redirect("certificaten:names")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(asked=self.asked, reason=_reason(self.asked), **kwargs)


def newest_request(request: HttpRequest, number: str) -> NameRequest:
    """The request that waits for this certificate, else the last one: the act says that it was judged. 404 for none."""
    rows = NameRequest.objects.for_user(request.user).select_related("certificate__registration__user")
    if not (found := rows.filter(certificate__number=normalize(number) or "").first()):
        raise Http404
    return found


def _reason(row: NameRequest) -> Any:
    return CorrectionReason(row.reason).label if row.reason in CorrectionReason.values else row.reason


def _inspect_url(row: NameRequest) -> str:
    return reverse("certificaten:inspect", args=[row.certificate.number])
