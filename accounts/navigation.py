"""Where somebody goes next: only to paths of this site, and only where he may come."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.models import User
from accounts.roles import Role

__all__ = ["ADMIN", "home_of", "is_local", "next_path", "path_with_next"]

ADMIN = "/beheer/"
PORTAL = "/wijk/"


def is_local(url: str | None) -> bool:
    """Whether `url` is a path on this site (`//elders.nl` and `/\\elders.nl` are not)."""
    return url is not None and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def next_path(request: HttpRequest) -> str:
    """The safe `next` of a form or link, or nothing."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return url if is_local(url) else ""


def path_with_next(name: str, *, url: str) -> str:
    """The path of the view `name`, carrying `url` along."""
    path = resolve_url(name)
    return f"{path}?{urlencode({'next': url})}" if url else path


def home_of(user: User | AnonymousUser, *, url: str = "") -> str:
    """`url` when this user may come there, else the page where his work is.

    Wagtail sends whoever may not enter `/beheer/` to sign in; going back there would never end.
    """
    may_administer = user.has_perm("wagtailadmin.access_admin")
    if isinstance(user, User) and not user.name and not user.is_staff:
        # Without a name no certificate can be made; an account that came from a mistyped form may have none.
        return path_with_next("keep", url="" if url.startswith(ADMIN) else url)
    if url and (may_administer or not url.startswith(ADMIN)):
        return url
    if may_administer:
        return ADMIN
    if isinstance(user, User) and Role.OFFICER in user.roles:
        return PORTAL
    return resolve_url(settings.LOGIN_REDIRECT_URL)
