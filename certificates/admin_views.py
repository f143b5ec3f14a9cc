"""The foundation's pages of certificates in `/beheer/`: the list, one certificate, revoke, correct (DESIGN §6)."""

from typing import Any

import django_filters  # type: ignore[import-untyped]
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.models import AuditEvent, User
from certificates.dates import local_day
from certificates.errors import CertificateError, NotStanding
from certificates.forms import CorrectForm, RevokeForm
from certificates.models import Certificate, CertificateFile, Status
from certificates.services.changing import CorrectionReason, correct, may_change, revoke

__all__ = ["CertificateListView", "CertificateView", "CorrectView", "RevokeView"]

VERBS = {
    "certificate.issue": _("uitgegeven"),
    "certificate.revoke": _("ingetrokken"),
    "certificate.correct": _("vervangen door een verbeterd certificaat"),
}


class RolePolicy(BasePermissionPolicy):
    """Everything or nothing, by role: Django's permissions on models do not say who may revoke."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return may_change(user)

    def user_has_any_permission(self, user: User, actions: Any) -> bool:
        return may_change(user)


class CertificatePage(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """What the pages share: who may come in."""

    permission_policy = RolePolicy(Certificate)
    permission_required = "change"
    header_icon = "doc-full"


class OneCertificate(CertificatePage):
    """A page about the certificate whose number is in the address."""

    @cached_property
    def certificate(self) -> Certificate:
        rows = Certificate.objects.for_user(self.request.user).select_related(
            "completion", "registration__user", "revoked_by", "file", "supersedes", "successor"
        )
        return get_object_or_404(rows, number=self.kwargs["number"])

    def get_page_subtitle(self) -> str:
        return self.certificate.number

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, {"url": reverse("certificaten:index"), "label": _("Certificaten")}, here]


class CertificateFilters(WagtailFilterSet):
    """The status is no field: it follows from dates."""

    status = django_filters.ChoiceFilter(
        label=_("Status"),
        method="by_status",
        choices=[(status.name, status.value) for status in Status if status is not Status.UNKNOWN],
        empty_label=_("Alle"),
    )

    class Meta:
        model = Certificate
        fields: list[str] = []

    def by_status(self, rows: Any, name: str, value: str) -> Any:
        return rows.with_status(Status[value], local_day(timezone.now()))


class CertificateListView(CertificatePage, BaseListingView):
    """All certificates, newest first: without scores, and without a way to take the list away."""

    page_title = _("Certificaten")
    model = Certificate
    verbose_name_plural = _("certificaten")
    paginate_by = 50
    is_searchable = True
    search_fields = ["number", "holder_name", "group_name", "group_number", "municipality", "course_title"]
    filterset_class = CertificateFilters
    index_url_name = "certificaten:index"
    index_results_url_name = "certificaten:index_results"
    default_ordering = ("-issued_at", "-pk")

    def get_base_queryset(self) -> QuerySet[Certificate]:
        return Certificate.objects.for_user(self.request.user)

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
        ]


class CertificateView(OneCertificate, TemplateView):
    """Everything about one certificate, and what was done with it by whom."""

    page_title = _("Certificaat")
    template_name = "certificates/admin/certificate.html"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if self.certificate.revoked_at:
            return []
        number = self.certificate.number
        buttons = [HeaderButton(_("Trek in"), url=reverse("certificaten:revoke", args=[number]), icon_name="cross")]
        if not self.certificate.superseded_at:
            url = reverse("certificaten:correct", args=[number])
            buttons.insert(0, HeaderButton(_("Verbeter"), url=url, icon_name="edit"))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        certificate = self.certificate
        file = CertificateFile.objects.filter(certificate=certificate).first()
        return super().get_context_data(
            certificate=certificate,
            status=certificate.status(local_day(timezone.now())),
            file=file,
            acts=[(event, VERBS.get(event.verb, event.verb), _reason_of(event)) for event in _acts(certificate)],
            **kwargs,
        )


class RevokeView(OneCertificate, FormView):  # type: ignore[type-arg]
    """Asks for a reason, and revokes."""

    page_title = _("Certificaat intrekken")
    template_name = "certificates/admin/revoke.html"
    form_class = RevokeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if may_change(request.user) and self.certificate.revoked_at:  # type: ignore[arg-type]
            messages.warning(request, _("Dit certificaat is al ingetrokken."))
            return redirect("certificaten:inspect", self.certificate.number)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: RevokeForm) -> HttpResponse:
        try:
            revoke(
                certificate=self.certificate,
                by=self.request.user,  # type: ignore[arg-type]  # Wagtail lets nobody in unsigned
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except CertificateError as error:
            form.add_error("reason", str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("Het certificaat is ingetrokken."))
        return redirect("certificaten:inspect", self.certificate.number)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(certificate=self.certificate, **kwargs)


class CorrectView(OneCertificate, FormView):  # type: ignore[type-arg]
    """Asks for the right name or group, and replaces the certificate."""

    page_title = _("Certificaat verbeteren")
    template_name = "certificates/admin/correct.html"
    form_class = CorrectForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if may_change(request.user) and (self.certificate.revoked_at or self.certificate.superseded_at):  # type: ignore[arg-type]
            messages.warning(request, str(NotStanding()))
            return redirect("certificaten:inspect", self.certificate.number)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"certificate": self.certificate}

    def form_valid(self, form: CorrectForm) -> HttpResponse:
        try:
            successor = correct(
                certificate=self.certificate,
                by=self.request.user,  # type: ignore[arg-type]  # Wagtail lets nobody in unsigned
                now=timezone.now(),
                **form.cleaned_data,
            )
        except CertificateError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("Het certificaat is verbeterd. Het heeft een nieuw nummer."))
        return redirect("certificaten:inspect", successor.number)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(certificate=self.certificate, **kwargs)


def _reason_of(event: AuditEvent) -> Any:
    """Why a certificate was corrected, in words; nothing for other acts and for reasons we do not know."""
    reason = event.detail.get("reason")
    return CorrectionReason(reason).label if reason in CorrectionReason.values else ""


def _day_column(name: str, *, label: Any) -> Column:
    return Column(name, label=label, accessor=lambda row: date_format(getattr(row, name), "j F Y"), sort_key=name)


def _inspect_url(certificate: Certificate) -> str:
    return reverse("certificaten:inspect", args=[certificate.number])


def _acts(certificate: Certificate) -> QuerySet[AuditEvent]:
    """The audit rows of this certificate, newest first."""
    events = AuditEvent.objects.filter(object_type=Certificate._meta.label_lower, object_key=str(certificate.key))
    return events.select_related("actor")
