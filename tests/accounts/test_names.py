"""Names: kept as written, without what only a machine can see."""

import pytest
from django.core.exceptions import ValidationError

from accounts.names import clean_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Đorđe O'Brien-Nguyễn <b>", "Đorđe O'Brien-Nguyễn <b>"),
        ("  Jan \t de\n  Vries ", "Jan de Vries"),
        ("Jan\u202e de\u2066 Vries\u2069", "Jan de Vries"),
        ("Ja\u200bn\u2060 \ufeffVries", "Jan Vries"),
        ("Jan\x00\x07\x1b", "Jan"),
        ("Zoe\u0308", "Zoë"),
        ("Jan \u200b Vries", "Jan Vries"),
        ("Jan\u3164\u2800", "Jan"),
        ("X" * 150, "X" * 150),
    ],
)
def test_kept(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u202e\u200b", "123", "-", "\u3164", "😀"])
def test_needs_a_letter(typed: str) -> None:
    with pytest.raises(ValidationError, match="Vul je naam in"):
        clean_name(typed)


def test_too_long() -> None:
    with pytest.raises(ValidationError, match="hooguit 150 tekens"):
        clean_name("X" * 151)


@pytest.mark.parametrize("name", ["李小龙", "محمد الأمين", "Anna 🏠 Smit"])
def test_what_a_certificate_cannot_print_is_asked_in_latin_letters(name: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        clean_name(name)
    assert refusal.value.code == "unprintable"
    assert "paspoort" in " ".join(refusal.value.messages)


@pytest.mark.parametrize("name", ["http://kwaad.example kom kijken", "WWW.kwaad.example", "jan@voorbeeld.nl"])
def test_an_address_is_no_name(name: str) -> None:
    with pytest.raises(ValidationError, match="zonder webadres") as refusal:
        clean_name(name)
    assert refusal.value.code == "address"
