"""The menu "Certificaten" in `/beheer/`."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from certificates import admin_views
from certificates.services.changing import may_change


class CertificateMenuItem(MenuItem):
    """Only for who may do something there."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_change(request.user)  # type: ignore[arg-type]


class CertificateViewSet(ViewSet):
    """List, one certificate, revoke, correct; nothing is added, edited or deleted by hand."""

    name = "certificaten"
    icon = "doc-full"
    menu_label = _("Certificaten")
    menu_name = "certificaten"
    menu_order = 310
    add_to_admin_menu = True
    menu_item_class = CertificateMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", admin_views.CertificateListView.as_view(), name="index"),
            path("results/", admin_views.CertificateListView.as_view(results_only=True), name="index_results"),
            path("<str:number>/", admin_views.CertificateView.as_view(), name="inspect"),
            path("<str:number>/verbeteren/", admin_views.CorrectView.as_view(), name="correct"),
            path("<str:number>/intrekken/", admin_views.RevokeView.as_view(), name="revoke"),
        ]


@hooks.register("register_admin_viewset")
def register_certificates() -> CertificateViewSet:
    return CertificateViewSet()
