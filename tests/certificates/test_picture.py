"""The certificate as a picture for the gallery of a phone."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
import zxingcpp
from PIL import Image

from certificates.rendering import render_certificate
from certificates.rendering.picture import gallery_picture
from tests.certificates.sample import COMPLETE


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_certificate(COMPLETE)


def test_picture_has_its_size_and_says_nothing_besides(pdf: bytes) -> None:
    made = gallery_picture(pdf)
    picture = Image.open(io.BytesIO(made))
    assert (picture.format, *picture.size) == ("PNG", 1754, 1241)
    assert len(made) < 250_000
    picture.load()
    assert picture.info == {}


# 1080 is the width of most phones, 720 of a cheap one.
@pytest.mark.parametrize("width", [1754, 1080, 720])
def test_code_reads_back_as_a_phone_shows_it(pdf: bytes, width: int) -> None:
    picture = Image.open(io.BytesIO(gallery_picture(pdf))).convert("L")
    shown = picture.resize((width, round(width * 1241 / 1754)), Image.Resampling.BILINEAR)
    assert [each.text for each in zxingcpp.read_barcodes(shown)] == [COMPLETE.url]


def test_threads_draw_the_same_picture(pdf: bytes) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(gallery_picture, [pdf] * 8))
    assert set(made) == {gallery_picture(pdf)}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"geen pdf"])
def test_what_is_no_pdf_is_named(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a PDF"):
        gallery_picture(content)
