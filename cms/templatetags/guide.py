"""`{% picture "les-blokken" _("Wat er te zien is.") %}` in a page of the guide: a picture of `static/img/guide/`."""

from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from PIL import Image

__all__ = ["FOLDER", "picture"]

FOLDER = Path("img") / "guide"
register = template.Library()


@register.inclusion_tag("cms/guide/_picture.html")
def picture(name: str, alt: str) -> dict[str, Any]:
    """The picture `name`, made by `make shots`, with what can be seen on it."""
    width, height = size_of(name)
    return {"path": f"{FOLDER.as_posix()}/{name}.webp", "alt": alt, "width": width, "height": height}


@cache
def size_of(name: str) -> tuple[int, int]:
    """Width and height in pixels, so that the text does not jump when the picture comes in."""
    with Image.open(settings.BASE_DIR / "static" / FOLDER / f"{name}.webp") as image:
        return image.size
