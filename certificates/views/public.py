"""Pages for other sites and wallets: keys, status lists, what a badge stands for (DESIGN §7, §9; docs/badges.md).

Open to any site, the same for everybody, no cookie, no session; nothing here is about one person.
"""

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from certificates.badges import badge_png, badge_svg
from certificates.keyring import public_keys, root_pems
from certificates.models import StatusList
from certificates.selectors import title_of
from certificates.signing.credential import achievement_json, achievement_page
from certificates.signing.did import did_document
from certificates.signing.keys import Purpose
from courses.models import CourseEdition
from courses.services.reading import edition_content

__all__ = ["achievement", "badge_as_png", "badge_as_svg", "did_json", "seal_root", "status_list"]

MINUTES: Final = 60
HOURS: Final = 60 * MINUTES
EDITION: Final = re.compile(r"([0-9]{1,6})\.([0-9]{1,6})")
DATA_TYPES: Final = ("application/ld+json", "application/json")

View = Callable[..., HttpResponseBase]


def open_to_all(view: View) -> View:
    """Lets scripts of other sites read `view`; they never get to send cookies along."""

    @require_http_methods(["GET", "HEAD", "OPTIONS"])
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        response = HttpResponse(status=204) if request.method == "OPTIONS" else view(request, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "Accept, Cache-Control, If-None-Match, Pragma"
            response.headers["Access-Control-Max-Age"] = "86400"
        return response

    return wrapped


@open_to_all
def did_json(request: HttpRequest) -> HttpResponseBase:
    """The keys of the host that is asked, also those that no longer sign: `did:web`."""
    keys = [(row.kid, _public_key(row.public)) for row in public_keys(Purpose.CREDENTIAL)]
    document = did_document(host=request.get_host(), keys=keys)
    return _answer(request, _json(document), kind="application/did+json", seconds=5 * MINUTES)


@open_to_all
def status_list(request: HttpRequest, list_number: int) -> HttpResponseBase:
    """A Bitstring Status List as it was signed last."""
    row = StatusList.objects.filter(number=list_number).only("credential").first()
    if row is None:
        raise Http404
    return _answer(request, row.credential.encode(), kind="application/vc", seconds=5 * MINUTES)


@open_to_all
def seal_root(request: HttpRequest) -> HttpResponseBase:
    """The roots under which our seals stand, newest first, for who wants a PDF reader to trust them."""
    return _answer(request, b"".join(root_pems()), kind="application/x-pem-file", seconds=HOURS)


@open_to_all
def achievement(request: HttpRequest, course: str, edition_number: str) -> HttpResponseBase:
    """What a badge stands for: a page for people, JSON-LD for programs, by what is asked for."""
    found = _edition(course, edition_number)
    content = edition_content(found)
    wanted = request.get_preferred_type([*DATA_TYPES, "text/html"])
    if wanted == "text/html":
        response: HttpResponseBase = render(request, "certificates/achievement.html", _page(found))
    else:
        identifier = f"{_site(request)}{reverse('achievement', args=[course, edition_number])}"
        facts = achievement_json(
            identifier=identifier, name=content.course["title"], goals=content.course.get("goals", [])
        )
        document = achievement_page(facts, host=request.get_host())
        response = _answer(request, _json(document), kind=wanted or DATA_TYPES[0], seconds=HOURS)
    patch_vary_headers(response, ["Accept"])
    return response


@open_to_all
def badge_as_svg(request: HttpRequest, course: str, edition_number: str) -> HttpResponseBase:
    """The picture of the badge, to be drawn in any size."""
    svg = badge_svg(title_of(_edition(course, edition_number)))
    return _answer(request, svg, kind="image/svg+xml", seconds=24 * HOURS)


@open_to_all
def badge_as_png(request: HttpRequest, course: str, edition_number: str) -> HttpResponseBase:
    """The picture of the badge for what cannot draw SVG."""
    png = badge_png(title_of(_edition(course, edition_number)))
    return _answer(request, png, kind="image/png", seconds=24 * HOURS)


def _edition(course: str, edition_number: str) -> CourseEdition:
    """The edition, also when it was withdrawn or its course archived. Raises Http404."""
    if not (number := EDITION.fullmatch(edition_number)):
        raise Http404
    editions = CourseEdition.objects.numbered().filter(course__slug=course, major=number[1], minor=number[2])
    found = editions.select_related("course").defer("source").first()
    # 01.0 is the same number, but not the address that stands in credentials.
    if found is None or found.number != edition_number:
        raise Http404
    return found


def _page(edition: CourseEdition) -> dict[str, Any]:
    facts = edition_content(edition).course
    alt = _("Badge van de cursus %(title)s: een huis met licht achter de ramen")
    return {
        "course": facts,
        "slug": edition.course.slug,
        "edition": edition.number,
        "is_open": edition.course.archived_at is None and edition.course.current_id is not None,
        "picture": reverse("badge_svg", args=[edition.course.slug, edition.number]),
        "picture_alt": alt % {"title": facts["title"]},
    }


def _answer(request: HttpRequest, content: bytes, *, kind: str, seconds: int) -> HttpResponseBase:
    """The content, or 304 for who has it already; caches may keep it for `seconds`."""
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = HttpResponse(content, content_type=kind)
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _site(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _public_key(pem: str) -> Ed25519PublicKey:
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError("a credential key is an Ed25519 key")
    return key
