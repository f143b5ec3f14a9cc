"""`/beheer/registraties/wijkagent-uitnodigen/`: a wijkagent comes in by invitation only (DESIGN §6).

It gives a role, so it is for who may give roles: stichting-beheer.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.names import NameField
from accounts.roles import Role
from registrations.desk.forms import BeatForm
from registrations.models import Beat
from registrations.services import RegistrationError
from registrations.services.inviting import invite_officer
from registrations.views.requests import person

__all__ = ["InvitationForm", "InvitationViewSet", "InviteOfficer"]


class RoleGivers(BasePermissionPolicy):
    """Who may give roles in `/beheer/users/`."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return user.has_role(Role.ADMIN)


class InvitationForm(BeatForm):
    """A beat, and in place of an account that is there the name and address of somebody new."""

    officer_name = NameField(label=gettext_lazy("Naam van de wijkagent"))
    officer_email = forms.EmailField(
        label=gettext_lazy("Werkadres (e-mail)"),
        max_length=254,
        help_text=gettext_lazy("Hierheen gaat de uitnodiging. Met dit adres logt de wijkagent in."),
        error_messages={"required": gettext_lazy("Vul het e-mailadres van de wijkagent in.")},
    )

    field_order = ["officer_name", "officer_email", "name", "municipalities", "postcodes"]

    class Meta:
        model = Beat
        fields = ["name"]
        labels = {"name": gettext_lazy("Naam van het werkgebied")}
        help_texts = {"name": gettext_lazy("Wie een certificaat heeft, leest deze naam: politie, Stein, 3 mei.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["user"]  # the beat of somebody who is not there yet

    def save(self, commit: bool = True) -> Beat:
        data = self.cleaned_data
        return invite_officer(
            name=data["officer_name"],
            email=data["officer_email"],
            beat_name=data["name"],
            municipalities=data["municipalities"],
            ranges=data["postcodes"],
            by=self.for_user,
            now=timezone.now(),
        )


class InviteOfficer(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """The form; what was typed stays when the invitation cannot go out."""

    permission_policy = RoleGivers(Beat)
    permission_required = "add"
    page_title = gettext_lazy("Wijkagent uitnodigen")
    header_icon = "mail"
    form_class = InvitationForm
    template_name = "registrations/admin/invite_officer.html"
    success_url = reverse_lazy("registrations_beats:index")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"for_user": person(self.request)}

    def form_valid(self, form: InvitationForm) -> HttpResponse:
        try:
            beat = form.save()
        except RegistrationError as error:
            form.add_error("officer_email", str(error))
        except ValidationError as error:
            form.add_error("officer_name", error)
        else:
            words = _("De uitnodiging gaat naar %(email)s. Het werkgebied “%(beat)s” staat klaar.")
            messages.success(self.request, words % {"email": beat.user.email, "beat": beat.name})
            return super().form_valid(form)
        return self.form_invalid(form)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        beats = {"url": reverse("registrations_beats:index"), "label": _("Werkgebieden")}
        return [*self.breadcrumbs_items, beats, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = {"submit_button_label": _("Nodig uit"), "submit_button_active_label": _("Bezig…")}
        return super().get_context_data(action_url=self.request.path, **labels, **kwargs)


class InvitationMenuItem(MenuItem):
    """Shown to who may give roles."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_role(Role.ADMIN))


class InvitationViewSet(ViewSet):
    """Its place in the menu *Registraties*."""

    name = "registrations_invite"
    url_prefix = "registraties/wijkagent-uitnodigen"
    menu_label = gettext_lazy("Wijkagent uitnodigen")
    icon = "mail"
    menu_item_class = InvitationMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", InviteOfficer.as_view(), name="index")]
