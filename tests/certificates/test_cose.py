"""The signed facts in the code: read back, judged by an independent reader, and refused when anything is off."""

import base64
import dataclasses
import re
import unicodedata
from datetime import date
from typing import Any

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import example, given
from hypothesis import strategies as st

from certificates.signing.cose import (
    BadPayload,
    OfflineClaims,
    Reason,
    public_jwk,
    read_claims,
    read_public_key,
    sign_claims,
)
from certificates.signing.keys import BadKey, PrivateKey, Purpose, new_key, public_pem
from tests.certificates.sample import NAMES, NUMBER

KEY = new_key(Purpose.QR)
KEYS = {KEY.kid: read_public_key(public_pem(KEY))}
CLAIMS = OfflineClaims(
    number=NUMBER,
    name="Đorđe O'Brien-Nguyễn <b>",
    group="Buurtpreventie De Leyens",
    course="saar",
    issued_on=date(2026, 12, 1),
    valid_until=date(2028, 11, 21),
    status_list=1,
    status_index=131_071,
)
TEXT = sign_claims(CLAIMS, key=KEY)


def to_bytes(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))


def to_text(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=")


def parts(text: str = TEXT) -> list[Any]:
    found = cbor2.loads(to_bytes(text))
    assert isinstance(found, list)
    return found


def signed(payload: bytes, *, protected: bytes | None = None, key: PrivateKey = KEY) -> str:
    """Any payload at all with a right signature, as a mistake of ours could make it."""
    protected = cbor2.dumps({1: -7, 4: bytes.fromhex(key.kid)}) if protected is None else protected
    assert isinstance(key.key, EllipticCurvePrivateKey)
    der = key.key.sign(cbor2.dumps(["Signature1", protected, b"", payload]), ECDSA(hashes.SHA256()))
    signature = b"".join(half.to_bytes(32, "big") for half in decode_dss_signature(der))
    return to_text(cbor2.dumps([protected, {}, payload, signature]))


def refused(text: str) -> Reason:
    with pytest.raises(BadPayload) as caught:
        read_claims(text, public_keys=KEYS)
    return caught.value.reason


def other_key() -> PrivateKey:
    """A QR key with another name; names are one byte, so two fresh keys can share one."""
    return next(key for key in iter(lambda: new_key(Purpose.QR), None) if key.kid != KEY.kid)


# --- what is right -------------------------------------------------------------------------------------------


def test_what_is_signed_reads_back() -> None:
    assert read_claims(TEXT, public_keys=KEYS) == CLAIMS
    assert re.fullmatch("[A-Z2-7]+", TEXT)


def test_an_independent_reader_verifies_the_same_code() -> None:
    judge = cwt.COSE.new(kid_auto_inclusion=False, verify_kid=True)
    key = cwt.COSEKey.from_pem(public_pem(KEY), kid=bytes.fromhex(KEY.kid), alg="ES256")
    # It reads tagged messages: the tag of a COSE_Sign1 is all that is added.
    payload = judge.decode(b"\xd2" + to_bytes(TEXT), key)
    assert cbor2.loads(payload) == {
        1: NUMBER.replace("-", "")[4:],
        2: CLAIMS.name,
        3: CLAIMS.group,
        4: "saar",
        5: 20_788,
        6: 21_509,
        7: 1,
        8: 131_071,
    }


def test_keys_of_before_still_verify() -> None:
    newer = other_key()
    assert read_claims(TEXT, public_keys={newer.kid: read_public_key(public_pem(newer)), **KEYS}) == CLAIMS


def test_a_browser_gets_the_point_of_the_key() -> None:
    jwk = public_jwk(KEYS[KEY.kid])
    point = KEYS[KEY.kid].public_numbers()
    assert (jwk["kty"], jwk["crv"]) == ("EC", "P-256")
    assert [int.from_bytes(base64.urlsafe_b64decode(jwk[each] + "="), "big") for each in "xy"] == [point.x, point.y]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_is_too_long_and_none_loses_its_beginning(name: str) -> None:
    found = read_claims(sign_claims(dataclasses.replace(CLAIMS, name=name), key=KEY), public_keys=KEYS).name
    assert len(found.encode()) <= 72
    whole = unicodedata.normalize("NFC", name)
    assert found == whole if len(whole.encode()) <= 72 else whole.startswith(found.removesuffix("…"))
    assert found.endswith("…") == (len(whole.encode()) > 72)


def test_a_cut_takes_a_letter_with_all_its_marks() -> None:
    name = "a" * 68 + "q" + "\u0323\u0307" + "rest"  # q with two marks has no composed form
    found = read_claims(sign_claims(dataclasses.replace(CLAIMS, name=name), key=KEY), public_keys=KEYS).name
    assert found == "a" * 68 + "…"


# --- what is wrong -------------------------------------------------------------------------------------------


def test_one_changed_symbol_anywhere_is_refused() -> None:
    for place in range(len(TEXT)):
        other = "A" if TEXT[place] != "A" else "B"
        refused(TEXT[:place] + other + TEXT[place + 1 :])


@pytest.mark.parametrize("index", [2, 3])
def test_a_changed_byte_in_payload_or_signature_says_changed(index: int) -> None:
    envelope = parts()
    envelope[index] = envelope[index][:-1] + bytes([envelope[index][-1] ^ 1])
    assert refused(to_text(cbor2.dumps(envelope))) is Reason.CHANGED


def test_another_key_is_unknown_and_cannot_borrow_a_name() -> None:
    stranger = other_key()
    assert refused(sign_claims(CLAIMS, key=stranger)) is Reason.UNKNOWN_KEY
    borrowed = cbor2.dumps({1: -7, 4: bytes.fromhex(KEY.kid)})
    assert refused(signed(parts()[2], protected=borrowed, key=stranger)) is Reason.CHANGED


def test_a_signature_of_zeros_is_refused() -> None:
    protected, unprotected, payload, _signature = parts()
    assert refused(to_text(cbor2.dumps([protected, unprotected, payload, bytes(64)]))) is Reason.CHANGED


@pytest.mark.parametrize(
    "text",
    ["", "A", TEXT.lower(), TEXT + "A", TEXT[:-1], TEXT + "=", f" {TEXT}", TEXT.replace("A", "0"), "A" * 601, "É"],
)
def test_text_that_is_not_ours_is_unreadable(text: str) -> None:
    assert refused(text) is Reason.UNREADABLE


def changed(**fields: Any) -> bytes:
    found = cbor2.loads(parts()[2])
    return cbor2.dumps(found | {int(key[1:]): value for key, value in fields.items()}, canonical=True)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x80",
        cbor2.dumps("tekst"),
        changed(_9=1),
        changed(_1="niks"),
        changed(_1=7),
        changed(_2=b"Wil Bos"),
        changed(_5=True),
        changed(_5=-1),
        changed(_6=100_001),
        changed(_6=20_000.5),
        changed(_7=-1),
        changed(_8=-1),
        changed(_8=None),
        parts()[2] + b"\x00",
        b"\xbf" + parts()[2][1:] + b"\xff",  # a map without length
        b"\xa9\x01\x00" + parts()[2][1:],  # number 1 twice
    ],
)
def test_what_we_would_never_sign_is_unreadable_even_when_signed(payload: bytes) -> None:
    assert refused(signed(payload)) is Reason.UNREADABLE


