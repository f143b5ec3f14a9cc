"""*Register inlezen* in the menu *Registraties* of `/beheer/`."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from registrations.desk import import_views as views
from registrations.models import RegisterImport
from registrations.permissions import RegisterPolicy

__all__ = ["ImportsViewSet"]


class ImportsMenuItem(MenuItem):
    """Shown to who keeps the register."""

    def is_shown(self, request: Any) -> bool:
        return RegisterPolicy(RegisterImport).user_has_permission(request.user, "change")


class ImportsViewSet(ViewSet):
    """Upload, preview, columns, progress, result and undoing of imports."""

    name = "registrations_imports"
    url_prefix = "registraties/inlezen"
    menu_label = _("Register inlezen")
    icon = "upload"
    menu_item_class = ImportsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", views.Imports.as_view(), name="index"),
            path("voorbeeld/", views.Sample.as_view(), name="sample"),
            path("meenemen/", views.Export.as_view(), name="export"),
            path("<uuid:key>/", views.OneImport.as_view(), name="one"),
            path("<uuid:key>/kolommen/", views.Columns.as_view(), name="columns"),
            path("<uuid:key>/fouten/", views.Problems.as_view(), name="problems"),
            path("<uuid:key>/bevestigen/", views.Confirm.as_view(), name="confirm"),
            path("<uuid:key>/weg/", views.Drop.as_view(), name="drop"),
            path("<uuid:key>/verder/", views.Retry.as_view(), name="retry"),
            path("<uuid:key>/terugdraaien/", views.Undo.as_view(), name="undo"),
        ]
