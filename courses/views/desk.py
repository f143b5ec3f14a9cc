"""Who may open which page of the menu *Toetsen* in `/beheer/` (DESIGN §6)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied

from accounts.models import User
from accounts.roles import Role
from courses.models.remarks import ABOUT_CHECKING, ABOUT_COURSES

__all__ = ["FIGURES", "FOUNDATION", "JUDGES", "REMARKS", "WRITERS", "for_roles", "may_open"]

WRITERS = frozenset({Role.EDITOR, Role.CHIEF_EDITOR, Role.ADMIN})
"""Take questions in from a file."""
FIGURES = WRITERS
"""Read anonymous figures."""
JUDGES = frozenset({Role.CHIEF_EDITOR, Role.ADMIN})
"""Mark open answers and correct judgements."""
FOUNDATION = frozenset({Role.REGISTRAR, Role.ADMIN})
"""Read why somebody took an extra attempt; give more time."""

REMARKS = ABOUT_COURSES | ABOUT_CHECKING
"""Read and deal with what people say is not right, each what is his (`Remark.objects.for_user`)."""

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def may_open(user: Any, roles: frozenset[Role]) -> bool:
    """Whether `user` has one of the roles."""
    return isinstance(user, User) and user.has_role(*roles)


def for_roles(roles: frozenset[Role]) -> Callable[[View[P]], View[P]]:
    """Refuses everybody else the way Wagtail does."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not may_open(request.user, roles):
                return permission_denied(request)
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]  # mypy counts the name `request` as part of the type

    return guard
