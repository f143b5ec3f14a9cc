"""Certificate numbers and tokens: what is caught, what is forgiven."""

import hashlib
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.numbers import (
    NUMBER_SYMBOLS,
    TOKEN_SYMBOLS,
    hash_token,
    is_valid,
    new_number,
    new_token,
    normalize,
)

numbers = st.integers().map(lambda seed: new_number(random.Random(seed)))
symbol_places = [place for place in range(5, 19) if place not in (9, 14)]


def test_shape_of_a_number() -> None:
    for _ in range(200):
        assert re.fullmatch(rf"WABP(-[{NUMBER_SYMBOLS}]{{4}}){{3}}", new_number())


def test_alphabet_leaves_out_what_is_misread() -> None:
    assert len(NUMBER_SYMBOLS) == 31
    assert not set("ILOUZ") & set(NUMBER_SYMBOLS)


def test_numbers_differ_and_a_seed_repeats() -> None:
    assert len({new_number() for _ in range(1000)}) == 1000
    assert new_number(random.Random(7)) == new_number(random.Random(7))


@given(number=numbers, place=st.sampled_from(symbol_places), symbol=st.sampled_from(NUMBER_SYMBOLS))
def test_every_single_wrong_symbol_is_caught(number: str, place: int, symbol: str) -> None:
    wrong = number[:place] + symbol + number[place + 1 :]
    assert is_valid(wrong) == (wrong == number)


@given(number=numbers, first=st.sampled_from(symbol_places), second=st.sampled_from(symbol_places))
def test_every_swap_is_caught(number: str, first: int, second: int) -> None:
    symbols = list(number)
    symbols[first], symbols[second] = symbols[second], symbols[first]
    wrong = "".join(symbols)
    assert is_valid(wrong) == (wrong == number)


def test_all_errors_and_swaps_of_one_number() -> None:
    number = new_number(random.Random(1))
    wrong = {number[:p] + s + number[p + 1 :] for p in symbol_places for s in NUMBER_SYMBOLS} - {number}
    assert len(wrong) == 12 * 30
    assert not [each for each in wrong if is_valid(each)]


@given(number=numbers)
def test_typing_is_forgiven(number: str) -> None:
    body = number.removeprefix("WABP-")
    full_width = "".join(chr(ord(symbol) + 0xFEE0) for symbol in number)
    for typed in (
        number.lower(),
        f"  {number}\n",
        number.replace("-", ""),
        number.replace("-", " "),
        number.replace("-", " . "),
        number.replace("-", "–"),
        number.replace("-", "\u2011"),
        body,
        body.replace("-", "").lower(),
        number.replace("0", "O"),
        number.replace("0", "o").replace("1", "l"),
        number.replace("1", "I"),
        full_width,
    ):
        assert normalize(typed) == number


@pytest.mark.parametrize("text", ["", "WABP", "-", "WABP-1234", "\x00", "é" * 12, "١٢٣٤" * 3, "\ud800" * 12])
def test_malformed_is_none(text: str) -> None:
    assert normalize(text) is None


def test_too_long_is_none_whatever_is_in_it() -> None:
    number = new_number()
    assert normalize(number + " " * 82) is None
    assert normalize(number + "0") is None
    assert normalize(number * 2) is None
    assert normalize(number * 100_000) is None


@given(text=st.text(max_size=120))
def test_any_text_gives_a_number_or_none(text: str) -> None:
    number = normalize(text)
    assert number is None or normalize(number) == number
    assert len(hash_token(text)) == 64


def test_token_has_26_symbols_and_128_bits() -> None:
    tokens = [new_token() for _ in range(500)]
    assert len(set(tokens)) == 500
    assert all(re.fullmatch(rf"[{TOKEN_SYMBOLS}]{{26}}", token) for token in tokens)
    # 26 symbols carry 130 bits: with 128 the first one is at most 7, and all eight occur.
    assert {token[0] for token in tokens} == set("01234567")


def test_hash_is_sha256_of_the_token() -> None:
    token = new_token()
    assert hash_token(token) == hashlib.sha256(token.encode()).hexdigest()


def test_hash_forgives_case_and_look_alikes_only() -> None:
    token = "01ABCDEFGHJKMNPQRSTVWXYZ23"
    assert hash_token(token.lower()) == hash_token(token)
    assert hash_token("OL" + token[2:]) == hash_token(token)
    assert hash_token(token[:-1] + "4") != hash_token(token)
    assert hash_token(token * 1000) == hash_token("")
