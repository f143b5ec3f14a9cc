"""One certificate: everything about it, revoke, undo that, correct."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from accounts.models import AuditEvent
from certificates.dates import local_day
from certificates.desk.base import OneCertificate
from certificates.desk.failures import failure_words
from certificates.errors import CertificateError
from certificates.forms import CorrectForm, RevokeForm
from certificates.models import Certificate, CertificateFile, NameRequest
from certificates.services.changing import (
    UNDO_TIME,
    CorrectionReason,
    correct,
    may_change,
    not_standing,
    revoke,
    unrevoke,
)

__all__ = ["CertificateView", "CorrectView", "RevokeView", "UnrevokeView"]

VERBS = {
    "certificate.issue": _("uitgegeven"),
    "certificate.revoke": _("ingetrokken"),
    "certificate.unrevoke": _("intrekken teruggedraaid"),
    "certificate.correct": _("vervangen door een verbeterd certificaat"),
    "certificate.ask_name": _("om een andere naam gevraagd"),
    "certificate.withdraw_name": _("verzoek om een andere naam teruggetrokken"),
    "certificate.refuse_name": _("verzoek om een andere naam afgewezen"),
    "certificate.readmit": _("na een herstel weer opgenomen"),
}


class CertificateView(OneCertificate, TemplateView):
    """Everything about one certificate, and what was done with it by whom."""

    page_title = _("Certificaat")
    template_name = "certificates/admin/certificate.html"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        args = [self.certificate.number]
        correct_it = HeaderButton(_("Verbeter"), url=reverse("certificaten:correct", args=args), icon_name="edit")
        revoke_it = HeaderButton(_("Trek in"), url=reverse("certificaten:revoke", args=args), icon_name="cross")
        if self.is_correctable:
            return [correct_it, revoke_it]
        # Of what was replaced, the one that came in its place is the one to revoke.
        return [] if self.certificate.revoked_at or self.certificate.superseded_at else [revoke_it]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        certificate, now = self.certificate, timezone.now()
        revoked_at = certificate.revoked_at
        file = CertificateFile.objects.filter(certificate=certificate).first()
        return super().get_context_data(
            certificate=certificate,
            status=certificate.status(local_day(now)),
            file=file,
            failure=failure_words(file.last_error) if file and file.last_error else "",
            undo_until=revoked_at + UNDO_TIME if revoked_at and revoked_at + UNDO_TIME >= now else None,
            asked=NameRequest.objects.waiting().filter(certificate=certificate).first(),
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
        messages.success(self.request, _("Het certificaat is ingetrokken. Je kunt dit een uur lang terugdraaien."))
        return redirect("certificaten:inspect", self.certificate.number)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(certificate=self.certificate, **kwargs)


class UnrevokeView(OneCertificate, View):
    """Takes a revocation of the last hour back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        try:
            unrevoke(certificate=self.certificate, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except CertificateError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Het intrekken is teruggedraaid."))
        return redirect("certificaten:inspect", number)


class CorrectView(OneCertificate, FormView):  # type: ignore[type-arg]
    """Asks for the right name or group, and replaces the certificate."""

    page_title = _("Certificaat verbeteren")
    template_name = "certificates/admin/correct.html"
    form_class = CorrectForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if may_change(request.user) and not self.is_correctable:  # type: ignore[arg-type]
            messages.warning(request, str(not_standing(self.certificate)))
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


def _acts(certificate: Certificate) -> QuerySet[AuditEvent]:
    """The audit rows of this certificate, newest first."""
    events = AuditEvent.objects.filter(object_type=Certificate._meta.label_lower, object_key=str(certificate.key))
    return events.select_related("actor")
