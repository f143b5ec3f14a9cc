"""From the JSON of an edition to HTML. The HTML is a cache: the JSON and the files are the truth (DESIGN §4)."""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from courses.assets import Asset
from courses.quiz import Picture
from courses.services.freezing import freeze_screens
from courses.services.frozen import Frozen
from courses.services.reading import Content, ScreenContent

__all__ = [
    "TEMPLATE_VERSION",
    "asset_address",
    "edition_svg",
    "inline_svg",
    "preview_screens",
    "question_picture",
    "screen_parts",
]

KEPT: Mapping[str, Asset] = {}
"""No file of its own: what an edition shows is in storage."""

TEMPLATE_VERSION = 1
"""Raise it when a block template changes: the cache then fills anew, the text of editions stays (a test)."""


def screen_parts(screen: ScreenContent, content: Content) -> list[dict[str, Any]]:
    """The blocks of a screen in order: `html`, or for a practice question its reference in `practice`.

    The HTML holds no token, no personal data and no hashed static address, so it may be kept (DESIGN §4).
    """
    cache = caches["parts"]
    key = f"{TEMPLATE_VERSION}:{screen.hash}"
    parts: list[dict[str, Any]] | None = cache.get(key)
    if parts is None:
        parts = [block_part(block) for block in screen.blocks] + facts_part(screen.blocks, content.sources)
        cache.set(key, parts)
    return parts


def block_part(block: Any, assets: Mapping[str, Asset] = KEPT) -> dict[str, Any]:
    """One block as HTML; a practice question stays a reference, because its form is different for everybody.

    `assets`, by name, are files that no release has kept yet: a preview shows them too.
    """
    if block["type"] == "practice":
        return {"key": block["key"], "practice": block["value"], "html": ""}
    context = {"value": block["value"], "key": block["key"], "assets": assets}
    html = render_to_string(f"courses/blocks/{block['type']}.html", context)
    return {"key": block["key"], "practice": None, "html": html}


def facts_part(blocks: Iterable[Any], sources: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Where the facts of a screen come from, once, at its end; nothing when it states none."""
    facts = [fact | {"source": sources[fact["source"]]} for block in blocks for fact in block["facts"]]
    if not facts:
        return []
    html = render_to_string("courses/blocks/_facts.html", {"facts": facts})
    return [{"key": "bronnen", "practice": None, "html": html}]


@lru_cache(maxsize=200)
def svg_text(name: str) -> str:
    """The text of an SVG file of an edition; the name holds its hash, so it never changes."""
    with default_storage.open(name) as file:
        return file.read().decode()


def asset_address(name: str, assets: Mapping[str, Asset] = KEPT) -> str:
    """Where a browser gets a file of an edition, wherever files are stored today.

    Of `assets` a preview gets an upload where it stands, and a picture that was made just now inside the page.
    """
    asset = assets.get(name)
    if asset is None:
        return default_storage.url(name)
    return asset.file.url if isinstance(asset.file, FieldFile) else data_address(asset)


def data_address(asset: Asset) -> str:
    """The bytes of a file as an address."""
    return f"data:{asset.media_type};base64,{b64encode(asset.content).decode()}"


def edition_svg(name: str, alt: str, assets: Mapping[str, Asset] = KEPT) -> SafeString:
    """The SVG of an edition inside a page: with `alt` an image, without it decoration.

    Only files that a release wrote from the project's own illustrations get here: EditionAsset is append-only and
    Wagtail refuses SVG uploads.
    """
    return inline_svg(assets[name].content.decode() if name in assets else svg_text(name), alt)


def inline_svg(text: str, alt: str) -> SafeString:
    """Our own SVG without its title and description: `alt` says what is on it."""
    inner = re.sub(r"<(title|desc)[^>]*>.*?</\1>", "", text, flags=re.DOTALL)
    body = inner[inner.index(">") + 1 : inner.rindex("</svg>")]
    viewbox = re.search(r'viewBox="([0-9. ]+)"', inner)
    role = format_html('role="img" aria-label="{}"', alt) if alt else SafeString('aria-hidden="true"')
    return format_html(
        '<svg viewBox="{}" {} focusable="false">{}</svg>',
        viewbox.group(1) if viewbox else "0 0 640 360",
        role,
        SafeString(body),
    )


def question_picture(picture: Picture, assets: Mapping[str, Asset]) -> SafeString:
    """The picture of a hotspot. `assets`, by name, holds it when no release has kept it yet: an editor's preview."""
    if not picture.is_photo:
        return edition_svg(picture.file, picture.alt, assets)
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="{}" decoding="async">',
        asset_address(picture.file, assets),
        picture.width,
        picture.height,
        picture.alt,
    )


def preview_screens(page: Any) -> list[dict[str, Any]]:
    """The screens of a lesson page that is still being written, with what is wrong said in place."""
    frozen = Frozen()
    return [preview_screen(child, frozen) for child in page.screens]


def preview_screen(child: Any, frozen: Frozen) -> dict[str, Any]:
    """One screen: title, minutes, parts (a practice question with its content in `question`), problems."""
    problems: list[str] = []
    [screen] = freeze_screens([child], frozen, problems)
    assets = {asset.name: asset for asset in frozen.assets.values()}
    parts = [block_part(block, assets) for block in screen["blocks"] if block["value"]]
    for part in parts:
        if part["practice"]:
            part["question"] = frozen.questions[part["practice"]["key"]]
            part["assets"] = assets
    parts += facts_part(screen["blocks"], frozen.sources)
    return {"title": screen["title"], "minutes": screen["minutes"], "parts": parts, "problems": problems}
