"""Keys for tests: one seal with its chain, one that only looks like it, a credential key and a QR key; made once."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from certificates.models import SigningKey
from certificates.signing.authority import new_seal
from certificates.signing.keys import PrivateKey, Purpose, new_key, public_pem

__all__ = ["SEALED_AT", "SealKey", "credential_key", "look_alike_seal", "qr_key", "register_seal", "seal"]

ORGANIZATION = "Stichting Voorbeeldwacht"
# The real clock, taken at import, before any test stops it: NSS and OpenSSL judge by the clock of the machine.
SEALED_AT = datetime.now(UTC).replace(microsecond=0)


class SealKey(NamedTuple):
    """A seal and the root that it is trusted by."""

    key: PrivateKey
    root: x509.Certificate

    @property
    def root_pem(self) -> bytes:
        return self.root.public_bytes(Encoding.PEM)

    @property
    def pin(self) -> str:
        """SHA-256 of the certificate of the seal."""
        return self.key.certificates[0].fingerprint(hashes.SHA256()).hex()


@cache
def seal() -> SealKey:
    """The seal of the tests."""
    return _new_seal()


@cache
def look_alike_seal() -> SealKey:
    """Another authority and another seal, with the same names in everything."""
    return _new_seal()


@cache
def credential_key() -> PrivateKey:
    return new_key(Purpose.CREDENTIAL)


@cache
def qr_key() -> PrivateKey:
    return new_key(Purpose.QR)


def register_seal(seal_key: SealKey) -> SigningKey:
    """Its public half in the database, as the site keeps it."""
    return SigningKey.objects.create(purpose="seal", kid=seal_key.key.kid, public=public_pem(seal_key.key))


def _new_seal() -> SealKey:
    key, authority = new_seal(organization=ORGANIZATION, at=SEALED_AT - timedelta(days=1), is_demo=False)
    return SealKey(key, authority.root)
