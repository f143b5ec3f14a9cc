"""The queue of claims in `/beheer/`: what waits, what is known about it, and deciding by row or in one go."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

import django_filters  # type: ignore[import-untyped]
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from registrations import services
from registrations.desk.registrations import KeepersOnly, Listing
from registrations.desk.waiting import waiting_by_municipality
from registrations.desk.words import known_words, waits_words
from registrations.forms import ReasonForm
from registrations.models import Registration, RegistrationQuerySet
from registrations.selectors import knowledge_of, with_knowledge
from registrations.views.requests import person

__all__ = ["ClaimQueue", "ConfirmClaims", "RefuseClaims"]

MAX_AT_ONCE = 200
MAX_QUERY = 500  # characters of the filters that a decision goes back to
ALL = gettext_lazy("Alle")
FROM_THE_LIST = {"invalid_choice": gettext_lazy("Kies iets uit de lijst.")}


class ClaimFilter(WagtailFilterSet):
    """By municipality, of which only those are offered where somebody waits, and by role."""

    municipality = django_filters.ChoiceFilter(
        label=gettext_lazy("Gemeente"),
        field_name="group__municipality",
        empty_label=ALL,
        error_messages=FROM_THE_LIST,
    )
    role = django_filters.ChoiceFilter(
        label=gettext_lazy("Rol"), choices=Registration.Role.choices, empty_label=ALL, error_messages=FROM_THE_LIST
    )

    class Meta:
        model = Registration
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = waiting_by_municipality(self.request)
        self.filters["municipality"].extra["choices"] = [(name, name) for name in names]


class ChoiceColumn(Column):
    """A box to tick, named after the person and the group."""

    cell_template_name = "registrations/admin/choice_cell.html"


class WhoColumn(Column):
    """Name and address; leads to the page of the claim."""

    cell_template_name = "registrations/admin/who_cell.html"


class WhatColumn(Column):
    """As what, of which group."""

    cell_template_name = "registrations/admin/what_cell.html"


class WaitsColumn(Column):
    """How long it waits, and since which day."""

    cell_template_name = "registrations/admin/waits_cell.html"


class KnownColumn(Column):
    """What the register knows."""

    cell_template_name = "registrations/admin/known_cell.html"


class DecideColumn(Column):
    """Confirm and refuse, for one claim."""

    cell_template_name = "registrations/admin/decide_cell.html"


class ClaimQueue(Listing):
    """Claims that wait, oldest first, to decide by row or by ticking several."""

    page_title = gettext_lazy("Aanvragen")
    header_icon = "clipboard-list"
    default_ordering = "claimed_at"
    index_url_name = "registrations_admin:index"
    index_results_url_name = "registrations_admin:index_results"
    template_name = "registrations/admin/queue.html"
    results_template_name = "registrations/admin/queue_results.html"
    table_classname = "listing claim-cards"
    no_results_message = gettext_lazy("Er wachten geen aanvragen.")
    filterset_class = ClaimFilter
    columns = [
        ChoiceColumn("choice", label=gettext_lazy("Kies")),
        WhoColumn("user", label=gettext_lazy("Wie"), width="20%"),
        WhatColumn("group", label=gettext_lazy("Wat")),
        WaitsColumn("claimed_at", label=gettext_lazy("Wacht"), sort_key="claimed_at"),
        KnownColumn("known", label=gettext_lazy("Wat we weten")),
        DecideColumn("decide", label=gettext_lazy("Beslis")),
    ]

    def get_base_queryset(self) -> RegistrationQuerySet:
        return with_knowledge(super().get_base_queryset().pending())

    def filter_queryset(self, queryset: Any) -> Any:
        """Nothing for a filter that makes no sense (any more): Wagtail would show all, and *all* can be ticked."""
        return super().filter_queryset(queryset) if self.filters.is_valid() else queryset.none()

    def get_paginator(self, *args: Any, **kwargs: Any) -> Any:
        """All that wait are counted already, for the menu."""
        paginator = super().get_paginator(*args, **kwargs)
        if self.filters.is_valid() and not (self.is_filtering or self.is_searching):
            paginator.count = sum(waiting_by_municipality(self.request).values())
        return paginator

    def get_table(self, object_list: Iterable[Registration]) -> Any:
        """Each row with its words."""
        rows, now = list(object_list), timezone.now()
        for row in rows:
            row.known = known_words(row, knowledge_of(row))  # type: ignore[attr-defined]
            row.waits = waits_words(row.claimed_at, now)  # type: ignore[attr-defined]
        return super().get_table(rows)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(*args, **kwargs) | {"back": self.request.GET.urlencode()[:MAX_QUERY]}


class DecideClaims(KeepersOnly, View):
    """Does one act to each of the ticked claims, in a transaction of its own; tells which could not."""

    def claims(self, keys: list[uuid.UUID]) -> RegistrationQuerySet:
        rows = Registration.objects.decidable_by(self.request.user).select_related("user", "group")
        return rows.filter(key__in=keys).order_by("claimed_at", "pk")

    def decide(self, keys: list[uuid.UUID], act: Callable[[Registration], object]) -> int:
        """How many were done; of the others a message says why not."""
        done = 0
        for registration in self.claims(keys):
            try:
                act(registration)
                done += 1
            except services.RegistrationError as error:
                messages.warning(self.request, f"{registration.user}: {error}")
        return done

    def back(self) -> HttpResponse:
        """To the queue, as it was filtered."""
        query = QueryDict(self.request.POST.get("back", "")[:MAX_QUERY]).urlencode()
        url = reverse("registrations_admin:index")
        return redirect(f"{url}?{query}" if query else url)

    def nothing_ticked(self) -> HttpResponse:
        messages.warning(self.request, _("Vink eerst een of meer aanvragen aan."))
        return self.back()


class ConfirmClaims(DecideClaims):
    """Confirms the ticked claims, or the one whose button was pressed."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        only = request.POST.get("only")
        keys = valid_keys([only] if only else request.POST.getlist("key"))
        if not keys:
            return self.nothing_ticked()
        by, now = person(request), timezone.now()
        done = self.decide(keys, lambda row: services.confirm(registration=row, by=by, now=now))
        if done:
            sentence = ngettext("%(count)d registratie bevestigd.", "%(count)d registraties bevestigd.", done)
            messages.success(request, sentence % {"count": done})
        return self.back()


class RefuseClaims(DecideClaims):
    """Asks one reason for all the ticked claims, then refuses them."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        keys = valid_keys(request.POST.getlist("key"))
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        if form.is_valid() and keys:
            return self._refuse(keys, form.cleaned_data["reason"])
        claims = list(self.claims(keys).pending()) if keys else []
        if not claims:
            return self.nothing_ticked()
        context = {"form": form, "claims": claims, "back": request.POST.get("back", "")[:MAX_QUERY]}
        return render(request, "registrations/admin/refuse_many.html", context | {"page_title": _("Wijs af")})

    def _refuse(self, keys: list[uuid.UUID], reason: str) -> HttpResponse:
        by, now = person(self.request), timezone.now()
        done = self.decide(keys, lambda row: services.refuse(registration=row, by=by, reason=reason, now=now))
        if done:
            sentence = ngettext("%(count)d aanvraag afgewezen.", "%(count)d aanvragen afgewezen.", done)
            messages.success(self.request, sentence % {"count": done})
        return self.back()


def valid_keys(texts: list[str]) -> list[uuid.UUID]:
    """The keys among what was posted; anything else is left out."""
    keys = []
    for text in texts[:MAX_AT_ONCE]:
        try:
            keys.append(uuid.UUID(text))
        except ValueError:
            continue
    return keys
