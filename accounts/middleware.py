"""`request.learner` on every page, and the second factor in front of the staff's pages (DESIGN §6)."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.learners import find_learner, forget_device, remember_device
from accounts.models import Learner

__all__ = ["LearnerMiddleware", "SecondFactorMiddleware"]

GetResponse = Callable[[HttpRequest], HttpResponse]

WITHOUT_LEARNER = ("/static/", "/media/", "/beheer/")
GUARDED = ("/beheer/", "/wijk/")
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# An answer is a POST every few seconds; one write an hour is enough to know who went away.
SEEN_EVERY = timedelta(hours=1)


class LearnerMiddleware:
    """Sets `request.learner` (Learner or None) and keeps the device cookie right."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = None if request.path.startswith(WITHOUT_LEARNER) else find_learner(request)
        request.learner = found  # type: ignore[attr-defined]
        response = self.get_response(request)
        self._keep_cookie(request, response, found=found)
        return response

    def _keep_cookie(self, request: Any, response: HttpResponse, *, found: Learner | None) -> None:
        """After the view: a new guest gets the cookie, a guest that was taken over loses it."""
        learner: Learner | None = request.learner
        if learner is None:
            return
        if learner != found and learner.is_guest:
            remember_device(response, guest=learner)
        elif learner != found and found is not None:
            forget_device(response)
        elif acted(request, response) and mark_seen(learner) and learner.is_guest:
            remember_device(response, guest=learner)


def acted(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether somebody did something that was accepted."""
    return request.method == "POST" and response.status_code < HTTPStatus.BAD_REQUEST


def mark_seen(learner: Learner) -> bool:
    """Notes that `learner` acted, at most once an hour; whether it did."""
    now = timezone.now()
    if learner.last_seen_at > now - SEEN_EVERY:
        return False
    return bool(Learner.objects.filter(pk=learner.pk).update(last_seen_at=now))


class SecondFactorMiddleware:
    """Leads staff without a second factor from `/beheer/` and `/wijk/` to the page that sets one up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(GUARDED) and self._lacks_factor(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _lacks_factor(self, request: HttpRequest) -> bool:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return False
        return request.user.is_staff and not is_mfa_enabled(request.user, FACTORS)
