"""Photos that are kept: without what the camera wrote into them, upright, named after what they are."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageCms
from wagtail.models import Collection

from accounts.models import User
from courses.models import CourseImage
from tests.courses.desk import signed_in
from tests.courses.uploads.doors import DOORS, add, replace, said, stored
from tests.courses.uploads.photo_files import NO_PHOTO, SECRET, SVG, XMP, exif, from_a_phone, picture

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", from_a_phone())
def test_what_the_camera_wrote_is_gone(chief: User, name: str, door: str) -> None:
    """From the original itself and from what is made of it; the photo stands upright, as it was shown."""
    content = from_a_phone()[name]
    response = DOORS[door](signed_in(chief), "image", SimpleUploadedFile(name, content, "image/jpeg"))
    assert response.status_code in {200, 302}, said(response)
    image = CourseImage.objects.get()
    smaller = image.get_rendition("max-20x20|format-jpeg")
    with smaller.file.open("rb") as file:
        copies = [stored(image), file.read()]
    for data in copies:
        assert not [word for word in (SECRET, b"GPS", b"Exif\0", b"xmpmeta", b"eXIf") if word in data]
        kept = Image.open(BytesIO(data))
        assert not kept.getexif()
        assert not kept.info.keys() & {"exif", "xmp", "comment", "XML:com.adobe.xmp", "Location", "mp"}
        assert kept.height > kept.width
        pixels = kept.convert("L")
        assert pixels.getpixel((kept.width // 2, 2)) < 60 < 190 < pixels.getpixel((kept.width // 2, kept.height - 3))
    assert (image.width, image.height) == (40, 60)
    assert image.file_size == len(copies[0])
    assert image.get_file_hash() == image.file_hash


def test_replacing_a_photo_goes_the_same_way(chief: User) -> None:
    client = signed_in(chief)
    add(client, "image", SimpleUploadedFile("straat.jpg", picture()))
    image = CourseImage.objects.get()
    before = image.file.name
    replace(client, image, SimpleUploadedFile("nieuw.jpg", picture(exif=exif(), xmp=XMP)), "wagtailimages:edit")
    image.refresh_from_db()
    assert image.file.name != before
    assert SECRET not in stored(image)
    assert (image.width, image.height) == (40, 60)
    response = replace(client, image, SimpleUploadedFile("nog.svg", SVG), "wagtailimages:edit")
    assert NO_PHOTO in said(response)
    after = CourseImage.objects.get()
    assert (after.file.name, stored(after)) == (image.file.name, stored(image))


def test_a_new_title_leaves_the_photo_alone(chief: User) -> None:
    client = signed_in(chief)
    add(client, "image", SimpleUploadedFile("straat.jpg", picture()))
    image = CourseImage.objects.get()
    before = stored(image)
    collection = Collection.get_first_root_node().pk
    client.post(reverse("wagtailimages:edit", args=[image.pk]), {"title": "Anders", "collection": collection})
    image.refresh_from_db()
    assert (image.title, stored(image)) == ("Anders", before)


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("echt-webp.jpg", picture("WEBP"), ".webp"),
        ("echt-jpg.png", picture(), ".jpg"),
        ("GROOT.JPEG", picture(), ".jpg"),
        ("palet.png", picture("PNG", "P"), ".png"),
        ("grijs.jpg", picture(mode="L"), ".jpg"),
        ("doorzichtig.png", picture("PNG", "RGBA"), ".png"),
        ("zwart-wit.png", picture("PNG", "1"), ".png"),
        ("precies.png", picture("PNG", "1", (5000, 4000)), ".png"),
    ],
)
def test_ordinary_photos_are_taken(chief: User, name: str, content: bytes, ending: str) -> None:
    """Also with the wrong ending, as WhatsApp and browsers give them: it is named after what it is."""
    response = add(signed_in(chief), "image", SimpleUploadedFile(name, content))
    assert response.status_code == 302, said(response)
    image = CourseImage.objects.get()
    assert image.file.name.endswith(ending)
    assert image.get_rendition("max-20x20").width


def test_the_color_profile_stays_and_nothing_that_calls_itself_one(chief: User) -> None:
    real = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    client = signed_in(chief)
    for name, profile in (("echt.jpg", real), ("vals.jpg", SECRET * 9)):
        add(client, "image", SimpleUploadedFile(name, picture(icc_profile=profile)))
    kept = [Image.open(BytesIO(stored(image))) for image in CourseImage.objects.order_by("pk")]
    assert [one.info.get("icc_profile") for one in kept] == [real, None]
