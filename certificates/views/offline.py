"""Checking without network: a small page that installs itself, and what it takes along (DESIGN §7, §9)."""

import functools
import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import offline

__all__ = ["check_offline", "facts", "manifest", "worker"]

# Kept by the device, asked again each time: none of it is about a person or says what he checks.
FRESH = "no-cache"
BRAND, PAPER = "#0F5C55", "#FBF8F3"


@require_safe
def check_offline(request: HttpRequest) -> HttpResponse:
    """The page that works without network after one visit; it is the same for everybody."""
    response = render(request, "certificates/offline.html")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def facts(request: HttpRequest) -> HttpResponse:
    """Keys, numbers of the status lists and titles of courses as JSON."""
    return JsonResponse(offline.offline_facts(), headers={"Cache-Control": FRESH})


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the page on its home screen."""
    page = reverse("check_offline")
    icons = [{"src": static(path), "sizes": f"{size}x{size}", "type": "image/png"} for path, size in _icons()]
    content = {
        "id": page,
        "start_url": page,
        "scope": reverse("check"),
        "name": _("WABP certificaat controleren"),
        "short_name": _("Controle"),
        "lang": "nl",
        "display": "standalone",
        "theme_color": BRAND,
        "background_color": PAPER,
        "icons": [{**icon, "purpose": "any maskable"} for icon in icons],
    }
    headers = {"Cache-Control": FRESH}
    return JsonResponse(content, content_type="application/manifest+json", headers=headers)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it may answer for `/C/` too, where the codes on paper lead."""
    headers = {"Cache-Control": FRESH, "Service-Worker-Allowed": "/"}
    return HttpResponse(_worker_source(), content_type="text/javascript", headers=headers)


@functools.cache
def _worker_source() -> str:
    """The script with what it has to keep before it; static files do not change while a process lives."""
    page = reverse("check_offline")
    known = {"page": page, "files": offline.shell_addresses(), "version": offline.shell_version()}
    return f"const KNOWN = {json.dumps(known)};\n{offline.source_of(offline.WORKER).decode()}"


def _icons() -> list[tuple[str, int]]:
    return list(zip(offline.ICONS, (192, 512), strict=True))
