"""Taking along everything about oneself, going away for good, and signing out everywhere (DESIGN §6)."""

import json
from http import HTTPStatus

from allauth.account.internal.flows.logout import logout
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.learners import LearnerRequest, forget_device
from accounts.models import User
from accounts.readable import readable
from accounts.services.erasing import LastAdmin, erase_account, must_stay
from accounts.services.exporting import TooManyExports, take_along
from accounts.services.sessions import end_other_sessions
from accounts.views.proof import proof_required

__all__ = ["download", "erase", "erase_for_good", "sign_out_everywhere"]

form_page = require_http_methods(["GET", "HEAD", "POST"])


class PersonRequest(LearnerRequest):
    """Django's request behind `login_required`; only for annotations."""

    user: User


@never_cache
@form_page
@login_required
def download(request: PersonRequest) -> HttpResponse:
    """`/mijn/gegevens/meenemen/`: GET explains, POST gives everything: a JSON file, or a page to read."""
    if request.method != "POST":
        return render(request, "accounts/take_along.html")
    try:
        data = take_along(user=request.user, now=timezone.now())
    except TooManyExports as error:
        return render(
            request, "accounts/take_along.html", {"error": error.message}, status=HTTPStatus.TOO_MANY_REQUESTS
        )
    if request.POST.get("kind") == "json":
        return as_file(data)
    return render(request, "accounts/taken_along.html", {"nodes": readable(data)})


def as_file(data: object) -> HttpResponse:
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="mijn-gegevens.json"'},
    )


@never_cache
@require_http_methods(["GET", "HEAD"])
@login_required
def erase(request: PersonRequest) -> HttpResponse:
    """`/mijn/gegevens/verwijderen/`: what goes, what stays, and what to take along first."""
    return render(request, "accounts/erase.html", {"must_stay": must_stay(request.user)})


@never_cache
@form_page
@proof_required
def erase_for_good(request: PersonRequest) -> HttpResponse:
    """`/mijn/gegevens/verwijderen/zeker/`: asks once more; the POST erases, and there is nobody signed in after it."""
    if request.method != "POST" or "sure" not in request.POST:
        is_unsure = request.method == "POST"
        return render(request, "accounts/erase_for_good.html", {"is_unsure": is_unsure})
    try:
        erase_account(user=request.user, by=request.user, now=timezone.now())
    except LastAdmin:
        return redirect("erase")
    return leave(request)


def leave(request: LearnerRequest) -> HttpResponse:
    """Signs out, takes the cookie of the device away, and says that it is done."""
    logout(request, show_message=False)
    request.learner = None
    response = render(request, "accounts/erased.html")
    forget_device(response)
    return response


@never_cache
@form_page
@login_required
def sign_out_everywhere(request: PersonRequest) -> HttpResponse:
    """`/uitloggen/overal/`: GET shows a button, POST ends every session but this one."""
    if request.method != "POST":
        return render(request, "accounts/sign_out_everywhere.html")
    end_other_sessions(request=request, user=request.user, now=timezone.now())
    messages.success(request, _("Gedaan. Op al je andere toestellen ben je nu uitgelogd."))
    return redirect("personal")
