"""Who signs: a new row each time, and a picture without anything but pixels."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from accounts.models import AuditEvent
from accounts.roles import Role
from certificates import errors
from certificates.models import Signatory
from certificates.services.signatories import add_signatory, clean_signature
from tests.certificates.foundation import ALLOWED, LIST, OTHERS, admin, shown
from tests.conftest import NOW
from tests.factories.certificates import make_staff

PAGE = f"{LIST}ondertekenaar/"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
INK = (20, 30, 120, 255)


@pytest.fixture(autouse=True)
def signature_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Signatures go to a folder of this test."""
    monkeypatch.setattr(Signatory._meta.get_field("picture"), "storage", FileSystemStorage(tmp_path))
    return tmp_path


def picture(kind: str = "PNG", size: tuple[int, int] = (400, 150), mode: str = "RGBA", **saving: Any) -> bytes:
    """A line of ink on nothing, or on white for a JPEG."""
    image = Image.new(mode, size, 0 if mode == "RGBA" else "white")
    image.paste(INK if mode == "RGBA" else INK[:3], (10, 20, size[0] - 10, 30))
    out = BytesIO()
    image.save(out, kind, **saving)
    return out.getvalue()


def claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says that it is this large."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + crc + picture()[33:]


def read(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def test_a_png_stays_see_through() -> None:
    image = read(clean_signature(picture()))
    assert (image.format, image.mode, image.size) == ("PNG", "RGBA", (400, 150))
    assert image.getpixel((0, 0))[3] == 0 and image.getpixel((50, 25)) == INK


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_every_mode_becomes_a_png(kind: str, mode: str) -> None:
    if (kind, mode) == ("PNG", "CMYK"):
        mode = "P"
    image = Image.new("RGB", (300, 100), "white").convert(mode)
    out = BytesIO()
    image.save(out, kind)
    clean = read(clean_signature(out.getvalue()))
    assert (clean.format, clean.mode, clean.size) == ("PNG", "RGBA", (300, 100))


@pytest.mark.parametrize(("size", "wanted"), [((2400, 900), (800, 300)), ((900, 1800), (150, 300)), ((8, 4), (8, 4))])
def test_it_is_made_small_and_never_larger(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    assert read(clean_signature(picture(size=size, mode="RGB"))).size == wanted


def test_what_the_file_says_beside_its_pixels_is_gone() -> None:
    words = PngInfo()
    words.add_text("Author", "Geheim Persoon")
    exif = Image.Exif()
    exif[0x013B] = "Geheim Persoon"
    exif[0x0112] = 6  # lies on its side
    for data in (
        picture(pnginfo=words, exif=exif, dpi=(72, 72)),
        picture("JPEG", mode="RGB", exif=exif, comment=b"Geheim Persoon"),
    ):
        assert b"Geheim" in data
        clean = clean_signature(data)
        assert b"Geheim" not in clean and read(clean).info == {}
        assert read(clean).size == (112, 300)  # upright


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "geen afbeelding"),
        (SVG, "geen afbeelding"),
        (b"%PDF-1.7", "geen afbeelding"),
        (picture("GIF", mode="RGB"), "geen afbeelding"),
        (picture("WEBP"), "geen afbeelding"),
        (picture("PNG", save_all=True, append_images=[Image.new("RGBA", (400, 150), "red")]), "beweegt"),
        (picture()[:-60], "niet heel"),
        (picture("JPEG", mode="RGB")[:900], "niet heel"),
        (claims(5000, 4001), "20 megapixel"),
        (claims(30_000, 30_000), "20 megapixel"),
        (b"\x89PNG" + bytes(2 * 1024 * 1024), "2 MB"),
    ],
    ids=["empty", "svg", "pdf", "gif", "webp", "animated", "half png", "half jpg", "large", "bomb", "heavy"],
)
def test_anything_else_is_refused_in_a_sentence(data: bytes, told: str) -> None:
    with pytest.raises(errors.BadPicture, match=told):
        clean_signature(data)


def test_half_a_picture_is_refused_after_weasyprint_came_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(errors.BadPicture, match="niet heel"):
        clean_signature(picture("JPEG", mode="RGB")[:900])
    assert ImageFile.LOAD_TRUNCATED_IMAGES


# --- rows and pages ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_names_a_signatory(role: Role) -> None:
    with pytest.raises(errors.NotAllowed):
        add_signatory(name="Wil Bos", function="", picture=None, by=make_staff(role), now=NOW)
    assert not Signatory.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
@pytest.mark.parametrize("role", ALLOWED)
def test_naming_who_signs(role: Role, signature_folder: Path) -> None:
    client = admin(role)
    assert "Nog niemand." in shown(client, PAGE)
    upload = SimpleUploadedFile("../../geheim.svg", picture(), content_type="text/html")
    data = {"name": "Wil \u202eBos", "function": "voorzitter", "picture": upload}
    assert "Bewaard." in client.post(PAGE, data, follow=True).content.decode()
    first = Signatory.objects.get()
    assert first.name == "Wil Bos"
    assert first.picture.name == f"handtekeningen/{first.key}.png"
    assert [path.name for path in signature_folder.rglob("*.png")] == [f"{first.key}.png"]
    client.post(PAGE, {"name": "Noor Bakker", "function": ""})
    page = shown(client, PAGE)
    now, before = page.split("Wie er eerder tekende")
    assert "Noor Bakker" in now and "Wil Bos" in before
    assert Signatory.objects.current().name == "Noor Bakker" and Signatory.objects.count() == 2
    assert AuditEvent.objects.filter(verb="certificate.signatory").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": ""}, "Schrijf op wie tekent."),
        ({"name": "x" * 81}, "80 tekens"),
        ({"name": "漢字 Bos"}, "niet op een certificaat drukken: 漢字"),
        ({"name": "Wil 😀 Bos"}, "niet op een certificaat drukken"),
        ({"picture": SimpleUploadedFile("a.png", SVG, "image/png")}, "Kies een png of jpg."),
        ({"picture": SimpleUploadedFile("a.png", b"", "image/png")}, "Dit bestand is leeg."),
    ],
)
def test_a_bad_form_is_told_and_keeps_nothing(fields: dict[str, Any], told: str, signature_folder: Path) -> None:
    response = admin().post(PAGE, {"name": "Wil Bos", "function": "voorzitter", **fields})
    page = response.content.decode()
    assert response.status_code == 200 and told in page and 'value="voorzitter"' in page
    assert not Signatory.objects.exists() and not list(signature_folder.rglob("*.*"))


@pytest.mark.django_db
def test_the_picture_is_for_this_desk_only(signature_folder: Path) -> None:
    signatory = add_signatory(name="Wil Bos", function="", picture=picture(), by=make_staff(Role.CERTIFIER), now=NOW)
    path = f"{PAGE}{signatory.key}/"
    response = admin(Role.ADMIN).get(path)
    assert response.headers["Content-Type"] == "image/png" and "no-store" in response.headers["Cache-Control"]
    assert read(b"".join(response.streaming_content)).size == (400, 150)  # type: ignore[attr-defined]
    for role in OTHERS:
        refused = admin(role).get(path)
        assert refused.status_code == 302 and refused.headers["Location"] == "/beheer/"
    signatory.picture.storage.delete(signatory.picture.name)
    assert admin(Role.ADMIN).get(path).status_code == 404
