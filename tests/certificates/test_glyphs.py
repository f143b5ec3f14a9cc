"""Which characters can be printed, and what becomes of the others."""

import time

from certificates.rendering import missing_glyphs
from certificates.rendering.glyphs import fitting_size, printable
from tests.certificates.sample import LONG_WORDS, NAMES


def test_missing_glyphs_names_what_the_font_lacks() -> None:
    for name in NAMES:
        assert missing_glyphs(name) == ""
    assert missing_glyphs("Ali علي") == "علي"
    assert missing_glyphs("李李 Wei") == "李"
    assert missing_glyphs("Wil\u202eBos") == "\u202e"
    assert missing_glyphs("Anna \U0001f600") == "\U0001f600"
    assert missing_glyphs("Zoe\u0308 D\u02bcArc\u2011Bos") == ""


def test_missing_glyphs_is_cheap() -> None:
    missing_glyphs("warm")
    started = time.process_time()
    for _ in range(1000):
        missing_glyphs(LONG_WORDS)
    assert time.process_time() - started < 0.5


def test_letters_outside_the_font_stay_in_the_name() -> None:
    assert printable("Ali علي") == "Ali علي"


def test_size_falls_until_the_text_fits() -> None:
    sizes = (40, 20, 10)
    assert fitting_size(texts=["Wil Bos"], width=500, height=50, sizes=sizes, leading=1.2) == 40
    assert fitting_size(texts=["Wil Bos " * 8], width=500, height=50, sizes=sizes, leading=1.2) == 20
    assert fitting_size(texts=["W" * 100], width=500, height=50, sizes=sizes, leading=1.2) == 10
    assert fitting_size(texts=["W" * 9999], width=500, height=50, sizes=sizes, leading=1.2) == 10
