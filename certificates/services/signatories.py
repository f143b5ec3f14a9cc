"""Who signs for the foundation: a new row each time, with a picture that the site wrote itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from accounts.audit import record
from accounts.models import User
from certificates.errors import BadPicture, NotAllowed
from certificates.models import Signatory
from certificates.services.changing import may_change
from courses.photos import strict_about_ends

__all__ = ["add_signatory", "clean_signature"]

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 20_000_000
LARGEST = (800, 300)
# MPO is what phones make of a JPEG with a second picture behind it; we keep the first.
FORMATS = ("PNG", "JPEG")

TOO_LARGE = _("Deze afbeelding is te groot. Kies een bestand van hoogstens 2 MB.")
NO_PICTURE = _("Dit is geen afbeelding die we kunnen gebruiken. Kies een png of jpg.")
TOO_MANY_PIXELS = _("Deze afbeelding heeft te veel beeldpunten. Kies er een van hoogstens 20 megapixel.")
ANIMATED = _("Deze afbeelding beweegt. Kies een afbeelding die stilstaat.")
NOT_WHOLE = _("Deze afbeelding is niet heel overgekomen. Kies hem opnieuw.")


@transaction.atomic
def add_signatory(*, name: str, function: str, picture: bytes | None, by: User, now: datetime) -> Signatory:
    """Who signs from `now` on; what was printed keeps its own row.

    `picture` is an uploaded PNG or JPEG of any size, or None. Raises NotAllowed or BadPicture.
    """
    if not may_change(by):
        raise NotAllowed
    signatory = Signatory(name=name.strip(), function=function.strip(), added_at=now, added_by=by)
    if picture is not None:
        signatory.picture.save("", ContentFile(clean_signature(picture)), save=False)
    signatory.save()
    record(actor=by, verb="certificate.signatory", target=signatory, at=now)
    return signatory


def clean_signature(data: bytes) -> bytes:
    """The pixels alone as a PNG of at most 800 × 300 that may be see-through. Raises BadPicture."""
    if len(data) > MAX_BYTES:
        raise BadPicture(TOO_LARGE)
    with _opened(data) as image:
        _refuse_kind(image)
        pixels = _unpacked(image)
    pixels.thumbnail(LARGEST, Image.Resampling.LANCZOS)
    clean = Image.new("RGBA", pixels.size)  # a new picture: what the file said beside its pixels stays behind
    clean.paste(pixels)
    out = BytesIO()
    clean.save(out, "PNG", optimize=True)
    return out.getvalue()


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """The picture with only its head read: what it says of itself is judged before a pixel is unpacked."""
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPicture(TOO_MANY_PIXELS) from None
    except Exception:  # noqa: BLE001  (Pillow stumbles in many ways over a file from outside: it is no picture then)
        raise BadPicture(NO_PICTURE) from None
    with image:
        yield image


def _refuse_kind(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise BadPicture(TOO_MANY_PIXELS)
    if image.format == "PNG" and getattr(image, "is_animated", False):
        raise BadPicture(ANIMATED)


def _unpacked(image: Image.Image) -> Image.Image:
    """Read to the last pixel, upright, in red, green, blue and see-through."""
    try:
        with strict_about_ends():
            image.load()
        return _upright(image).convert("RGBA")
    except Exception:  # noqa: BLE001  (as above)
        raise BadPicture(NOT_WHOLE) from None


def _upright(image: Image.Image) -> Image.Image:
    """As the camera meant it."""
    turned: Any = ImageOps.exif_transpose(image)
    return turned or image
