"""`/beheer/wissen/<key>/`: the foundation erases somebody who asks for it and cannot do it himself (DESIGN §6)."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from accounts.roles import Role
from accounts.services.erasing import LastAdmin, erase_account

__all__ = ["EraseAccount", "may_erase"]


def may_erase(*, user: User, by: User) -> bool:
    """Whether `by` may erase the account of `user`: his own goes at *Mijn gegevens*, that of a superuser by one."""
    is_allowed = by.has_role(Role.ADMIN) and user.pk != by.pk and user.erased_at is None
    return is_allowed and (by.is_superuser or not user.is_superuser)


class EraseForm(forms.Form):
    """That he asks for it himself, and that it cannot be undone."""

    is_checked = forms.BooleanField(
        label=gettext_lazy("Ik weet zeker dat deze persoon dit zelf vraagt"),
        help_text=gettext_lazy("Bel bijvoorbeeld terug op een nummer dat je al had. Alleen een mail is niet genoeg."),
        error_messages={"required": gettext_lazy("Controleer eerst wie het vraagt en zet dan het vinkje.")},
    )


class EraseAccount(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Only for who may; others get Wagtail's own refusal, also about an account that does not exist."""

    page_title = gettext_lazy("Account wissen")
    header_icon = "bin"
    form_class = EraseForm
    template_name = "accounts/users/erase.html"

    @cached_property
    def person(self) -> User:
        key: uuid.UUID = self.kwargs["key"]
        return get_object_or_404(User, key=key)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User) or not user.has_role(Role.ADMIN) or not may_erase(user=self.person, by=user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: EraseForm) -> HttpResponseBase:  # type: ignore[override]
        by: Any = self.request.user
        try:
            erase_account(user=self.person, by=by, now=timezone.now())
        except LastAdmin:
            messages.error(
                self.request, _("Dit is de enige die rollen kan geven. Geef die taak eerst aan iemand anders.")
            )
        else:
            messages.success(self.request, _("De gegevens zijn gewist. De persoon is overal uitgelogd."))
        return redirect("wagtailusers_users:index")

    def get_page_subtitle(self) -> str:
        return str(self.person)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        people = {"url": reverse("wagtailusers_users:index"), "label": _("Gebruikers")}
        return [*self.breadcrumbs_items, people, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("wagtailusers_users:edit", args=[self.person.pk])
        return super().get_context_data(person=self.person, back=back, **kwargs)
