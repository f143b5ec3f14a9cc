"""The signed facts that stand in the QR code itself, so that a phone without network can check them (DESIGN §7).

    text = sign_claims(claims, key=key)                             # behind the # of the address on paper
    assert read_claims(text, public_keys={key.kid: public}) == claims

A COSE_Sign1 (RFC 9052) of CBOR in canonical form, ES256, in base32 without padding: symbols that a QR code stores
in a third less room. The size on paper is fixed, so what can be long is cut off: see LONGEST_NAME.
"""

import base64
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from certificates.numbers import normalize
from certificates.signing.keys import BadKey, PrivateKey

__all__ = ["BadPayload", "OfflineClaims", "Reason", "public_jwk", "read_claims", "read_public_key", "sign_claims"]

# Bytes of UTF-8. With all three at their longest the code has version 15: 77 modules of 0.51 mm on 39 mm.
LONGEST_NAME: Final = 72
LONGEST_GROUP: Final = 48
LONGEST_COURSE: Final = 50
LONGEST_TEXT: Final = 600  # symbols of base32; ours stay below 470
ELLIPSIS: Final = "…"

BASE32: Final = re.compile(r"[A-Z2-7]+")
ALGORITHM, KEY_ID, ES256 = 1, 4, -7  # labels of COSE, and its number for ECDSA on P-256 with SHA-256
NUMBER, NAME, GROUP, COURSE, ISSUED, UNTIL, LIST, INDEX = range(1, 9)
TYPES: Final = {NUMBER: str, NAME: str, GROUP: str, COURSE: str, ISSUED: int, UNTIL: int, LIST: int, INDEX: int}
# The same claims give the same code, also without a good source of chance (RFC 6979).
SIGNATURE: Final = ECDSA(hashes.SHA256(), deterministic_signing=True)
EPOCH: Final = date(1970, 1, 1)
LAST_DAY: Final = 100_000  # days since EPOCH: in 2243
HALF: Final = 32  # bytes of r, and of s


class Reason(StrEnum):
    """Why a payload is refused."""

    UNREADABLE = "unreadable"
    UNKNOWN_KEY = "unknown-key"
    CHANGED = "changed"


