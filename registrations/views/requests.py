"""What every view here needs from a request."""

from typing import cast

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User

__all__ = ["person", "safe_next", "typed"]


def person(request: HttpRequest) -> User:
    """The account behind a page that asks for a sign-in."""
    return cast(User, request.user)


def typed(request: HttpRequest, name: str) -> str:
    """A text from the form or the address, or nothing."""
    return request.POST.get(name) or request.GET.get(name) or ""


def safe_next(request: HttpRequest) -> str:
    """Where to go on afterwards: a path of this site, else nothing."""
    url = typed(request, "next")
    return url if url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None) else ""
