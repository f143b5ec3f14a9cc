"""What people type to find a group."""

import pytest

from registrations.codes import (
    clean_query,
    number_spellings,
    postcode_bounds,
    postcode_mistake,
    read_ranges,
    search_words,
)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("2711", ("2711AA", "2711ZZ")),
        ("2711AB", ("2711AB", "2711AB")),
        ("2711 ab", ("2711AB", "2711AB")),
        (" 27 11\tab ", ("2711AB", "2711AB")),
        ("0711", None),
        ("2711A", None),
        ("27111", None),
        ("٢٧١١", None),
        ("2711AB\n2712", None),
        ("", None),
    ],
)
def test_postcode_bounds(text: str, bounds: tuple[str, str] | None) -> None:
    assert postcode_bounds(text) == bounds


@pytest.mark.parametrize("text", ["0711", "0711 AB", "2711 A", "2711ABC", "27111 AB", "271 AB"])
def test_a_wrong_postcode_gets_a_sentence(text: str) -> None:
    assert "geen postcode" in postcode_mistake(text)


@pytest.mark.parametrize("text", ["2711", "2711 ab", "Zoetermeer", "12", "12345", "WG-00012", "De 4 Hoeven", ""])
def test_what_is_no_attempt_at_a_postcode_gets_none(text: str) -> None:
    assert postcode_mistake(text) == ""


@pytest.mark.parametrize("text", ["wg12", "WG 12", "wg-00012", " wg 00012 ", "Wg.012", "WG-00012"])
def test_a_number_is_found_however_it_is_typed(text: str) -> None:
    assert "WG-00012" in number_spellings(text)


def test_a_number_is_no_other_number() -> None:
    assert not {"WG-00012", "WG12"} & {*number_spellings("wg 120"), *number_spellings("12"), *number_spellings("w12")}
    assert len(number_spellings("a" * 80)) <= 3 and len(number_spellings("wg 1")) < 50


def test_a_query_is_cleaned_not_refused() -> None:
    assert clean_query("  Zoeter\x00meer\r\n ") == "Zoeter meer"
    assert len(clean_query("a" * 300)) == 80
    assert search_words("Rokkeveen, (Zoetermeer) a b c d") == ["Rokkeveen", "Zoetermeer", "a", "b", "c"]


def test_ranges_read_as_people_write_them() -> None:
    text = "2711\n2712 ab\n 2713 – 2715 \n2716AA-2716CZ; 2711"
    assert read_ranges(text) == [
        ("2711AA", "2711ZZ"),
        ("2712AB", "2712AB"),
        ("2713AA", "2715ZZ"),
        ("2716AA", "2716CZ"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Zoetermeer", "geen postcode"),
        ("2711-", "geen postcode"),
        ("2712-2711", "verkeerd om"),
        ("\n".join(str(code) for code in range(1000, 1201)), "te veel"),
    ],
)
def test_ranges_that_cannot_be_read_say_which(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_ranges(text)
