"""Buurtpreventieteams register themselves: `/groepen/aanmelden/` and `/mijn/registraties/team/` (DESIGN §6)."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from registrations.models import Registration, TeamApplication
from registrations.services import RegistrationError
from registrations.services.teams import apply, withdraw
from registrations.team_forms import TeamForm
from registrations.team_selectors import municipality_names, own_teams, similar_groups
from registrations.team_words import can_withdraw, fact_rows, history
from registrations.views.requests import person

__all__ = ["detail", "form", "intro", "stop"]


@require_safe
def intro(request: HttpRequest) -> HttpResponse:
    """For whom, what is asked and why, who reads it, what anybody sees."""
    return render(request, "registrations/team_intro.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """The form, then a page to look it over, then it is sent; what was typed goes along in hidden fields."""
    user = person(request)
    if not user.name:  # the foundation has to know whom it answers
        return redirect(f"{reverse('keep')}?{urlencode({'next': request.path})}")
    bound = TeamForm(request.POST or None, instance=TeamApplication(user=user))
    if not bound.is_valid() or "change" in request.POST:
        return _form_page(request, bound)
    if "send" not in request.POST:
        return _check_page(request, bound)
    try:
        team = apply(application=bound.instance, now=timezone.now())
    except RegistrationError as error:
        bound.add_error(None, str(error))
        return _form_page(request, bound)
    return redirect("registrations:team_detail", team.key)


@login_required
@require_safe
def detail(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What became of it, what happens next, what was told, what happened."""
    team = _own_or_404(request, key)
    registration = Registration.objects.standing().filter(user=person(request), group=team.group_id).first()
    context = {"team": team, "registration": registration, "can_withdraw": can_withdraw(team)}
    return render(request, "registrations/team_detail.html", context | _told(team))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """*Trek in*, after one question."""
    team = _own_or_404(request, key)
    context: dict[str, Any] = {"team": team, "can_withdraw": can_withdraw(team)}
    if request.method == "POST":
        try:
            withdraw(application=team, by=person(request), now=timezone.now())
            messages.success(request, _("Je aanmelding is ingetrokken."))
            return redirect("registrations:team_detail", team.key)
        except RegistrationError as error:
            context["error"] = str(error)
    return render(request, "registrations/team_stop.html", context)


def _own_or_404(request: HttpRequest, key: uuid.UUID) -> TeamApplication:
    return get_object_or_404(own_teams(person(request)), key=key)


def _told(team: TeamApplication) -> dict[str, Any]:
    return {"facts": fact_rows(team), "history": history(team)}


def _form_page(request: HttpRequest, bound: TeamForm) -> HttpResponse:
    context = {"form": bound, "municipalities": municipality_names(), "teams": own_teams(person(request))}
    return render(request, "registrations/team_form.html", context)


def _check_page(request: HttpRequest, bound: TeamForm) -> HttpResponse:
    team = bound.instance
    context = {"form": bound, "team": team, "facts": fact_rows(team), "similar": similar_groups(team)}
    return render(request, "registrations/team_check.html", context)
