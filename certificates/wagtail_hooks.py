"""The menu "Certificaten" in `/beheer/`."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.viewsets.base import ViewSet

from certificates.desk import listing, names, one, series, signatory
from certificates.models import NameRequest
from certificates.selectors import release_facts
from certificates.services.changing import may_change


class CertificateMenuItem(MenuItem):
    """Only for who may do something there."""

    def __init__(self, label: Any, url_name: str, icon: str, order: int) -> None:
        url = reverse_lazy(f"certificaten:{url_name}")
        super().__init__(label, url, name=f"certificaten-{url_name}", icon_name=icon, order=order)

    def is_shown(self, request: HttpRequest) -> bool:
        return may_change(request.user)  # type: ignore[arg-type]


class NamesMenuItem(CertificateMenuItem):
    """With how many requests wait."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = NameRequest.objects.for_user(request.user).waiting().count()
        label = f"{self.label} ({count})" if count else self.label
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name)


class CertificateViewSet(ViewSet):
    """Nothing is added, edited or deleted by hand."""

    name = "certificaten"
    icon = "doc-full"

    def get_urlpatterns(self) -> list[URLPattern]:
        listed = listing.CertificateListView
        asked = names.NameRequestsView
        return [
            path("", listed.as_view(), name="index"),
            path("results/", listed.as_view(results_only=True), name="index_results"),
            path("opnieuw/", listing.RetryView.as_view(), name="retry"),
            path("reeks/", series.SeriesView.as_view(), name="series"),
            path("reeks/terugdraaien/", series.UndoSeriesView.as_view(), name="series_undo"),
            path("namen/", asked.as_view(), name="names"),
            path("namen/results/", asked.as_view(results_only=True), name="names_results"),
            path("ondertekenaar/", signatory.SignatoryView.as_view(), name="signatory"),
            path("ondertekenaar/<uuid:key>/", signatory.SignatoryPictureView.as_view(), name="signatory_picture"),
            path("<str:number>/", one.CertificateView.as_view(), name="inspect"),
            path("<str:number>/verbeteren/", one.CorrectView.as_view(), name="correct"),
            path("<str:number>/intrekken/", one.RevokeView.as_view(), name="revoke"),
            path("<str:number>/terugdraaien/", one.UnrevokeView.as_view(), name="unrevoke"),
            path("<str:number>/naam/goedkeuren/", names.ApproveNameView.as_view(), name="approve_name"),
            path("<str:number>/naam/afwijzen/", names.RefuseNameView.as_view(), name="refuse_name"),
        ]


@hooks.register("register_admin_viewset")
def register_certificates() -> CertificateViewSet:
    return CertificateViewSet()


@hooks.register("register_admin_menu_item")
def register_menu() -> SubmenuMenuItem:
    items = [
        CertificateMenuItem(_("Alle certificaten"), "index", "doc-full", 10),
        NamesMenuItem(_("Naamsverzoeken"), "names", "user", 20),
        CertificateMenuItem(_("Reeks intrekken"), "series", "cross", 30),
        CertificateMenuItem(_("Ondertekenaar"), "signatory", "edit", 40),
    ]
    return SubmenuMenuItem(_("Certificaten"), Menu(items=items), name="certificaten", icon_name="doc-full", order=310)


hooks.register("course_release_facts", release_facts)
