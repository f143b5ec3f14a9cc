"""Files that an edition keeps for good, named by what is in them (DESIGN §4)."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from courses import illustrations

__all__ = ["IMAGE_FILTER", "Asset", "KeptPicture", "asset_of", "kept_drawing", "kept_photo"]

IMAGE_FILTER = "max-1200x1200|format-webp"
"""How a photo is kept: no side above 1200, and no metadata."""

OFFICE = "application/vnd.openxmlformats-officedocument"
EXTENSIONS = {
    "image/svg+xml": "svg",
    "image/webp": "webp",
    "application/pdf": "pdf",
    f"{OFFICE}.wordprocessingml.document": "docx",
    f"{OFFICE}.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
}


@dataclass(frozen=True)
class Asset:
    """A file to keep: its bytes, their SHA-256 and the media type."""

    sha256: str
    content: bytes
    media_type: str

    @property
    def name(self) -> str:
        """The path in storage, which is also how blocks refer to it."""
        return f"edities/{self.sha256}.{self.extension}"

    @property
    def extension(self) -> str:
        """The ending that a phone knows the file by."""
        return EXTENSIONS.get(self.media_type, "bin")


@dataclass(frozen=True)
class KeptPicture:
    """A picture to keep, with its natural size in pixels."""

    asset: Asset
    width: int
    height: int


def asset_of(content: bytes, media_type: str) -> Asset:
    """The file with these bytes."""
    return Asset(hashlib.sha256(content).hexdigest(), content, media_type)


def kept_drawing(name: str) -> KeptPicture:
    """A drawing of the house style in the size of its viewBox; KeyError when there is no such drawing."""
    svg = illustrations.svg(name)
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    if size is None:
        raise KeyError(name)
    return KeptPicture(asset_of(svg.encode(), "image/svg+xml"), int(size[1]), int(size[2]))


def kept_photo(image: Any) -> KeptPicture:
    """An image of Wagtail as learners get it: one rendition."""
    rendition = image.get_rendition(IMAGE_FILTER)
    with rendition.file.open("rb") as file:
        return KeptPicture(asset_of(file.read(), "image/webp"), rendition.width, rendition.height)
