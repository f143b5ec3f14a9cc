"""Requests of who is signed in."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Final

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import User

__all__ = ["MemberRequest", "keeps_typed", "signed_in", "typed_before"]

View = Callable[..., HttpResponse]
TYPED_KEY: Final = "certificates.typed"
TYPED_LIFETIME: Final = timedelta(hours=1)
LONGEST: Final = 300  # characters of one field: more than any that is asked here takes


class MemberRequest(HttpRequest):
    """Django's request as views behind `login_required` get it; only for annotations."""

    user: User


def signed_in(*, back: str) -> Callable[[View], View]:
    """`login_required` for a button: whose session ended meanwhile comes back on the page `back`, of the same number.

    The address of the button itself opens for a POST only.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, number: str) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(reverse(back, args=[number]))
            return view(request, number)

        return wrapped

    return decorate


def keeps_typed(*fields: str) -> Callable[[View], View]:
    """`login_required` for a form: whose session ended meanwhile finds what he typed in `fields` there again.

    It waits in the session of the browser, for this address only, an hour at most and until something is sent again;
    the view asks for it with `typed_before`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
            if request.user.is_authenticated:
                if request.method == "POST":
                    request.session.pop(TYPED_KEY, None)
                return view(request, *args, **kwargs)
            if request.method == "POST":
                typed = {name: request.POST.get(name, "")[:LONGEST] for name in fields}
                request.session[TYPED_KEY] = [request.path, timezone.now().timestamp(), typed]
            return redirect_to_login(request.path)

        return wrapped

    return decorate


def typed_before(request: HttpRequest) -> dict[str, str]:
    """What was typed in the form at this address before signing in, by name of the field; nothing else: empty."""
    path, at, typed = request.session.get(TYPED_KEY) or ("", 0.0, {})
    is_fresh = timezone.now().timestamp() - at < TYPED_LIFETIME.total_seconds()
    return dict(typed) if path == request.path and is_fresh else {}
