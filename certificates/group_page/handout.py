"""The hand-out of a group on one A4: why, how, and a QR code to the page of the group. Nothing about people."""

import hashlib
import threading
from importlib import import_module
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.core.cache import cache
from django.template import Context, Engine

from certificates.group_page.invitation import Invitation
from certificates.rendering import RendererUnavailable
from certificates.rendering.glyphs import fitting_size, printable
from certificates.rendering.page import QR_SOURCE
from registrations.models import Group

__all__ = ["handout"]

FOLDER: Final = Path(__file__).resolve().parent
STYLE_SHEET: Final = FOLDER / "handout.css"
KEPT_SECONDS: Final = 7 * 24 * 60 * 60
SIZES: Final = (28, 25, 22, 20, 18, 16, 14, 12, 10)
# Points; a millimeter is 2.835 points. The box of the name in handout.css.
NAME_WIDTH: Final = 170 * 2.835
NAME_HEIGHT: Final = 24 * 2.835

# As of the certificates: an own engine, so that no template of the site can slip in. Escapes always.
_template = Engine(dirs=[str(FOLDER)], autoescape=True).get_template("handout.html")
_drawing = threading.Lock()


def handout(group: Group, invitation: Invitation) -> bytes:
    """The PDF (A4, PDF/UA-1), drawn once a week for the same group and words; raises RendererUnavailable."""
    html = _page(group, invitation)
    facts = f"{html}\0{STYLE_SHEET.read_text(encoding='utf-8')}"
    key = f"group-handout:{hashlib.sha256(facts.encode()).hexdigest()}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = _draw(html, invitation)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _page(group: Group, invitation: Invitation) -> str:
    name = printable(group.name) or group.number
    size = fitting_size(texts=[name], width=NAME_WIDTH, height=NAME_HEIGHT, sizes=SIZES, leading=1.15)
    address = urlsplit(invitation.url)
    facts = {
        "name": name,
        "name_size": str(size),
        "kind": group.get_kind_display(),
        "place": printable(group.place or group.municipality),
        "url": invitation.url,
        "address": f"{address.netloc}{address.path}",
        "qr_source": QR_SOURCE,
    }
    return _template.render(Context(facts))


def _draw(html: str, invitation: Invitation) -> bytes:
    """One at a time: a hand-out is rare, and the font configuration of Pango is not for two threads at once."""
    with _drawing:
        try:
            # Not at the top of the file: where Pango is missing this raises, and the site must start all the same.
            drawing = import_module("certificates.group_page.drawing")
        except (ImportError, OSError) as error:
            raise RendererUnavailable(str(error)) from error
        content: bytes = drawing.draw(html=html, style_sheet=STYLE_SHEET, qr=invitation.qr)
    return content
