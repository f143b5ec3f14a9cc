"""The address in the QR code, and the code read back by a decoder."""

import dataclasses
import io
import random

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from certificates.numbers import new_number, new_token
from certificates.qr import QrImage, certificate_url, qr_path
from certificates.rendering import render_certificate
from certificates.signing.cose import OfflineClaims, read_claims, read_public_key, sign_claims
from certificates.signing.keys import Purpose, new_key, public_pem
from tests.certificates.sample import DATA, NAMES, WIDE_WORD

NUMBER = new_number(random.Random(3))
TOKEN = "7ZABCDEFGHJKMNPQRSTVWXYZ23"
URL = certificate_url(host_url="https://academie.wabp.nl", number=NUMBER, token=TOKEN)


def draw(*, qr: QrImage, scale: int = 4) -> Image.Image:
    """Return the runs of a code as a picture with its quiet zone."""
    side = (qr.size_modules + 8) * scale
    image = Image.new("L", (side, side), 255)
    pencil = ImageDraw.Draw(image)
    for x, y, length in qr.runs:
        left, top = (x + 4) * scale, (y + 4) * scale
        pencil.rectangle((left, top, left + length * scale - 1, top + scale - 1), fill=0)
    return image


def test_address_is_upper_case_and_final_in_shape() -> None:
    assert f"HTTPS://ACADEMIE.WABP.NL/C/{NUMBER}/{TOKEN}" == URL


@pytest.mark.parametrize(
    ("host_url", "start"),
    [
        ("https://academie.wabp.nl/", "HTTPS://ACADEMIE.WABP.NL/C/"),
        ("http://localhost:8000", "HTTP://LOCALHOST:8000/C/"),
    ],
)
def test_slash_and_port_are_fine(host_url: str, start: str) -> None:
    assert certificate_url(host_url=host_url, number=NUMBER, token=TOKEN).startswith(start)


@pytest.mark.parametrize(
    "host_url",
    [
        "",
        "academie.wabp.nl",
        "ftp://academie.wabp.nl",
        "https://",
        "https://a.nl/pad",
        "https://a.nl/?q=1",
        "https://a.nl/#x",
        "https://jan@a.nl",
        "https://café.nl",
        "https://a b.nl",
        "javascript:alert(1)",
    ],
)
def test_anything_but_a_bare_address_is_refused(host_url: str) -> None:
    with pytest.raises(ValueError, match="not a bare"):
        certificate_url(host_url=host_url, number=NUMBER, token=TOKEN)


def test_code_reads_back_at_level_m() -> None:
    qr = qr_path(url=URL)
    found = zxingcpp.read_barcodes(draw(qr=qr))
    assert [each.text for each in found] == [URL]
    assert found[0].ec_level == "M"


def test_upper_case_keeps_the_code_small() -> None:
    assert qr_path(url=URL).size_modules == 33
    assert qr_path(url=URL.lower()).size_modules > 33


def test_code_survives_dirt() -> None:
    image = draw(qr=qr_path(url=URL))
    ImageDraw.Draw(image).ellipse((80, 80, 100, 100), fill=255)
    assert [each.text for each in zxingcpp.read_barcodes(image)] == [URL]


def test_path_is_one_and_says_the_same_as_the_runs() -> None:
    qr = qr_path(url=URL)
    assert qr.svg_path_d.count("M") == len(qr.runs)
    assert qr.svg_path_d.startswith("M0 0h7v1h-7z")
    assert sum(length for _, _, length in qr.runs) < qr.size_modules**2 * 0.6


def test_every_token_fits_the_compact_mode() -> None:
    for _ in range(20):
        url = certificate_url(host_url="https://academie.wabp.nl", number=new_number(), token=new_token())
        assert qr_path(url=url).size_modules == 33


# --- with the signed facts, as on paper ------------------------------------------------------------------------

HOST_URL = "https://academie.wabp.nl"
KEY = new_key(Purpose.QR)
DOTS_PER_MM = 150 / 25.4


def long_url(**changed: str) -> str:
    """The address on a certificate, payload and all."""
    claims = {"name": DATA.holder_name, "group": DATA.group_name, "course": "saar", **changed}
    days = {"issued_on": DATA.issued_on, "valid_until": DATA.valid_until}
    signed = sign_claims(OfflineClaims(number=NUMBER, status_list=9, status_index=131_071, **claims, **days), key=KEY)
    return certificate_url(host_url=HOST_URL, number=NUMBER, token=TOKEN, payload=signed)


LONGEST = long_url(name=WIDE_WORD, group="W" * 120, course="c" * 50)


@pytest.mark.parametrize("payload", ["a", "A B", "A=", "0", "É", "A\n", "A#B"])
def test_a_payload_that_is_no_base32_is_refused(payload: str) -> None:
    with pytest.raises(ValueError, match="base32"):
        certificate_url(host_url=HOST_URL, number=NUMBER, token=TOKEN, payload=payload)


@pytest.mark.parametrize("name", NAMES)
def test_payload_stands_behind_the_address_and_no_name_is_too_much(name: str) -> None:
    url = long_url(name=name)
    address, payload = url.split("#")
    assert address == URL
    assert read_claims(payload, public_keys={KEY.kid: read_public_key(public_pem(KEY))}).number == NUMBER
    assert qr_path(url=url).size_modules <= 69


def test_modules_are_half_a_millimeter_with_everything_at_its_longest() -> None:
    assert 39 / qr_path(url=LONGEST).size_modules >= 0.5
    # A long host fits as well: the tightest code on 39 mm.
    longest_host = LONGEST.replace("ACADEMIE.WABP.NL", f"{'A' * 60}.NL")
    assert 39 / qr_path(url=longest_host).size_modules >= 0.5


@pytest.fixture(scope="module", params=["usual", "longest"])
def paper(request: pytest.FixtureRequest) -> tuple[str, Image.Image]:
    """The address, and the code cut out of the page at 150 dpi, with some of the card around it."""
    url = {"usual": long_url(), "longest": LONGEST}[request.param]
    page = pypdfium2.PdfDocument(render_certificate(dataclasses.replace(DATA, url=url)))[0]
    sheet = page.render(scale=150 / 72, grayscale=True).to_pil()
    (found,) = zxingcpp.read_barcodes(sheet)
    corner, other = found.position.top_left, found.position.bottom_right
    assert (other.x - corner.x) / DOTS_PER_MM == pytest.approx(39, abs=1)
    around = round(7 * DOTS_PER_MM)
    return url, sheet.crop((corner.x - around, corner.y - around, other.x + around, other.y + around))


def photo(image: Image.Image, *, angle: float, blur: float) -> Image.Image:
    """What a phone makes of it: askew, not sharp, compressed hard."""
    turned = image.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=200)
    stream = io.BytesIO()
    turned.filter(ImageFilter.GaussianBlur(blur)).save(stream, "JPEG", quality=60)
    return Image.open(stream)


@pytest.mark.parametrize("blur", [0.0, 0.5, 0.8])
@pytest.mark.parametrize("angle", [0, 3, -5, 8, 12])
def test_a_bad_photo_of_the_page_reads_back(paper: tuple[str, Image.Image], angle: float, blur: float) -> None:
    url, image = paper
    found = zxingcpp.read_barcodes(photo(image, angle=angle, blur=blur))
    assert [each.text for each in found] == [url]
