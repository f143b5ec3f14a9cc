"""The mailbox of the demo: every mail of the outbox, readable, because nothing leaves (DESIGN §8)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from post_office.models import Email

__all__ = ["mailbox", "message"]

SHOWN = 50
View = Callable[..., HttpResponse]


def demo_only(view: View) -> View:
    """Outside the demo the page does not exist: it shows everybody's codes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@demo_only
@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The last mails, newest first."""
    emails = Email.objects.only("to", "subject", "message", "created").order_by("-created", "-pk")[:SHOWN]
    return render(request, "accounts/demo_mailbox.html", {"emails": emails})


@demo_only
@never_cache
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail as it was written."""
    return render(request, "accounts/demo_message.html", {"email": get_object_or_404(Email, pk=pk)})
