"""`/beheer/registraties/teams/`: teams that registered themselves wait here for the foundation (DESIGN §6)."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from registrations.codes import clean_query, postcode_mistake
from registrations.desk.menu import may_decide
from registrations.desk.registrations import KeepersOnly
from registrations.desk.words import waits_words
from registrations.forms import ReasonForm
from registrations.models import TeamApplication
from registrations.models.teams import TeamApplicationQuerySet
from registrations.selectors import find_groups
from registrations.services import RegistrationError
from registrations.services.team_deciding import accept, merge, refuse
from registrations.services.team_exporting import export_teams
from registrations.team_forms import MergeForm
from registrations.team_selectors import similar_groups, similar_waiting
from registrations.team_words import fact_rows, history
from registrations.views.requests import person, typed

__all__ = ["TeamsViewSet"]

INDEX = "registrations_teams:index"
ALL = "registrations_teams:all"


def members_words(team: TeamApplication) -> str:
    """The number with its word: on a phone the heading of the column is not there."""
    return _("%(count)d leden") % {"count": team.members}


class TeamColumn(Column):
    """Name and place; leads to the page of the application."""

    cell_template_name = "registrations/admin/team_cell.html"


class SenderColumn(Column):
    """Who sent it."""

    cell_template_name = "registrations/admin/team_sender_cell.html"


class WaitsColumn(Column):
    """How long it waits, or what became of it, and since which day."""

    cell_template_name = "registrations/admin/team_state_cell.html"


class TeamListing(KeepersOnly, BaseListingView):
    """Applications with who sent them, fifty on a page, searchable."""

    model = TeamApplication
    paginate_by = 50
    is_searchable = True
    search_fields = ["name", "municipality", "place", "user__name", "user__email", "group__number"]
    verbose_name_plural = TeamApplication._meta.verbose_name_plural
    header_icon = "group"
    template_name = "registrations/admin/queue.html"
    table_classname = "listing claim-cards"
    columns = [
        TeamColumn("name", label=gettext_lazy("Team"), sort_key="name"),
        SenderColumn("user", label=gettext_lazy("Aangemeld door")),
        Column("members", label=gettext_lazy("Grootte"), accessor=members_words, sort_key="members"),
        WaitsColumn("applied_at", label=gettext_lazy("Stand"), sort_key="applied_at"),
    ]

    def get_base_queryset(self) -> TeamApplicationQuerySet:
        return TeamApplication.objects.for_user(self.request.user).select_related("user", "group")

    def get_table(self, object_list: Iterable[TeamApplication]) -> Any:
        rows, now = list(object_list), timezone.now()
        for row in rows:
            row.waits = waits_words(row.applied_at, now)  # type: ignore[attr-defined]
        return super().get_table(rows)


class TeamQueue(TeamListing):
    """What waits, the oldest first."""

    page_title = gettext_lazy("Teams")
    default_ordering = "applied_at"
    index_url_name = INDEX
    index_results_url_name = "registrations_teams:index_results"
    no_results_message = gettext_lazy("Er wachten geen teams.")

    def get_base_queryset(self) -> TeamApplicationQuerySet:
        return super().get_base_queryset().waiting()

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Alle"), url=reverse(ALL), icon_name="list-ul")]


class TeamFilter(WagtailFilterSet):
    class Meta:
        model = TeamApplication
        fields = ["status"]


class TeamList(TeamListing):
    """All of them, the newest first, with what became of them."""

    page_title = gettext_lazy("Alle teams")
    default_ordering = "-applied_at"
    index_url_name = ALL
    index_results_url_name = "registrations_teams:all_results"
    filterset_class = TeamFilter
    template_name = "registrations/admin/teams_all.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, _queue_crumb(), {"url": "", "label": self.get_page_title()}]


class ExportTeams(KeepersOnly, View):
    """All of them as CSV; a POST, because it is written down who took it along."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        name = f"teams-{timezone.localdate(now):%Y-%m-%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        data = export_teams(by=person(request), now=now)
        return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


class OneTeam(KeepersOnly, WagtailAdminTemplateMixin):
    """Something about one application, found by its key."""

    header_icon = "group"
    kwargs: dict[str, Any]
    request: HttpRequest

    @cached_property
    def team(self) -> TeamApplication:
        rows = TeamApplication.objects.for_user(self.request.user).select_related("user", "group", "decided_by")
        return get_object_or_404(rows, key=self.kwargs["key"])

    def get_page_subtitle(self) -> str:
        return self.team.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, _queue_crumb(), here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(team=self.team, **kwargs)

    def to_team(self) -> HttpResponse:
        return redirect("registrations_teams:detail", self.team.key)


class TeamDetail(OneTeam, TemplateView):
    """What the team told, beside the groups that may be the same, with what can be decided."""

    page_title = gettext_lazy("Aanmelding")
    template_name = "registrations/admin/team_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        team = self.team
        is_waiting = team.status == TeamApplication.Status.WAITING
        context = {"facts": fact_rows(team), "history": history(team), "is_waiting": is_waiting}
        if is_waiting:
            context |= {"similar": similar_groups(team), "waiting": similar_waiting(team)}
        return super().get_context_data(**context, **kwargs)


class AcceptTeam(OneTeam, View):
    """Makes a group of the team; who comes second reads that it was decided."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            team = accept(application=self.team, by=person(request), now=timezone.now())
            number = team.group.number if team.group else ""
            sentence = _("%(name)s staat in het register, met nummer %(number)s. De aanmelder krijgt een mail.")
            messages.success(request, sentence % {"name": team.name, "number": number})
        except RegistrationError as error:
            messages.warning(request, str(error))
            return self.to_team()
        return redirect(INDEX)


class MergeTeam(OneTeam, FormView):  # type: ignore[type-arg]
    """A GET with `q` searches, else the likely groups stand there; the POST merges."""

    page_title = gettext_lazy("Samenvoegen")
    form_class = MergeForm
    template_name = "registrations/admin/team_merge.html"

    def form_valid(self, form: MergeForm) -> HttpResponse:
        as_manager = form.cleaned_data["as_manager"]
        try:
            merge(
                application=self.team,
                group=form.group,
                as_manager=as_manager,
                by=person(self.request),
                now=timezone.now(),
            )
        except RegistrationError as error:
            form.add_error("number", str(error))
            return self.form_invalid(form)
        sentence = _("Samengevoegd met %(group)s. De aanmelder krijgt een mail.")
        messages.success(self.request, sentence % {"group": form.group.name})
        return redirect(INDEX)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = clean_query(typed(self.request, "q"))
        groups = list(find_groups(text=text, page=None)) if text else similar_groups(self.team)
        return super().get_context_data(q=text, groups=groups, mistake=postcode_mistake(text), **kwargs)


class RefuseTeam(OneTeam, FormView):  # type: ignore[type-arg]
    """Asks for a reason, then refuses; a decision that came too late is told, not raised."""

    page_title = gettext_lazy("Aanmelding afwijzen")
    form_class = ReasonForm
    template_name = "wagtailadmin/generic/form.html"

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        try:
            refuse(application=self.team, by=person(self.request), reason=reason, now=timezone.now())
            messages.success(self.request, _("De aanmelding is afgewezen. De aanmelder krijgt een mail met je uitleg."))
        except RegistrationError as error:
            messages.warning(self.request, str(error))
            return self.to_team()
        return redirect(INDEX)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = {"submit_button_label": _("Wijs af"), "submit_button_active_label": _("Bezig…")}
        return super().get_context_data(action_url=self.request.path, **labels, **kwargs)


class TeamsMenuItem(MenuItem):
    """Shown to who keeps the register; without a count, which every page of the desk would pay for."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_decide(request)


class TeamsViewSet(ViewSet):
    """Its place in the menu *Registraties*."""

    name = "registrations_teams"
    url_prefix = "registraties/teams"
    menu_label = gettext_lazy("Teams")
    icon = "group"
    menu_item_class = TeamsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", TeamQueue.as_view(), name="index"),
            path("results/", TeamQueue.as_view(results_only=True), name="index_results"),
            path("alle/", TeamList.as_view(), name="all"),
            path("alle/results/", TeamList.as_view(results_only=True), name="all_results"),
            path("uitvoer/", ExportTeams.as_view(), name="export"),
            path("<uuid:key>/", TeamDetail.as_view(), name="detail"),
            path("<uuid:key>/aannemen/", AcceptTeam.as_view(), name="accept"),
            path("<uuid:key>/samenvoegen/", MergeTeam.as_view(), name="merge"),
            path("<uuid:key>/afwijzen/", RefuseTeam.as_view(), name="refuse"),
        ]


def _queue_crumb() -> dict[str, Any]:
    return {"url": reverse(INDEX), "label": _("Teams")}
