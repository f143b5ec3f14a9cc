"""Small pages of the site."""

import mimetypes
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from wagtail.admin.auth import require_admin_access

from cms.models import Contact
from cms.views.ranges import part_of
from courses.blocks.examples import EXAMPLES

__all__ = [
    "accessibility",
    "favicon",
    "health",
    "help_page",
    "media",
    "privacy",
    "robots_txt",
    "security_txt",
    "style",
]


def help_page(request: HttpRequest) -> HttpResponse:
    """Questions that people ask, what to do in an emergency, and how to reach the foundation."""
    return render(request, "cms/help.html", {"contact": Contact.current()})


def privacy(request: HttpRequest) -> HttpResponse:
    """What we keep, why, how long, and who sees it."""
    return render(request, "cms/privacy.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, and where to tell us that it does not."""
    return render(request, "cms/accessibility.html")


def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not; nothing more for strangers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001  (whatever is wrong, the answer is the same: not healthy)
        return HttpResponse("niet in orde\n", status=503, content_type="text/plain")
    return HttpResponse("in orde\n", content_type="text/plain")


def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a hole (RFC 9116)."""
    email = Contact.current().email
    lines = [
        *([f"Contact: mailto:{email}"] if email else []),
        f"Contact: {settings.ACADEMIE_URL}/hulp/",
        "Preferred-Languages: nl, en",
        "Expires: 2027-12-31T23:00:00Z",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def robots_txt(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the catalog, nothing personal."""
    lines = [
        "User-agent: *",
        *(f"Disallow: /{part}/" for part in ("mijn", "leren", "panel", "proef", "c", "C", "wijk", "beheer")),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this one whatever the page says."""
    return HttpResponseRedirect(static("icons/favicon.svg"))


# Not every machine knows these endings.
FILMS = {"mp4": "video/mp4", "webm": "video/webm", "vtt": "text/vtt; charset=utf-8"}
# What a page shows; the rest, such as a document that somebody uploaded, is saved and not opened.
SHOWN = ("image/", "video/", "audio/", "text/vtt")


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Files of editions and the image library, for an installation without a web server in front.

    Names of edition files hold their SHA-256, so a browser may keep them for ever. A film comes piece by piece.
    """
    try:
        if not default_storage.exists(path):
            raise Http404
        file = default_storage.open(path)
    except (SuspiciousFileOperation, IsADirectoryError) as error:
        raise Http404 from error
    content_type = FILMS.get(path.rpartition(".")[2]) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    is_saved = not content_type.startswith(SHOWN)
    response = part_of(request, file, content_type) or FileResponse(
        file, as_attachment=is_saved, content_type=content_type
    )
    response.headers["Accept-Ranges"] = "bytes"
    if path.startswith("edities/"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    # An SVG opened on its own must not run anything either.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


STYLE: dict[str, Any] = {
    "streets": [
        {"houses": [{"state": state} for state in ("done", "done", "now", "todo", "todo", "todo")], "words": words}
        for words in ("Les 3 van 6 · nog 12 minuten",)
    ],
    "errors": [{"id": "mail", "text": "Vul een e-mailadres in."}],
    "states": ["valid", "expired", "revoked", "superseded", "unknown"],
    "callouts": ["tip", "let-op", "112", "hulp", "voorbeeld"],
    "steps": ["Kijk", "Bel", "App", "Reageer"],
    "blocks": [
        {"value": EXAMPLES[name], "template": f"courses/blocks/{name}.html", "key": name}
        for name in ("heading", "table", "accordion", "flip_cards", "link_video")
    ],
}
"""Sample data for the house style."""


@require_admin_access
def style(request: HttpRequest) -> HttpResponse:
    """The house style: every component in every state."""
    return render(request, "cms/style.html", STYLE)
