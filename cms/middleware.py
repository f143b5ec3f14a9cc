"""Headers of every answer in one place: what a browser may do with our pages (DESIGN §12, research §4)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

GetResponse = Callable[[HttpRequest], HttpResponse]

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
# Wagtail's rich text editor writes style attributes; its preview shows our pages in a frame of our own.
ADMIN = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; media-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'; object-src 'none'"
)
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"
# Pages about one person or one certificate: kept by nobody, indexed by nobody.
PERSONAL = (
    "/mijn/",
    "/leren/",
    "/panel/",
    "/proef/",
    "/avond/",
    "/hervatten/",
    "/inloggen/",
    "/uitloggen/",
    "/wijk/",
    "/controle/",
    "/c/",
    "/C/",
    "/beheer/",
    "/demo/",
)


class HeadersMiddleware:
    """Sets the security headers, and `no-store` on whatever is personal; answers HEAD without a body."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content and request.method == "GET":
            # An empty page would be all that somebody sees who comes back from signing in.
            allowed = response.headers["Allow"]
            response = render(request, "405.html", status=405)
            response.headers["Allow"] = allowed
        is_admin = request.path.startswith("/beheer/")
        policy = ADMIN if is_admin else STRICT
        if settings.HTTPS:
            policy += "; upgrade-insecure-requests"
        if is_admin:
            # Not setdefault: Wagtail makes a preview by asking itself for the public page, which was strict.
            response.headers["Content-Security-Policy"] = policy
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(PERSONAL) or is_known(request):
            response.headers.setdefault("Cache-Control", "no-store, private")
        if request.path.startswith(PERSONAL):
            response.headers.setdefault("X-Robots-Tag", "noindex")
        if request.method == "HEAD":
            drop_body(response)
        return response


def drop_body(response: HttpResponseBase) -> None:
    """Leaves status and headers, the length of the body too: gunicorn warns in the log about each it has to drop."""
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    elif isinstance(response, HttpResponse):
        response.content = b""


def is_known(request: HttpRequest) -> bool:
    """Whether the page may show something of one person, such as how far he came."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or settings.DEVICE_COOKIE_NAME in request.COOKIES
