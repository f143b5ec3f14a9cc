"""The limit against guessing the private links of panels and previews (DESIGN §6)."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts import limits
from accounts.addresses import client_address

__all__ = ["missed_link"]

MISSES = 30  # links that open nothing, in a minute, from one address: nobody guesses 192 bits, but it costs us queries
MINUTE = timedelta(minutes=1)


def missed_link(request: HttpRequest) -> HttpResponse:
    """The answer to a token that opens nothing, wrong, replaced or over: 404 like any other page, 429 to who goes on.

    A link that does open something never meets the limit: strangers on one network must not shut out a member.
    """
    key = limits.key_for("private-link-miss", client_address(request))
    if not limits.allow(key=key, limit=MISSES, window=MINUTE, now=timezone.now()):
        response = render(request, "429.html", status=429)
        response.headers["Retry-After"] = str(int(MINUTE.total_seconds()))
        return response
    raise Http404
