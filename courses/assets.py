"""Files that an edition keeps for good, named by what is in them (DESIGN §4)."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.core.files.base import ContentFile, File
from django.db.models.fields.files import FieldFile

from courses import illustrations

__all__ = [
    "IMAGE_FILTER",
    "Asset",
    "KeptPicture",
    "asset_of",
    "kept_drawing",
    "kept_photo",
    "stored_asset",
]

IMAGE_FILTER = "max-1200x1200|format-webp"
"""How a photo is kept: no side above 1200, and no metadata."""

OFFICE = "application/vnd.openxmlformats-officedocument"
EXTENSIONS = {
    "image/svg+xml": "svg",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "text/vtt": "vtt",
    "application/pdf": "pdf",
    f"{OFFICE}.wordprocessingml.document": "docx",
    f"{OFFICE}.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
}


@dataclass(frozen=True)
class Asset:
    """A file to keep: the SHA-256 of its bytes, where they are now, and the media type."""

    sha256: str
    file: File[bytes]
    media_type: str

    @property
    def name(self) -> str:
        """The path in storage, which is also how blocks refer to it."""
        return f"edities/{self.sha256}.{self.extension}"

    @property
    def extension(self) -> str:
        """The ending that a phone knows the file by."""
        return EXTENSIONS.get(self.media_type, "bin")

    @property
    def content(self) -> bytes:
        """All bytes; of a film that is a lot, so copy it from `file`."""
        with self.file.open("rb") as file:
            return file.read()


@dataclass(frozen=True)
class KeptPicture:
    """A picture to keep, with its natural size in pixels."""

    asset: Asset
    width: int
    height: int


def asset_of(content: bytes, media_type: str) -> Asset:
    """The file with these bytes."""
    return Asset(hashlib.sha256(content).hexdigest(), ContentFile(content), media_type)


def stored_asset(file: FieldFile, media_type: str) -> Asset:
    """An uploaded file, read when a release copies it; FileNotFoundError when it is not in storage any more."""
    return Asset(sha256_of(file), file, media_type)


def sha256_of(file: FieldFile) -> str:
    """The hash of a stored file, read once: a preview at every key stroke must not read a film again."""
    state = f"{file.name}:{file.size}:{file.storage.get_modified_time(str(file.name))}"
    key = f"sha256:{hashlib.sha256(state.encode()).hexdigest()}"
    kept: str | None = cache.get(key)
    if kept is None:
        with file.open("rb") as opened:
            kept = hashlib.file_digest(opened, "sha256").hexdigest()
        cache.set(key, kept, timeout=None)
    return kept


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
