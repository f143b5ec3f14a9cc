"""`/mijn/registraties/`: a person's own registrations, adding one, stopping one."""

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registrations import services
from registrations.codes import clean_query, postcode_mistake
from registrations.forms import ClaimForm
from registrations.models import Registration
from registrations.selectors import (
    claims_for_manager,
    find_groups,
    has_manager,
    own_registrations,
    shown_on_certificates,
)
from registrations.team_selectors import own_teams, team_behind
from registrations.team_words import can_withdraw, next_step
from registrations.views.requests import person, safe_next, typed

__all__ = ["add", "choose", "detail", "mine", "stop"]


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Own registrations with their history, own teams, and the claims that wait for this beheerder."""
    user = person(request)
    registrations = list(own_registrations(user))
    counts = Counter(one.status for one in registrations)
    context = {
        "registrations": registrations,
        "shown": shown_on_certificates(user),
        "has_choice": counts[Registration.Status.CONFIRMED] > 1,
        "has_more_claims": counts[Registration.Status.PENDING] > 1,
        "claims": claims_for_manager(user).pending(),
        "teams": [(team, next_step(team), can_withdraw(team)) for team in own_teams(user)],
        "next": safe_next(request),
    }
    return render(request, "registrations/mine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """*Groep toevoegen*: search, choose a group and a role, claim it."""
    if request.method != "POST":
        return _add_page(request, ClaimForm())
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return _add_page(request, form)
    try:
        registration = services.claim(
            user=person(request), group=form.group, role=form.cleaned_data["role"], now=timezone.now()
        )
    except services.RegistrationError as error:
        form.add_error(None, str(error))
        return _add_page(request, form)
    return redirect(_detail_url(registration, safe_next(request)))


@login_required
@require_safe
def detail(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One registration: what it is now, what happens next, what happened."""
    registration = _own_or_404(request, key)
    shown = shown_on_certificates(person(request))
    is_pending = registration.status == Registration.Status.PENDING
    context = {
        "registration": registration,
        "shown": shown,
        "has_manager": is_pending and has_manager(registration.group),
        "team": team_behind(registration),
        "next": safe_next(request),
    }
    return render(request, "registrations/detail.html", context)


@login_required
@require_POST
def choose(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """*Zet deze groep op mijn certificaat*: for the certificates that come."""
    registration = _own_or_404(request, key)
    try:
        services.choose(registration=registration, by=person(request), now=timezone.now())
        sentence = _("Vanaf nu komt %(group)s op je nieuwe certificaten.")
        messages.success(request, sentence % {"group": registration.group.name})
    except services.RegistrationError as error:
        messages.warning(request, str(error))
    return redirect("registrations:mine")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Withdraws an own claim, or stops an own registration, after one question."""
    registration = _own_or_404(request, key)
    context: dict[str, Any] = {"registration": registration, "team": team_behind(registration)}
    if request.method == "POST":
        try:
            services.end(registration=registration, by=person(request), reason="", now=timezone.now())
            return redirect(_detail_url(registration, ""))
        except services.RegistrationError as error:
            context["error"] = str(error)
    return render(request, "registrations/stop.html", context)


def _own_or_404(request: HttpRequest, key: uuid.UUID) -> Registration:
    return get_object_or_404(own_registrations(person(request)), key=key)


def _detail_url(registration: Registration, after: str) -> str:
    url = reverse("registrations:detail", args=[registration.key])
    return f"{url}?{urlencode({'next': after})}" if after else url


def _add_page(request: HttpRequest, form: ClaimForm) -> HttpResponse:
    text = clean_query(typed(request, "q"))
    context = {
        "q": text,
        "page": find_groups(text=text, page=typed(request, "pagina")),
        "mistake": postcode_mistake(text),
        "form": form,
        "roles": Registration.Role.choices,
        "next": safe_next(request),
    }
    return render(request, "registrations/add.html", context)
