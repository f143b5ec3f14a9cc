"""What a device needs to check certificates without network: keys, status lists, names of courses (DESIGN §7).

Nothing in it is about a person: whoever fetches it does not say which certificate he is going to look at.
"""

import hashlib
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static

from certificates.keyring import public_keys
from certificates.models import StatusList
from certificates.selectors import title_of
from certificates.signing.cose import public_jwk, read_public_key
from certificates.signing.keys import Purpose
from courses.models import Course

__all__ = ["ICONS", "SHELL", "offline_facts", "shell_addresses", "shell_version", "source_of"]

WORKER: Final = "js/check-sw.js"
ICONS: Final = ("icons/controle-192.png", "icons/controle-512.png")
# Every file that the page asks for; a browser test switches the network off and misses what is not here.
SHELL: Final = (
    "css/academie.css",
    "fonts/atkinson-hyperlegible-next-400.woff2",
    "fonts/atkinson-hyperlegible-next-700.woff2",
    "icons/favicon.svg",
    "js/offline.js",
    "js/verify.js",
    *ICONS,
)


def offline_facts() -> dict[str, Any]:
    """Return public keys as JWK by name, retired ones too, numbers of the status lists, and titles by course code."""
    return {
        "keys": {row.kid: public_jwk(read_public_key(row.public)) for row in public_keys(Purpose.QR)},
        "lists": list(StatusList.objects.order_by("number").values_list("number", flat=True)),
        "titles": _titles(),
    }


def _titles() -> dict[str, str]:
    """Code → title of the newest edition, of archived courses too: their certificates go on."""
    courses = Course.objects.filter(current__isnull=False).select_related("current").defer("current__source")
    return {course.slug: title_of(course.current) for course in courses if course.current}


def shell_addresses() -> list[str]:
    """Return the addresses of all files of the page, as the page itself has them."""
    return [static(path) for path in SHELL]


def shell_version() -> str:
    """Return a name for the page and its files as they are now: another one makes browsers fetch them again."""
    page = render_to_string("certificates/offline.html").encode()
    return hashlib.sha256(b"".join([page, *(source_of(path) for path in (WORKER, *SHELL))])).hexdigest()[:12]


def source_of(path: str) -> bytes:
    """Return the bytes of a static file. Raises FileNotFoundError when it is not there."""
    found = finders.find(path)
    if not found:
        raise FileNotFoundError(path)
    return Path(found).read_bytes()
