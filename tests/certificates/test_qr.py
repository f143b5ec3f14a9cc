"""The address in the QR code, and the code read back by a decoder."""

import random

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from certificates.numbers import new_number, new_token
from certificates.qr import QrImage, certificate_url, qr_path

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
