"""The foundation's pages in `/beheer/`: the queue of claims, all registrations, one registration."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import BaseListingView, PermissionCheckedMixin, WagtailAdminTemplateMixin

from registrations import services
from registrations.forms import ReasonForm
from registrations.models import Registration, RegistrationQuerySet
from registrations.permissions import RegisterPolicy
from registrations.views.requests import person

__all__ = ["ClaimQueue", "ConfirmClaims", "EndRegistration", "RefuseClaim", "RegistrationDetail", "RegistrationList"]

MAX_AT_ONCE = 200


class KeepersOnly(PermissionCheckedMixin):
    """Pages for who keeps the register; others get Wagtail's own refusal (DESIGN §6)."""

    permission_policy = RegisterPolicy(Registration)
    permission_required = "change"


class ChoiceColumn(Column):
    """A box to tick, named after the person and the group."""

    cell_template_name = "registrations/admin/choice_cell.html"


class DecideColumn(Column):
    """Confirm and refuse, for one claim."""

    cell_template_name = "registrations/admin/decide_cell.html"


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


class ClaimQueue(Listing):
    """Claims that wait, oldest first, to confirm by row or by ticking several."""

    page_title = gettext_lazy("Aanvragen")
    header_icon = "clipboard-list"
    default_ordering = "claimed_at"
    index_url_name = "registrations_admin:index"
    index_results_url_name = "registrations_admin:index_results"
    results_template_name = "registrations/admin/queue_results.html"
    no_results_message = gettext_lazy("Er wachten geen aanvragen.")
    columns = [
        ChoiceColumn("choice", label=gettext_lazy("Kies")),
        *GROUP_COLUMNS,
        DecideColumn("decide", label=gettext_lazy("Beslis")),
    ]

    def get_base_queryset(self) -> RegistrationQuerySet:
        return super().get_base_queryset().pending()


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


class ConfirmClaims(KeepersOnly, View):
    """Confirms the ticked claims, or the one whose button was pressed; each in its own transaction."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        only = request.POST.get("only")
        keys = valid_keys([only] if only else request.POST.getlist("key"))
        if not keys:
            messages.warning(request, _("Vink eerst een of meer aanvragen aan."))
            return redirect("registrations_admin:index")
        done, errors = self._confirm(keys)
        if done:
            sentence = ngettext("%(count)d registratie bevestigd.", "%(count)d registraties bevestigd.", done)
            messages.success(request, sentence % {"count": done})
        for name, error in errors:
            messages.warning(request, f"{name}: {error}")
        return redirect("registrations_admin:index")

    def _confirm(self, keys: list[uuid.UUID]) -> tuple[int, list[tuple[str, str]]]:
        claims = Registration.objects.decidable_by(self.request.user).select_related("user", "group")
        done, errors = 0, []
        for registration in claims.filter(key__in=keys):
            try:
                services.confirm(registration=registration, by=person(self.request), now=timezone.now())
                done += 1
            except services.RegistrationError as error:
                errors.append((str(registration.user), str(error)))
        return done, errors


def valid_keys(texts: list[str]) -> list[uuid.UUID]:
    """The keys among what was posted; anything else is left out."""
    keys = []
    for text in texts[:MAX_AT_ONCE]:
        try:
            keys.append(uuid.UUID(text))
        except ValueError:
            continue
    return keys


class OneRegistration(KeepersOnly, WagtailAdminTemplateMixin):
    """Something about one registration, found by its key."""

    header_icon = "user"
    kwargs: dict[str, Any]

    @cached_property
    def registration(self) -> Registration:
        registrations = Registration.objects.decidable_by(self.request.user).select_related("user", "group")
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
        return super().get_context_data(events=self.registration.events.all(), **kwargs)


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
    done_message = gettext_lazy("De aanvraag is afgewezen. De aanvrager leest je uitleg.")

    def act(self, reason: str) -> None:
        services.refuse(registration=self.registration, by=person(self.request), reason=reason, now=timezone.now())


class EndRegistration(ReasonView):
    page_title = gettext_lazy("Registratie beëindigen")
    submit_label = gettext_lazy("Beëindig")
    done_message = gettext_lazy("De registratie is beëindigd.")

    def act(self, reason: str) -> None:
        services.end(registration=self.registration, by=person(self.request), reason=reason, now=timezone.now())