@pytest.mark.parametrize(
    "protected",
    [
        {1: -8, 4: bytes.fromhex(KEY.kid)},
        {1: -7},
        {1: -7, 4: KEY.kid},
        {1: -7, 4: bytes.fromhex(KEY.kid) * 2},
        {1: -7, 4: bytes.fromhex(KEY.kid), 2: [1]},
        [],
    ],
)
def test_other_headers_are_unreadable(protected: Any) -> None:
    assert refused(signed(parts()[2], protected=cbor2.dumps(protected))) is Reason.UNREADABLE


@pytest.mark.parametrize(
    "envelope",
    [
        parts()[:3],
        [*parts(), b""],
        [parts()[0], {4: b"a"}, *parts()[2:]],
        [*parts()[:3], parts()[3][:-1]],
        cbor2.CBORTag(18, parts()),
        {"a": parts()},
    ],
)
def test_other_envelopes_are_unreadable(envelope: Any) -> None:
    assert refused(to_text(cbor2.dumps(envelope))) is Reason.UNREADABLE


@given(st.binary(max_size=375))
@example(b"\x81" * 375)
@example(b"\xc1" * 375)
@example(b"\x9b" + b"\xff" * 8)
@example(b"\x5b" + b"\x7f" + b"\xff" * 7)
@example(b"\x84\xd8\x1d\x00")
def test_no_bytes_at_all_do_more_than_be_refused(content: bytes) -> None:
    assert refused(to_text(content)) is Reason.UNREADABLE


def test_who_signs_is_told_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="no number"):
        sign_claims(dataclasses.replace(CLAIMS, number="WABP-0000-0000-0001"), key=KEY)
    with pytest.raises(ValueError, match="too long"):
        sign_claims(dataclasses.replace(CLAIMS, course="s" * 51), key=KEY)
    with pytest.raises(BadKey):
        sign_claims(CLAIMS, key=new_key(Purpose.CREDENTIAL))
    with pytest.raises(BadKey):
        read_public_key(public_pem(new_key(Purpose.CREDENTIAL)))
    with pytest.raises(BadKey):
        read_public_key("geen sleutel")
