"""Private keys as PEM text: reading and writing them, and the name by which everybody knows a public one.

    key = new_key(Purpose.QR)
    pem = write_key(key)          # keep it secret, mode 0600
    assert read_key(pem, Purpose.QR).kid == key.kid

Elliptic curve P-256 for seal and QR, Ed25519 for credentials: what every verifier of that kind knows. A demo key
says so in the text before its PEM, and stays a demo key wherever that file is copied to; a demo seal says so in the
name of its organization too.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

__all__ = ["BadKey", "PrivateKey", "Purpose", "kid_of", "new_key", "public_pem", "read_key", "write_key"]

DEMO_MARK: Final = "DEMO-SLEUTEL: alleen om te proberen, zegt niets over echte certificaten"
DEMO_NAME: Final = "DEMO "  # what the organization of a demo seal begins with
KID_SYMBOLS: Final = 16
QR_KID_SYMBOLS: Final = 2  # one byte, because it stands in the code on paper


class Purpose(StrEnum):
    """What a key signs."""

    SEAL = "seal"
    CREDENTIAL = "credential"
    QR = "qr"


class BadKey(ValueError):
    """The text is no key of the kind that is asked for; the message never holds any of the text."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PrivateKey:
    """A key that signs for `purpose`; a seal brings its certificate and all above it: seal, intermediate, root."""

    purpose: Purpose
    key: EllipticCurvePrivateKey | Ed25519PrivateKey
    certificates: tuple[x509.Certificate, ...] = ()
    is_demo: bool = False

    @property
    def kid(self) -> str:
        """Its public name (`kid_of`)."""
        return kid_of(self.key.public_key(), self.purpose)

    def __repr__(self) -> str:
        # Never the key itself: a traceback or a log shows this.
        return f"<PrivateKey {self.purpose} {self.kid}>"


def kid_of(public_key: object, purpose: Purpose) -> str:
    """Return the first hex symbols of the SHA-256 of the public key (SPKI, DER): 2 for a QR key, else 16."""
    spki = public_key.public_bytes(  # type: ignore[attr-defined]
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(spki).hexdigest()[: QR_KID_SYMBOLS if purpose is Purpose.QR else KID_SYMBOLS]


def new_key(purpose: Purpose, *, is_demo: bool = False) -> PrivateKey:
    """Return a fresh key; a seal still needs its certificates (`certificates.signing.authority`)."""
    key = Ed25519PrivateKey.generate() if purpose is Purpose.CREDENTIAL else generate_private_key(SECP256R1())
    return PrivateKey(purpose=purpose, key=key, is_demo=is_demo)


def write_key(key: PrivateKey) -> bytes:
    """Return the key as PKCS#8 PEM, its certificates after it, and the demo mark before it."""
    pem = key.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain = [one.public_bytes(serialization.Encoding.PEM) for one in key.certificates]
    mark = [f"{DEMO_MARK}\n".encode()] if key.is_demo else []
    return b"".join([*mark, pem, *chain])


def read_key(pem: bytes, purpose: Purpose) -> PrivateKey:
    """Return the key in `pem`. Raises BadKey when it is not one for `purpose`, or a seal without its certificates."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
        certificates = x509.load_pem_x509_certificates(pem) if b"BEGIN CERTIFICATE" in pem else []
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # Without its cause, which names bytes of the text.
        raise BadKey(f"no readable key for {purpose}") from None
    is_right = isinstance(key, Ed25519PrivateKey) if purpose is Purpose.CREDENTIAL else is_p256(key)
    if not is_right or (purpose is Purpose.SEAL and not belongs(key, certificates)):
        raise BadKey(f"not a key for {purpose}")
    is_demo = has_demo_mark(pem, certificates)
    return PrivateKey(purpose=purpose, key=key, certificates=tuple(certificates), is_demo=is_demo)  # type: ignore[arg-type]


def has_demo_mark(pem: bytes, certificates: list[x509.Certificate]) -> bool:
    """Whether the text or the name of an organization in it says that this is for trying out only."""
    names = [one.value for by in certificates for one in by.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
    return DEMO_MARK.encode() in pem or any(str(name).startswith(DEMO_NAME) for name in names)


def is_p256(key: object) -> bool:
    return isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1)


def belongs(key: object, certificates: list[x509.Certificate]) -> bool:
    """Whether the first certificate is about this key, and each was issued by the one after it."""
    if not certificates or certificates[0].public_key() != key.public_key():  # type: ignore[attr-defined]
        return False
    try:
        for one, above in pairwise(certificates):
            one.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def public_pem(key: PrivateKey) -> str:
    """Return what may be shown to all: the chain of a seal, leaf first and root last, else the public key.

    With the root in it, a seal can be judged from this alone for as long as somebody keeps it.
    """
    if key.certificates:
        return "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in key.certificates)
    pem = key.key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return pem.decode()
