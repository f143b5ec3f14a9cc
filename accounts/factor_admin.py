"""`/beheer/tweede-stap/<key>/`: a button in the account of somebody who lost his second factor (DESIGN §6)."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
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
from accounts.services.second_factor import NoFactor, ResetReason, may_reset, reset_second_factor

__all__ = ["ResetFactor"]


class ResetForm(forms.Form):
    """Why, and that somebody looked who asks."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Waarom?"),
        choices=ResetReason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Kies waarom."),
            "invalid_choice": gettext_lazy("Kies iets uit de lijst."),
        },
    )
    is_checked = forms.BooleanField(
        label=gettext_lazy("Ik weet zeker wie het vraagt"),
        help_text=gettext_lazy("Bel bijvoorbeeld terug op een nummer dat je al had. Alleen een mail is niet genoeg."),
        error_messages={"required": gettext_lazy("Controleer eerst wie het vraagt en zet dan het vinkje.")},
    )


class ResetFactor(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Only for who may; others get Wagtail's own refusal, also about an account that does not exist."""

    page_title = gettext_lazy("Tweede stap opnieuw laten instellen")
    header_icon = "key"
    form_class = ResetForm
    template_name = "accounts/users/reset_factor.html"

    @cached_property
    def person(self) -> User:
        key: uuid.UUID = self.kwargs["key"]
        return get_object_or_404(User, key=key)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User) or not user.has_role(Role.ADMIN):
            raise PermissionDenied
        if not may_reset(user=self.person, by=user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: ResetForm) -> HttpResponse:
        reason = ResetReason(form.cleaned_data["reason"])
        by: Any = self.request.user
        try:
            reset_second_factor(user=self.person, reason=reason, by=by, now=timezone.now())
        except NoFactor as error:
            messages.warning(self.request, str(error.message))
        else:
            words = _("%(name)s is overal uitgelogd en stelt bij het inloggen een nieuwe tweede stap in.")
            messages.success(self.request, words % {"name": self.person})
        return redirect(self.page_of_account)

    @property
    def page_of_account(self) -> str:
        return reverse("wagtailusers_users:edit", args=[self.person.pk])

    def get_page_subtitle(self) -> str:
        return str(self.person)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        people = {"url": reverse("wagtailusers_users:index"), "label": _("Gebruikers")}
        one = {"url": self.page_of_account, "label": str(self.person)}
        return [*self.breadcrumbs_items, people, one, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(person=self.person, back=self.page_of_account, **kwargs)
