"""*Ben jij het?* in front of what cannot be undone: a browser that was left open may not do it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.navigation import path_with_next
from accounts.views.second_factor import is_fresh

__all__ = ["proof_required"]

View = Callable[..., HttpResponse]


def proof_required(view: View) -> View:
    """Only for who typed a code in the last quarter of an hour: of his mail, or of his app when he has one."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_fresh(request):
            return redirect(path_with_next("account_reauthenticate", url=request.path))
        return view(request, *args, **kwargs)

    return guarded
