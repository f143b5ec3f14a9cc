"""What the pages of certificates in `/beheer/` share: who may come in, and where one is."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.models import User
from certificates.models import Certificate
from certificates.numbers import normalize
from certificates.services.changing import may_change

__all__ = ["CertificatePage", "KeepersOnly", "OneCertificate", "UnderList"]


class RolePolicy(BasePermissionPolicy):
    """Everything or nothing, by role: Django's permissions on models do not say who may revoke."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return may_change(user)

    def user_has_any_permission(self, user: User, actions: Any) -> bool:
        return may_change(user)


class KeepersOnly(PermissionCheckedMixin):
    """Others get Wagtail's own refusal."""

    permission_policy = RolePolicy(Certificate)
    permission_required = "change"


class CertificatePage(KeepersOnly, WagtailAdminTemplateMixin):
    """A page of this part of `/beheer/`."""

    header_icon = "doc-full"


class UnderList(CertificatePage):
    """A page one step below the list."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, {"url": reverse("certificaten:index"), "label": _("Certificaten")}, here]


class OneCertificate(UnderList):
    """A page about the certificate whose number is in the address."""

    @cached_property
    def certificate(self) -> Certificate:
        rows = Certificate.objects.for_user(self.request.user).select_related(
            "completion", "registration__user", "revoked_by", "file", "supersedes", "successor"
        )
        return get_object_or_404(rows, number=normalize(self.kwargs["number"]) or "")

    @property
    def is_correctable(self) -> bool:
        """As `changing.correctable` asks the database."""
        row = self.certificate
        return not (row.superseded_at or row.revoked_at or row.erased_at)

    def get_page_subtitle(self) -> str:
        return self.certificate.number
