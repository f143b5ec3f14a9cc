"""Keys as the tests make, store and read them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from certificates import keyring
from certificates.services.keys import make_keys
from certificates.signing import authority
from certificates.signing.keys import PrivateKey, Purpose, write_key
from tests.conftest import NOW

LATER = NOW + timedelta(days=365)


def make_seal(*, is_demo: bool = False, under: authority.Authority | None = None) -> PrivateKey:
    seal, _ = authority.new_seal(organization="Stichting Proef", at=NOW, is_demo=is_demo, authority=under)
    return seal


def make(**options: Any) -> list[PrivateKey]:
    return make_keys(now=options.pop("now", NOW), organization="Stichting Proef", **options)


def put(purpose: Purpose, key: PrivateKey) -> bytes:
    """Stores `key` as somebody would by hand; gives the text."""
    pem = write_key(key)
    with keyring.locked(keyring.folder()):
        keyring.store(keyring.key_file(purpose), pem)
    return pem


def pem_of(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def kids(purpose: Purpose) -> list[str]:
    return [row.kid for row in keyring.public_keys(purpose)]


def bare(key: Any) -> bytes:
    """The private key as PEM and nothing else."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
