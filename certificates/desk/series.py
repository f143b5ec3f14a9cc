"""Revoking a whole series: choose, see how many, type that number; and undoing it within an hour."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages

from certificates.desk.base import KeepersOnly, UnderList
from certificates.errors import CertificateError, SeriesChanged
from certificates.forms import RevokeSeriesForm, SeriesForm
from certificates.services.changing import UNDO_TIME
from certificates.services.revoking import Series, Shown, Undone, recent_acts, revoke_series, shown_of, unrevoke_series

__all__ = ["SeriesView", "UndoSeriesView"]


class SeriesView(UnderList, TemplateView):
    """The choice is in the address (GET), so that what is posted is about exactly that choice."""

    page_title = _("Reeks intrekken")
    header_icon = "cross"
    template_name = "certificates/admin/series.html"

    @cached_property
    def choice(self) -> SeriesForm:
        return SeriesForm(self.request.GET if "edition" in self.request.GET else None)

    @cached_property
    def series(self) -> Series | None:
        return self.choice.series() if self.choice.is_valid() else None

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RevokeSeriesForm(request.POST)
        if self.series is None or not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            count = self._revoke(self.series, form)
        except SeriesChanged as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())
        except CertificateError as error:
            form.add_error("reason", str(error))
            return self.render_to_response(self.get_context_data(form=form))
        words = ngettext("%(count)d certificaat is ingetrokken.", "%(count)d certificaten zijn ingetrokken.", count)
        told = _("De houders krijgen een mail. Je kunt dit een uur lang terugdraaien.")
        messages.success(request, f"{words % {'count': count}} {told}")
        return redirect("certificaten:series")

    def _revoke(self, series: Series, form: RevokeSeriesForm) -> int:
        said = form.cleaned_data
        return revoke_series(
            series=series,
            shown=Shown(count=said["count"], newest=said["newest"]),
            by=self.request.user,  # type: ignore[arg-type]  # Wagtail lets nobody in unsigned
            reason=said["reason"],
            now=timezone.now(),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = shown_of(self.series) if self.series else None
        form = kwargs.pop("form", None)
        if form is None and shown and shown.count:
            form = RevokeSeriesForm(initial={"count": shown.count, "newest": shown.newest})
        acts = [(act, act.at + UNDO_TIME) for act in recent_acts(now=timezone.now())]
        return super().get_context_data(choice=self.choice, shown=shown, form=form, acts=acts, **kwargs)


class UndoSeriesView(KeepersOnly, View):
    """Takes back everything that was revoked in one act."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        series = request.POST.get("series", "").replace("\0", "")
        try:
            done = unrevoke_series(series=series, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except CertificateError as error:
            messages.error(request, str(error))
        else:
            _tell_undone(request, done)
        return redirect("certificaten:series")


def _tell_undone(request: HttpRequest, done: Undone) -> None:
    words = ngettext("%(count)d certificaat telt weer.", "%(count)d certificaten tellen weer.", done.count)
    messages.success(request, words % {"count": done.count})
    if done.left:
        words = ngettext(
            "%(count)d blijft ingetrokken: de houder heeft intussen een nieuwer certificaat.",
            "%(count)d blijven ingetrokken: de houders hebben intussen een nieuwer certificaat.",
            done.left,
        )
        messages.warning(request, words % {"count": done.left})
