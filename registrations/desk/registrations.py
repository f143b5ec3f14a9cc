"""The foundation's pages in `/beheer/`: all registrations, one registration. The queue is in `claims`."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import BaseListingView, PermissionCheckedMixin, WagtailAdminTemplateMixin

from registrations import services
from registrations.desk.words import known_words
from registrations.forms import ReasonForm
from registrations.models import Registration, RegistrationQuerySet
from registrations.permissions import RegisterPolicy
from registrations.selectors import knowledge_of, with_knowledge
from registrations.views.requests import person

__all__ = [
    "EndRegistration",
    "KeepersOnly",
    "Listing",
    "OneRegistration",
    "RefuseClaim",
    "RegistrationDetail",
    "RegistrationList",
    "detail_url",
    "group_words",
]


class KeepersOnly(PermissionCheckedMixin):
    """Pages for who keeps the register; others get Wagtail's own refusal (DESIGN §6)."""

    permission_policy = RegisterPolicy(Registration)
    permission_required = "change"


def detail_url(registration: Registration) -> str:
    """The page of one registration in `/beheer/`."""
    return reverse("registrations_admin:detail", args=[registration.key])


def group_words(registration: Registration) -> str:
    """The group with its number, in one column: names of people need the room."""
    return f"{registration.group} · {registration.group.number}"


GROUP_COLUMNS = [
    TitleColumn("user", label=gettext_lazy("Naam"), get_url=detail_url, width="20%"),
    Column("email", label=gettext_lazy("E-mailadres"), accessor="user.email"),
    Column("group", label=gettext_lazy("Groep"), accessor=group_words),
    Column("role", label=gettext_lazy("Rol"), accessor="get_role_display"),
    DateColumn("claimed_at", label=gettext_lazy("Aangevraagd"), sort_key="claimed_at"),
]


class Listing(KeepersOnly, BaseListingView):
    """Registrations with their person and group, fifty on a page, searchable."""

    model = Registration
    paginate_by = 50
    is_searchable = True
    search_fields = ["user__name", "user__email", "group__name", "group__number", "group__municipality"]
    verbose_name_plural = Registration._meta.verbose_name_plural

    def get_base_queryset(self) -> RegistrationQuerySet:
        return Registration.objects.decidable_by(self.request.user).select_related("user", "group")


class StatusFilter(WagtailFilterSet):
    class Meta:
        model = Registration
        fields = ["status", "role"]


class RegistrationList(Listing):
    """All registrations, the newest first."""

    page_title = gettext_lazy("Alle registraties")
    header_icon = "user"
    default_ordering = "-claimed_at"
    index_url_name = "registrations_all:index"
    index_results_url_name = "registrations_all:index_results"
    filterset_class = StatusFilter
    columns = [*GROUP_COLUMNS, Column("status", label=gettext_lazy("Stand"), accessor="get_status_display")]


class OneRegistration(KeepersOnly, WagtailAdminTemplateMixin):
    """Something about one registration, found by its key."""

    header_icon = "user"
    kwargs: dict[str, Any]

    @cached_property
    def registration(self) -> Registration:
        registrations = with_knowledge(Registration.objects.decidable_by(self.request.user)).select_related(
            "user", "group", "moved_from__group", "moved_to__group"
        )
        return get_object_or_404(registrations, key=self.kwargs["key"])

    def get_page_subtitle(self) -> str:
        return str(self.registration.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        queue = {"url": reverse("registrations_admin:index"), "label": _("Aanvragen")}
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, queue, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(registration=self.registration, **kwargs)


class RegistrationDetail(OneRegistration, TemplateView):
    """The facts and the history of one registration, with what can be decided."""

    page_title = gettext_lazy("Registratie")
    template_name = "registrations/admin/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.registration
        known = known_words(row, knowledge_of(row)) if row.status == Registration.Status.PENDING else []
        return super().get_context_data(events=row.events.order_by("-at", "-pk"), known=known, **kwargs)


class ReasonView(OneRegistration, FormView):  # type: ignore[type-arg]
    """Asks for a reason, then acts; an act that came too late is told, not raised."""

    form_class = ReasonForm
    template_name = "wagtailadmin/generic/form.html"
    success_url = reverse_lazy("registrations_admin:index")
    submit_label: Any = ""
    done_message: Any = ""

    def act(self, reason: str) -> None:
        raise NotImplementedError

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        try:
            self.act(form.cleaned_data["reason"])
            messages.success(self.request, self.done_message)
        except services.RegistrationError as error:
            messages.warning(self.request, str(error))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = {"submit_button_label": self.submit_label, "submit_button_active_label": _("Bezig…")}
        return super().get_context_data(action_url=self.request.path, **labels, **kwargs)


class RefuseClaim(ReasonView):
    page_title = gettext_lazy("Aanvraag afwijzen")
    submit_label = gettext_lazy("Wijs af")
    done_message = gettext_lazy("De aanvraag is afgewezen. De aanvrager krijgt een mail met je uitleg.")

    def act(self, reason: str) -> None:
        services.refuse(registration=self.registration, by=person(self.request), reason=reason, now=timezone.now())


class EndRegistration(ReasonView):
    page_title = gettext_lazy("Registratie beëindigen")
    submit_label = gettext_lazy("Beëindig")
    done_message = gettext_lazy("De registratie is beëindigd. De persoon krijgt een mail met je uitleg.")

    def act(self, reason: str) -> None:
        services.end(registration=self.registration, by=person(self.request), reason=reason, now=timezone.now())
