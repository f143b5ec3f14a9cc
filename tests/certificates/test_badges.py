"""The picture of a badge, and the credential that is baked into it."""

import io
import json
import zlib

import pytest
from defusedxml import ElementTree
from PIL import Image

from certificates.badges import (
    KEYWORD,
    TITLE_HEIGHT,
    TITLE_WIDTH,
    badge_png,
    badge_svg,
    bake_png,
    bake_svg,
    fitted_title,
    text_width,
)
from tests.certificates.credentials import sign

TITLES = [
    "SAAR",
    "SAAR: wat doe je bij een verdachte situatie?",
    "Đorđe & <Łukasz> “İbrahim” 'ễ'",
    "Reanimatie en AED: de eerste minuten tot de ambulance er is, stap voor stap, " * 3,
    "W" * 200,
    "",
]


@pytest.mark.parametrize("title", TITLES)
def test_every_title_fits_the_ribbon(title: str) -> None:
    size, lines = fitted_title(title)
    assert all(text_width(line, size) <= TITLE_WIDTH for line in lines)
    assert len(lines) * size <= TITLE_HEIGHT


@pytest.mark.parametrize("title", TITLES)
def test_the_picture_is_drawn_twice_alike(title: str) -> None:
    svg = ElementTree.fromstring(badge_svg(title))
    assert svg.attrib["viewBox"] == "0 0 600 600"
    png = Image.open(io.BytesIO(badge_png(title))).convert("RGBA")
    assert png.size == (600, 600)
    assert png.getpixel((3, 3))[3] == 0
    assert png.getpixel((300, 40))[:3] == pytest.approx((0x0F, 0x5C, 0x55), abs=3)
    assert len(badge_png(title)) < 40_000


def test_the_svg_holds_no_text_that_needs_a_font_and_nothing_from_elsewhere() -> None:
    svg = badge_svg(TITLES[2]).decode()
    assert "<text" not in svg and "href" not in svg and "style" not in svg
    assert "&lt;Łukasz&gt;" in svg


def test_the_credential_baked_into_a_png_comes_out_again() -> None:
    credential = sign()
    png = bake_png(badge_png("SAAR"), credential)
    assert Image.open(io.BytesIO(png)).text[KEYWORD] == credential
    again = bake_png(png, '{"nieuw": "é"}')
    assert Image.open(io.BytesIO(again)).text[KEYWORD] == '{"nieuw": "é"}'
    assert again.count(KEYWORD.encode()) == 1
    assert Image.open(io.BytesIO(again)).tobytes() == Image.open(io.BytesIO(badge_png("SAAR"))).tobytes()
    place = png.index(b"iTXt")
    length = int.from_bytes(png[place - 4 : place], "big")
    chunk = png[place : place + 4 + length]
    assert zlib.crc32(chunk) == int.from_bytes(png[place + 4 + length : place + 8 + length], "big")
    assert chunk.startswith(b"iTXt" + KEYWORD.encode() + b"\0\0\0\0\0{")


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\0\0\xff\xffIHDR"])
def test_only_a_png_can_be_baked(content: bytes) -> None:
    with pytest.raises(ValueError, match="PNG"):
        bake_png(content, "{}")


@pytest.mark.parametrize("credential", [sign(), '{"a":"]]>","b":"<&>é"}'])
def test_the_credential_baked_into_an_svg_comes_out_again(credential: str) -> None:
    svg = ElementTree.fromstring(bake_svg(badge_svg("SAAR"), credential))
    first = next(iter(svg))
    assert first.tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    assert json.loads(first.text or "") == json.loads(credential)