class BadPayload(ValueError):
    """The text is not a payload that one of the keys signed; `reason` says why. Never holds any of the text."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineClaims:
    """What a phone without network learns of a certificate. `number` as printed; `valid_until` is the last day."""

    number: str
    name: str
    group: str
    course: str
    issued_on: date
    valid_until: date
    status_list: int
    status_index: int


def sign_claims(claims: OfflineClaims, *, key: PrivateKey) -> str:
    """Return the payload of the code: upper case base32, at most 470 symbols.

    Name and group are cut off with an ellipsis where they are too long for the paper. Raises BadKey when `key` does
    not sign codes, ValueError for a number that is none or a course code over 50 bytes.
    """
    if not isinstance(key.key, EllipticCurvePrivateKey):
        raise BadKey(f"not a key for codes: {key.kid}")
    protected = canonical({ALGORITHM: ES256, KEY_ID: bytes.fromhex(key.kid)})
    payload = canonical(to_map(claims))
    r, s = decode_dss_signature(key.key.sign(to_be_signed(protected, payload), SIGNATURE))
    signature = r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")
    return to_base32(canonical([protected, {}, payload, signature]))


def read_claims(text: str, *, public_keys: Mapping[str, EllipticCurvePublicKey]) -> OfflineClaims:
    """Return what `text` says, when a key in `public_keys` (by its name) signed it. Raises BadPayload when not."""
    protected, payload, signature = read_envelope(from_base32(text))
    key = public_keys.get(read_kid(protected))
    if key is None:
        raise BadPayload(Reason.UNKNOWN_KEY)
    r, s = int.from_bytes(signature[:HALF], "big"), int.from_bytes(signature[HALF:], "big")
    try:
        key.verify(encode_dss_signature(r, s), to_be_signed(protected, payload), SIGNATURE)
    except InvalidSignature as error:
        raise BadPayload(Reason.CHANGED) from error
    return to_claims(parse(payload))


def read_public_key(pem: str) -> EllipticCurvePublicKey:
    """Return the public key of a QR key from its PEM. Raises BadKey for any other kind."""
    try:
        key = serialization.load_pem_public_key(pem.encode())
    except ValueError as error:
        raise BadKey("no readable public key") from error
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise BadKey("not a public key for codes")
    return key


def public_jwk(key: EllipticCurvePublicKey) -> dict[str, str]:
    """Return the key as browsers read it (RFC 7517)."""
    point = key.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": base64url(point.x), "y": base64url(point.y)}


def base64url(coordinate: int) -> str:
    return base64.urlsafe_b64encode(coordinate.to_bytes(HALF, "big")).rstrip(b"=").decode()


def to_map(claims: OfflineClaims) -> dict[int, str | int]:
    """Return the claims under numbers, the number of the certificate without what all have in common."""
    number = normalize(claims.number)
    if number is None or len(claims.course.encode()) > LONGEST_COURSE:
        raise ValueError("no number of a certificate, or a course code that is too long")
    return {
        NUMBER: number.replace("-", "")[4:],
        NAME: shorten(claims.name, LONGEST_NAME),
        GROUP: shorten(claims.group, LONGEST_GROUP),
        COURSE: claims.course,
        ISSUED: (claims.issued_on - EPOCH).days,
        UNTIL: (claims.valid_until - EPOCH).days,
        LIST: claims.status_list,
        INDEX: claims.status_index,
    }


def to_claims(found: Any) -> OfflineClaims:
    """Return the claims of a signed map; what is not exactly ours was signed by a mistake and is refused too."""
    if type(found) is not dict or {key: type(value) for key, value in found.items()} != TYPES:
        raise BadPayload(Reason.UNREADABLE)
    number = normalize(found[NUMBER])
    days = (found[ISSUED], found[UNTIL])
    if number is None or not all(0 <= day <= LAST_DAY for day in days) or found[LIST] < 0 or found[INDEX] < 0:
        raise BadPayload(Reason.UNREADABLE)
    return OfflineClaims(
        number=number,
        name=found[NAME],
        group=found[GROUP],
        course=found[COURSE],
        issued_on=EPOCH + timedelta(days=days[0]),
        valid_until=EPOCH + timedelta(days=days[1]),
        status_list=found[LIST],
        status_index=found[INDEX],
    )


def shorten(text: str, most: int) -> str:
    """Return `text` composed (NFC), cut off with an ellipsis where it has more than `most` bytes; no accent adrift."""
    whole = unicodedata.normalize("NFC", text)
    if len(whole.encode()) <= most:
        return whole
    kept = whole.encode()[: most - len(ELLIPSIS.encode())].decode(errors="ignore")
    is_mark_cut = unicodedata.combining(whole[len(kept)]) > 0
    while is_mark_cut and kept:
        is_mark_cut = unicodedata.combining(kept[-1]) > 0
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def read_envelope(content: bytes) -> tuple[bytes, bytes, bytes]:
    """Return protected header, payload and signature of an untagged COSE_Sign1."""
    match parse(content):
        case [bytes(protected), {**unprotected}, bytes(payload), bytes(signature)] if not unprotected:
            if len(signature) == 2 * HALF:
                return protected, payload, signature
    raise BadPayload(Reason.UNREADABLE)


def read_kid(protected: bytes) -> str:
    match parse(protected):
        case {1: -7, 4: bytes(kid), **rest} if not rest and len(kid) == 1:  # ALGORITHM, ES256, KEY_ID
            return kid.hex()
    raise BadPayload(Reason.UNREADABLE)


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052, without external data."""
    return canonical(["Signature1", protected, b"", payload])


def canonical(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)


def parse(content: bytes) -> Any:
    """Return what the bytes say. Only the one canonical way to write it passes: no duplicate keys, nothing after it."""
    try:
        value = cbor2.loads(content)
        is_canonical = canonical(value) == content
    except Exception as error:
        raise BadPayload(Reason.UNREADABLE) from error
    if not is_canonical:
        raise BadPayload(Reason.UNREADABLE)
    return value


def to_base32(content: bytes) -> str:
    return base64.b32encode(content).rstrip(b"=").decode()


def from_base32(text: str) -> bytes:
    """Return the bytes of `text`; each has one text only, so that no bit in it is free to change."""
    if len(text) > LONGEST_TEXT or not BASE32.fullmatch(text):
        raise BadPayload(Reason.UNREADABLE)
    try:
        content = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError as error:
        raise BadPayload(Reason.UNREADABLE) from error
    if to_base32(content) != text:
        raise BadPayload(Reason.UNREADABLE)
    return content
