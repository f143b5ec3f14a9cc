"""Error pages: a Dutch sentence that says what to do."""

import logging

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or a browser without cookies: what was typed is still in the page before."""
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """More than a form may hold, or bytes that are no text."""
    if isinstance(exception, DisallowedHost):
        return not_our_host(exception)
    return render(request, "400.html", status=400)


def not_our_host(exception: DisallowedHost) -> HttpResponse:
    """Somebody came by an address that is not ours; the page has our own, as the only link that does not stay there.

    Made without the request: asked for its host, it would raise once more. In the log it is one line, for it is no
    error of ours; Django would add a traceback, and leaves that when the response says that it was logged.
    """
    logger.warning("%s", exception)
    response = HttpResponse(render_to_string("400_host.html", {"address": settings.ACADEMIE_URL}), status=400)
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What does not exist, and what is not yours."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault; the template needs no database and no context."""
    return render(request, "500.html", status=500)
