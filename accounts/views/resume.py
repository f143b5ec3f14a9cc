"""Going on without an account on another device: the code on paper, made and typed (DESIGN §6)."""

from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.addresses import client_address
from accounts.forms import PaperCodeForm
from accounts.learners import LearnerRequest
from accounts.models import Learner, User
from accounts.services import resuming

__all__ = ["paper", "resume"]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: LearnerRequest) -> HttpResponse:
    """Makes a code and shows it this once, to print or write down; only for a guest."""
    learner = request.learner
    if request.user.is_authenticated:
        return redirect("dashboard")
    if learner is None:
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        code, last_day = resuming.make_code(learner=learner, now=timezone.now())
        return render(request, "accounts/paper.html", {"code": code, "last_day": last_day, "site": site_name()})
    standing = resuming.standing_code(learner=learner, now=timezone.now())
    return render(request, "accounts/paper_ask.html", {"standing": standing})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: LearnerRequest) -> HttpResponse:
    """`/hervatten/`: types the code; this device then goes on with the work of that guest."""
    form = PaperCodeForm(request.POST or None)
    if not form.is_valid():
        return show(request, form)
    now = timezone.now()
    try:
        guest = resuming.resume(code=form.cleaned_data["code"], address=client_address(request), now=now)
        request.learner = arrive(request, guest=guest, now=now)
    except resuming.WhoseWork:
        return ask_whose(request, code=form.cleaned_data["code"], now=now)
    except resuming.UnknownCode as error:
        form.add_error("code", str(error.message))
        return show(request, form)
    except resuming.TooManyTries as error:
        form.add_error(None, str(error.message))
        return show(request, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    return redirect("dashboard")


def arrive(request: LearnerRequest, *, guest: Learner, now: datetime) -> Learner:
    """Who goes on here; the middleware puts his cookie on the answer."""
    user = request.user if isinstance(request.user, User) else None
    owner = request.POST.get("owner", "")
    return resuming.go_on(guest=guest, device=request.learner, user=user, owner=owner, now=now)


def ask_whose(request: LearnerRequest, *, code: str, now: datetime) -> HttpResponse:
    """Two people used this device, or one who began twice: only he knows."""
    has_code = request.learner and resuming.standing_code(learner=request.learner, now=now)
    return render(request, "accounts/resume_whose.html", {"code": code, "has_code": has_code})


def show(request: LearnerRequest, form: PaperCodeForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
    return render(request, "accounts/resume.html", {"form": form}, status=status)


def site_name() -> str:
    """The address of this site as people type it."""
    return settings.ACADEMIE_URL.partition("://")[2]
