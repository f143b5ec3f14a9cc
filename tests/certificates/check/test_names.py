"""Names on the check pages: masked, and compared with what somebody types."""

import unicodedata

import pytest
from django.test import Client

from certificates.models import Certificate
from certificates.names import initials, mask_name, same_name
from tests.certificates.check.pages import MASKED, NAME, text
from tests.factories.certificates import make_certificate

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "masked", "letters"),
    [
        (NAME, MASKED, "Đ, v, d, B"),
        ("Nguyễn", "N●●●●●", "N"),
        ("e\u0301e\u0301n  Woord", "é●● W●●●●", "é, W"),
        ("A. O'Brien", "A● O●●●●●●", "A, O"),
        ("<b>", "<●●", "<"),
        ("Bo", "B●", "B"),
        ("O", "●", ""),
        (" O ", "●", ""),
        ("J de Vries", "J d● V●●●●", "J, d, V"),
        ("van\u00a0Dijk", "v●● D●●●", "v, D"),
        ("李小龍", "李●●", "李"),
        ("", "", ""),
    ],
)
def test_masking(name: str, masked: str, letters: str) -> None:
    assert (mask_name(name), initials(name)) == (masked, letters)


@pytest.mark.parametrize(
    ("typed", "is_same"),
    [
        (NAME, True),
        ("  ĐORĐE   VAN DEN\tBERG ", True),
        ("Dorde van den Berg", False),
        ("Đorđe van den Ber", False),
        (MASKED, False),
    ],
)
def test_comparing_names(client: Client, certificate: Certificate, typed: str, is_same: bool) -> None:
    assert same_name(typed, NAME) is is_same
    page = text(client.post("/controle/", {"number": certificate.number, "name": typed}))
    assert ("Ja, deze naam klopt" in page) is is_same
    assert ("Nee, deze naam klopt niet" in page) is not is_same
    assert MASKED in page


def test_accents_may_be_encoded_in_two_ways() -> None:
    assert same_name("Rene\u0301e", "renÉe")


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Đorđe", "đorđe", True),
        ("Shaun O'Brien", "shaun o’brien", True),
        ("Griffioen-Offermans", "Griffioen\u2011Offermans", True),
        ("IJsbrand Weiß", "ĳsbrand WEISS", True),
        ("Bo Jansen", "\u200bBo\u00a0Jan\u00adsen\u200e", True),
        ("Nguyễn", "Nguyên", False),
        ("Bo", "B", False),
        ("Bo", "Bo Bo", False),
        ("Bo", "\u200b", False),
        ("Bo", "B●", False),
        ("Jan Bos", "JanBos", False),
        ("O'Brien", "OBrien", False),
    ],
)
def test_what_counts_as_the_same_name(one: str, other: str, is_same: bool) -> None:
    assert same_name(one, other) is same_name(other, one) is is_same


def test_a_long_name_with_loose_accents_is_compared_whole(client: Client) -> None:
    name = ("Nguyễn Thị Ánh Tuyết " * 8)[:150].strip()
    certificate = make_certificate(holder_name=name)
    typed = unicodedata.normalize("NFD", name)
    assert len(typed) > 180
    page = text(client.post("/controle/", {"number": certificate.number, "name": typed}))
    assert "Ja, deze naam klopt" in page


def test_no_name_asks_for_one_and_costs_no_try(client: Client, certificate: Certificate) -> None:
    page = text(client.post("/controle/", {"number": certificate.number, "name": " "}))
    assert "Typ de naam die op het certificaat staat." in page
    assert "klopt niet" not in page
