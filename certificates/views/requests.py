"""Requests as views behind `login_required` get them; only for annotations."""

from django.http import HttpRequest

from accounts.models import User

__all__ = ["MemberRequest"]


class MemberRequest(HttpRequest):
    """Somebody is signed in."""

    user: User
