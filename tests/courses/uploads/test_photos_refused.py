"""Photos that are refused, in one sentence, at every door."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import UploadedFile

from accounts.models import User
from courses.models import CourseDocument, CourseImage
from tests.courses.desk import signed_in, words
from tests.courses.uploads.doors import DOORS, add, said
from tests.courses.uploads.photo_files import NO_PHOTO, SVG, deep_png, exif, moving, picture, png_head

pytestmark = pytest.mark.django_db


BIG = "Deze foto heeft te veel beeldpunten. Kies een foto van hoogstens 20 megapixel."
DEEP = "Deze foto heeft te veel kleuren (16 bits). Bewaar hem met 8 bits en kies hem opnieuw."
STILL = "Deze foto beweegt. Kies een foto die stilstaat."
REFUSED_PHOTOS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "svg": ("tekening.svg", lambda: SVG, NO_PHOTO),
    "svg named png": ("tekening.png", lambda: SVG, NO_PHOTO),
    "photo named svg": ("foto.svg", picture, NO_PHOTO),
    "gif": ("foto.gif", lambda: picture("GIF"), NO_PHOTO),
    "gif named jpg": ("foto.jpg", lambda: picture("GIF"), NO_PHOTO),
    "tiff named png": ("foto.png", lambda: picture("TIFF"), NO_PHOTO),
    "words": ("foto.jpg", lambda: b"Ik ben geen foto.", NO_PHOTO),
    "page in front of a photo": ("foto.jpg", lambda: b"<html><script>" + picture(), NO_PHOTO),
    "program": ("foto.exe", picture, NO_PHOTO),
    "without an ending": ("foto", picture, NO_PHOTO),
    "pixels": ("foto.png", lambda: picture("PNG", "1", (5000, 4001)), BIG),
    "bomb": ("foto.png", lambda: png_head(9_000, 9_000), BIG),
    "bigger bomb": ("foto.png", lambda: png_head(60_000, 60_000), BIG),
    "ribbon": ("foto.png", lambda: picture("PNG", "1", (12_001, 1)),
               "Deze foto is te lang of te breed. Kies een foto van hoogstens 12.000 beeldpunten per kant."),
    "bytes": ("foto.jpg", lambda: picture() + b"\0" * 10 * 1024 * 1024,
              "Deze foto is te groot. Kies een foto van hoogstens 10 MB."),
    "printer": ("foto.jpg", lambda: picture(mode="CMYK"),
                "De kleuren van deze foto zijn voor drukwerk (CMYK). Bewaar hem als RGB en kies hem opnieuw."),
    "deep gray": ("foto.png", lambda: picture("PNG", "I;16"), DEEP),
    "deep colors": ("foto.png", deep_png, DEEP),
    "moving webp": ("foto.webp", lambda: moving("WEBP"), STILL),
    "moving png": ("foto.png", lambda: moving("PNG"), STILL),
    "half": ("foto.jpg", lambda: picture(size=(600, 400))[:-900],
             "Deze foto is niet heel overgekomen. Kies hem opnieuw."),
    "broken": ("foto.png", lambda: png_head(40, 40), "Deze foto is niet heel overgekomen. Kies hem opnieuw."),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", REFUSED_PHOTOS)
def test_a_photo_that_we_cannot_keep_is_refused_in_one_sentence(chief: User, case: str, door: str) -> None:
    name, content, sentence = REFUSED_PHOTOS[case]
    response = DOORS[door](signed_in(chief), "image", SimpleUploadedFile(name, content(), "image/png"))
    assert response.status_code == 200
    assert sentence in said(response)
    assert not CourseImage.objects.exists()
    assert not UploadedFile.objects.exists()


def test_wagtail_puts_no_raw_photo_aside(chief: User) -> None:
    """With a title that is too long Wagtail would keep the file as it came, and make the photo of that."""
    file = SimpleUploadedFile("straat.jpg", picture(exif=exif()))
    data = {"title": "x" * 300, "files[]": file}
    response = signed_in(chief).post(reverse("wagtailimages:add_multiple"), data)
    assert response.json() == {"success": False, "error_message": "Kies de foto opnieuw."}
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize("kind", ["image", "doc"])
@pytest.mark.parametrize("door", DOORS)
def test_no_file_at_all(chief: User, kind: str, door: str) -> None:
    response = DOORS[door](signed_in(chief), kind, SimpleUploadedFile("leeg.jpg", b""))
    assert response.status_code in {200, 400}
    assert not CourseImage.objects.exists()
    assert not CourseDocument.objects.exists()


def test_the_refusal_stands_on_the_page(chief: User) -> None:
    response = add(signed_in(chief), "image", SimpleUploadedFile("tekening.png", SVG))
    assert NO_PHOTO in words(response)
