"""A photo as we keep it: looked at before it is unpacked, upright, and without what a camera writes into it.

Use `clean_photo()` on every new photo: place (GPS), day and camera stand in the file of a phone, and a copy of the
pixels alone has none of them. The color profile stays.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

__all__ = ["clean_photo", "strict_about_ends"]

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 20_000_000
MAX_SIDE = 12_000
NAMES = (".jpg", ".jpeg", ".png", ".webp")
# MPO is what phones make of a JPEG with a second picture behind it, for depth or a bit of film; we keep the first.
FORMATS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP"}
ENDINGS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
SAVING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90, "progressive": True},
    "PNG": {},
    "WEBP": {"quality": 90, "method": 2},
}
EIGHT_BITS = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX", "La", "RGBa")
PRINTERS = ("CMYK", "YCCK", "LAB")
# The many ways in which Pillow stumbles over a file from outside.
BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
# Where a PNG says how many bits a color has.
PNG_DEPTH = 24


def clean_photo(file: Any) -> InMemoryUploadedFile:
    """The pixels of an uploaded photo in a file of its own, named after what it is. Raises ValidationError."""
    with _looked_at(file) as image:
        kind = FORMATS[image.format or ""]
        pixels = _upright(image)
    profile = _profile(pixels.info)
    # What is left here would be written along: words, places, makers. Which color is see-through belongs to the pixels.
    pixels.info = {name: value for name, value in pixels.info.items() if name == "transparency"}
    out = BytesIO()
    pixels.save(out, kind, icc_profile=profile, **SAVING[kind])
    size = out.tell()
    out.seek(0)
    name = str(Path(file.name).with_suffix(ENDINGS[kind]))
    return InMemoryUploadedFile(out, "file", name, f"image/{kind.lower()}", size, None)


@contextmanager
def _looked_at(file: Any) -> Iterator[Image.Image]:
    """The photo, unpacked, when nothing is wrong with it."""
    if file.size > MAX_BYTES:
        raise ValidationError(_("Deze foto is te groot. Kies een foto van hoogstens 10 MB."), code="too_large")
    file.seek(0)
    data = file.read()
    file.seek(0)
    with _opened(file.name, data) as image:
        _refuse_kind(image, data)
        _unpack(image)
        yield image


def _opened(name: str, data: bytes) -> Image.Image:
    """The photo with only its head read: what it says of itself is judged before a pixel is unpacked."""
    try:
        if not name.lower().endswith(NAMES):
            raise OSError(name)
        return Image.open(BytesIO(data), formats=tuple(ENDINGS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except BROKEN:
        raise ValidationError(
            _("Dit is geen foto die we kunnen gebruiken. Kies een jpg, png of webp."), code="no_photo"
        ) from None


def _refuse_kind(image: Image.Image, data: bytes) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels()
    if max(image.size) > MAX_SIDE:
        message = _("Deze foto is te lang of te breed. Kies een foto van hoogstens 12.000 beeldpunten per kant.")
        raise ValidationError(message, code="too_long")
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise ValidationError(_("Deze foto beweegt. Kies een foto die stilstaat."), code="animated")
    if image.mode in PRINTERS:
        raise ValidationError(
            _("De kleuren van deze foto zijn voor drukwerk (CMYK). Bewaar hem als RGB en kies hem opnieuw."),
            code="printer_colors",
        )
    if image.mode not in EIGHT_BITS or (image.format == "PNG" and data[PNG_DEPTH] > 8):
        raise ValidationError(
            _("Deze foto heeft te veel kleuren (16 bits). Bewaar hem met 8 bits en kies hem opnieuw."),
            code="deep_colors",
        )


def _too_many_pixels() -> ValidationError:
    message = _("Deze foto heeft te veel beeldpunten. Kies een foto van hoogstens 20 megapixel.")
    return ValidationError(message, code="too_many_pixels")


def _unpack(image: Image.Image) -> None:
    """Reads to the last pixel."""
    try:
        with strict_about_ends():
            image.load()
    except BROKEN:
        raise ValidationError(_("Deze foto is niet heel overgekomen. Kies hem opnieuw."), code="not_whole") from None


@contextmanager
def strict_about_ends() -> Iterator[None]:
    """Pillow as it is by itself: WeasyPrint tells it, for the whole process, to put up with half a picture."""
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _upright(image: Image.Image) -> Image.Image:
    """A copy, turned as the camera meant it; what it wrote may be nonsense, then as it is."""
    with suppress(*BROKEN):
        return ImageOps.exif_transpose(image)
    return image.copy()


def _profile(info: dict[Any, Any]) -> bytes | None:
    """The color profile, when it is one."""
    profile = info.get("icc_profile")
    return profile if isinstance(profile, bytes) and profile[36:40] == b"acsp" else None
