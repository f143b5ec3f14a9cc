"""How long staff stay signed in: half a day from signing in, half an hour after the last act (DESIGN §6).

Learners stay 90 days (`SESSION_COOKIE_AGE`): they have little to lose, and no wish for a password. The session of
somebody with a role knows when it began and when it was last used; it ends as a whole, on learner pages too. Nothing
is asked of the database for it: the mark is in the session that is read anyway, and is written once a minute at most.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.middleware import GUARDED
from accounts.models import User
from accounts.navigation import is_local, path_with_next

__all__ = ["IDLE", "LONGEST", "StaffSessionMiddleware", "begin"]

LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=30)
NOTED_EVERY = timedelta(minutes=1)
KEY = "accounts.staff"  # [signed in, last used], in seconds since 1970
WITHOUT_SESSION = ("/static/", "/media/")
# A page that stays open asks this by itself, every few seconds: nobody need be there.
BY_ITSELF = "/beheer/editing-sessions/"

GetResponse = Callable[[HttpRequest], HttpResponse]


def begin(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receives Django's `user_logged_in`, the one place that every way of signing in passes."""
    # Not `user.is_staff`: that would keep the roles of this moment on the object.
    if user.is_superuser or user.groups.exists():
        mark(request, began=timezone.now(), seen=timezone.now())


def mark(request: HttpRequest, *, began: datetime, seen: datetime) -> None:
    """Writes the two times into the session."""
    request.session[KEY] = [began.timestamp(), seen.timestamp()]


class StaffSessionMiddleware:
    """Ends a session of staff in time; comes before whatever asks who is there."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(WITHOUT_SESSION) or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        if is_over(request, now=timezone.now()):
            return self.end(request)
        return self.get_response(request)

    def end(self, request: HttpRequest) -> HttpResponse:
        """Signs out; the page then answers a stranger, and keeps what was typed where it can."""
        logout(request)
        if loses_what_was_sent(request):
            messages.warning(
                request, _("Je was te lang weg. Het laatste is niet opgeslagen: log in en doe het nog eens.")
            )
            return redirect(path_with_next("sign_in", url=came_from(request)))
        messages.info(request, _("Je was een tijd weg. Log opnieuw in, dan kom je terug waar je was."))
        return self.get_response(request)


def is_over(request: HttpRequest, *, now: datetime) -> bool:
    """Whether this session has to end now; one that goes on is noted as used."""
    times = request.session.get(KEY)
    if times is None:
        begin_late(request, now=now)
        return False
    began, seen = (datetime.fromtimestamp(time, tz=now.tzinfo) for time in times)
    if now - began >= LONGEST or now - seen >= IDLE:
        return True
    if now - seen >= NOTED_EVERY and not request.path.startswith(BY_ITSELF):
        mark(request, began=began, seen=now)
    return False


def begin_late(request: HttpRequest, *, now: datetime) -> None:
    """Who got a role while he was signed in: his half day begins at his first page of the staff."""
    if request.path.startswith(GUARDED) and request.user.is_authenticated and request.user.is_staff:
        mark(request, began=now, seen=now)


def loses_what_was_sent(request: HttpRequest) -> bool:
    """Whether this is a form of the staff's pages; their scripts get the answer of a stranger, and say so."""
    by_script = "application/json" in request.headers.get("Accept", "") or "X-Requested-With" in request.headers
    return request.method == "POST" and request.path.startswith(GUARDED) and not by_script


def came_from(request: HttpRequest) -> str:
    """The page with the form: the address of a button may open for a POST only."""
    page = urlsplit(request.headers.get("Referer", ""))
    path = f"{page.path}?{page.query}" if page.query else page.path
    is_ours = page.netloc == request.get_host() and path.startswith(GUARDED) and is_local(path)
    return path if is_ours else GUARDED[request.path.startswith(GUARDED[1])]
