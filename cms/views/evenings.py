"""The pages of who leads a course evening: open, show on the big screen, close, say who was there (DESIGN §6)."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from certificates.dates import local_day
from cms.evening_forms import OpenForm, Ticks
from cms.evening_selectors import course_title, evening_lines, guests_of, own_evenings, qr_of
from cms.models.evenings import Evening
from cms.services.attending import say_who_was_there
from cms.services.evening_privacy import names_are_gone, seen_on
from cms.services.evenings import EveningError, close_evening, host_groups, is_led, open_evening
from courses.selectors import catalog_cards

__all__ = ["close", "host", "index", "present", "screen"]

SHOWN = 50  # evenings in the list


class HostRequest(HttpRequest):
    """Django's request behind `login_required`; only for annotations."""

    user: User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HostRequest) -> HttpResponse:
    """Own evenings, and opening one for a group that he manages; 404 for who never managed any."""
    groups, now = host_groups(request.user), timezone.now()
    form = OpenForm(request.POST if request.method == "POST" else None, groups=groups, today=local_day(now))
    if not form.is_valid():
        return show_index(request, form)
    try:
        evening = open_evening(
            host=request.user,
            group=form.group,
            course=form.course,
            on=form.cleaned_data["on"],
            now=now,
        )
    except EveningError as error:
        form.add_error(None, str(error))
        return show_index(request, form)
    if evening.opened_at < now:
        messages.info(request, _("Deze avond had je al geopend. Hier is hij."))
    return redirect("evening_host", evening.key)


def show_index(request: HostRequest, form: OpenForm) -> HttpResponse:
    groups, evenings = list(form.groups), evening_lines(request.user, now=timezone.now(), limit=SHOWN)
    if not groups and not evenings:
        raise Http404
    context = {
        "form": form,
        "groups": groups,
        "courses": catalog_cards(),
        "evenings": evenings,
        "today": form.today,
    }
    return render(request, "cms/evening_index.html", context)


@login_required
@require_safe
def host(request: HostRequest, key: uuid.UUID) -> HttpResponse:
    """One evening: the code, who joined, and what to do next."""
    return render(request, "cms/evening_host.html", evening_context(request, key))


@login_required
@require_safe
def screen(request: HostRequest, key: uuid.UUID) -> HttpResponse:
    """For the beamer: address, code, QR and how many joined; no names."""
    return render(request, "cms/evening_screen.html", evening_context(request, key))


@login_required
@require_POST
def close(request: HostRequest, key: uuid.UUID) -> HttpResponse:
    """Nobody joins any more; then on to who was there."""
    close_evening(evening=own_or_404(request, key), by=request.user, now=timezone.now())
    return redirect("evening_present", key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def present(request: HostRequest, key: uuid.UUID) -> HttpResponse:
    """Ticks who was there; nobody is ticked beforehand, because his word makes them *lid*."""
    context = evening_context(request, key)
    context["left"] = [guest for guest in context["guests"] if not guest.was_there]
    if request.method == "POST":
        ticks = Ticks.read(request.POST)
        try:
            say_who_was_there(
                evening=context["evening"],
                by=request.user,
                present=ticks.present,
                absent=ticks.absent,
                now=timezone.now(),
            )
        except EveningError as error:
            return render(request, "cms/evening_present.html", context | {"error": str(error), "ticks": ticks.present})
        messages.success(request, _("Bewaard. Hieronder zie je wie er bij je groep hoort."))
        return redirect("evening_host", key)
    return render(request, "cms/evening_present.html", context)


def evening_context(request: HostRequest, key: uuid.UUID) -> dict[str, Any]:
    """What every page about one evening shows. 404 for an evening of somebody else."""
    evening, now = own_or_404(request, key), timezone.now()
    led, are_gone = is_led(evening), names_are_gone(evening, now=now)
    return {
        "evening": evening,
        "is_led": led,
        "title": course_title(evening.course),
        # Names were given to the beheerder of the group; who is that no more does not see them.
        "guests": list(guests_of(evening)) if led else [],
        "names_are_gone": are_gone,
        "seen": seen_on([evening])[evening.key] if are_gone else None,
        "qr": qr_of(evening),
        "site": settings.ACADEMIE_URL.partition("://")[2],
        "today": local_day(now),
    }


def own_or_404(request: HostRequest, key: uuid.UUID) -> Evening:
    return get_object_or_404(own_evenings(request.user), key=key)
