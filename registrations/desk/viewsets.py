"""The menu *Registraties* in `/beheer/` (Wagtail viewsets)."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from registrations import services
from registrations.desk import claims, moving, registrations
from registrations.desk.forms import BeatForm, GroupForm
from registrations.desk.import_viewset import ImportsViewSet
from registrations.desk.officers import InvitationViewSet
from registrations.desk.teams import TeamsViewSet
from registrations.models import Beat, Group, Registration
from registrations.permissions import RegisterPolicy

__all__ = ["RegistrationsGroup"]


class KeepersMenuItem(MenuItem):
    """Shown to who keeps the register."""

    def is_shown(self, request: Any) -> bool:
        return RegisterPolicy(Registration).user_has_permission(request.user, "change")


class ClaimsViewSet(ViewSet):
    """The queue of claims, and the pages of one registration."""

    name = "registrations_admin"
    url_prefix = "registraties/aanvragen"
    menu_label = _("Aanvragen")
    icon = "clipboard-list"
    menu_item_class = KeepersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        queue = claims.ClaimQueue
        return [
            path("", queue.as_view(), name="index"),
            path("results/", queue.as_view(results_only=True), name="index_results"),
            path("bevestigen/", claims.ConfirmClaims.as_view(), name="confirm"),
            path("afwijzen/", claims.RefuseClaims.as_view(), name="refuse_many"),
            path("<uuid:key>/", registrations.RegistrationDetail.as_view(), name="detail"),
            path("<uuid:key>/weigeren/", registrations.RefuseClaim.as_view(), name="refuse"),
            path("<uuid:key>/overzetten/", moving.MoveRegistration.as_view(), name="move"),
            path("<uuid:key>/beeindigen/", registrations.EndRegistration.as_view(), name="end"),
        ]


class AllViewSet(ViewSet):
    """Every registration, with a filter."""

    name = "registrations_all"
    url_prefix = "registraties/alle"
    menu_label = _("Alle registraties")
    icon = "user"
    menu_item_class = KeepersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        listing = registrations.RegistrationList
        return [
            path("", listing.as_view(), name="index"),
            path("results/", listing.as_view(results_only=True), name="index_results"),
        ]


class RegisterViewSet(ModelViewSet):
    """Common to groups and beats: rights by role, no copies, out of Wagtail's reference index.

    The index would be kept with every imported row, and nothing of a page refers to a group.
    """

    add_to_reference_index = False
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 50
    model_form: Any = None

    def get_form_class(self, for_update: bool = False) -> Any:
        return self.model_form

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """None: the role decides, so there is nothing to tick at a role in `/beheer/`."""
        return Permission.objects.none()

    @cached_property
    def permission_policy(self) -> RegisterPolicy:
        return RegisterPolicy(self.model)


class GroupViewSet(RegisterViewSet):
    model = Group
    model_form = GroupForm
    name = "registrations_groups"
    url_prefix = "registraties/groepen"
    icon = "group"
    list_display = ["name", "number", "kind", "place", "municipality", "status"]
    list_filter = ["kind", "status"]
    search_fields = ["number", "name", "place", "municipality"]


class BeatDeleteView(DeleteView):
    confirmation_message = _(
        "De wijkagent ziet daarna niets meer van de wijk. De rol wijkagent blijft: certificaten controleren kan nog. "
        "Haal de rol weg bij Gebruikers."
    )

    def delete_action(self) -> None:
        services.delete_beat(beat=self.object, by=self.request.user, now=timezone.now())


class BeatViewSet(RegisterViewSet):
    model = Beat
    model_form = BeatForm
    name = "registrations_beats"
    url_prefix = "registraties/werkgebieden"
    icon = "site"
    list_display = ["name", Column("user", label=_("Wijkagent"))]
    search_fields = ["name", "user__name", "user__email"]
    delete_view_class = BeatDeleteView

    @cached_property
    def permission_policy(self) -> RegisterPolicy:
        return RegisterPolicy(Beat, actions=("add", "change", "view", "delete"))


class RegistrationsGroup(ViewSetGroup):
    """The menu itself."""

    menu_label = _("Registraties")
    menu_icon = "clipboard-list"
    menu_order = 300
    items = (ClaimsViewSet, TeamsViewSet, AllViewSet, GroupViewSet, ImportsViewSet, BeatViewSet, InvitationViewSet)
