"""A key as text: written, read, and never shown."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from certificates.signing import authority, keys
from certificates.signing.keys import BadKey, PrivateKey, Purpose, new_key, public_pem, read_key, write_key
from tests.certificates.signing_keys.making import bare, make_seal, pem_of
from tests.conftest import NOW


@pytest.mark.parametrize("is_demo", [False, True])
@pytest.mark.parametrize("purpose", Purpose)
def test_a_key_reads_back_as_it_was_written(purpose: Purpose, is_demo: bool) -> None:
    key = make_seal(is_demo=is_demo) if purpose is Purpose.SEAL else new_key(purpose, is_demo=is_demo)
    again = read_key(write_key(key), purpose)
    assert bare(again.key) == bare(key.key)
    assert (again.kid, again.certificates, again.is_demo) == (key.kid, key.certificates, is_demo)
    assert public_pem(again) == public_pem(key)
    assert "PRIVATE" not in public_pem(key)
    assert len(key.kid) == (2 if purpose is Purpose.QR else 16)


WRONG: list[tuple[str, Purpose, Callable[[], bytes]]] = [
    ("Ed25519 for a QR code", Purpose.QR, lambda: bare(ed25519.Ed25519PrivateKey.generate())),
    ("P-384 for a QR code", Purpose.QR, lambda: bare(ec.generate_private_key(ec.SECP384R1()))),
    ("RSA for a QR code", Purpose.QR, lambda: bare(rsa.generate_private_key(65537, 2048))),
    ("P-256 for a credential", Purpose.CREDENTIAL, lambda: bare(ec.generate_private_key(ec.SECP256R1()))),
    ("a seal without certificates", Purpose.SEAL, lambda: bare(ec.generate_private_key(ec.SECP256R1()))),
    (
        "the certificates of another seal",
        Purpose.SEAL,
        lambda: bare(make_seal().key) + public_pem(make_seal()).encode(),
    ),
    ("a chain in the wrong order", Purpose.SEAL, lambda: swapped(make_seal())),
    ("a chain of two authorities", Purpose.SEAL, lambda: mixed(make_seal(), make_seal())),
    ("a certificate only", Purpose.SEAL, lambda: public_pem(make_seal()).encode()),
    ("nothing", Purpose.QR, lambda: b""),
    ("half a file", Purpose.QR, lambda: write_key(new_key(Purpose.QR))[:120]),
    ("not text", Purpose.QR, lambda: bytes(range(256))),
]


def chain_of(seal: PrivateKey) -> bytes:
    return public_pem(seal).encode()


def swapped(seal: PrivateKey) -> bytes:
    leaf, middle, root = map(pem_of, seal.certificates)
    return bare(seal.key) + leaf + root + middle


def mixed(seal: PrivateKey, other: PrivateKey) -> bytes:
    leaf, middle, _ = map(pem_of, seal.certificates)
    return bare(seal.key) + leaf + middle + pem_of(other.certificates[2])


@pytest.mark.parametrize(("purpose", "text"), [pytest.param(*rest, id=name) for name, *rest in WRONG])
def test_another_kind_of_key_is_refused(purpose: Purpose, text: Callable[[], bytes]) -> None:
    with pytest.raises(BadKey):
        read_key(text(), purpose)


def test_an_encrypted_key_is_refused() -> None:
    secret = serialization.BestAvailableEncryption(b"geheim")
    pem = new_key(Purpose.QR).key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secret)
    with pytest.raises(BadKey):
        read_key(pem, Purpose.QR)


@pytest.mark.parametrize("purpose", Purpose)
def test_neither_repr_nor_an_error_shows_the_key(purpose: Purpose) -> None:
    key = make_seal() if purpose is Purpose.SEAL else new_key(purpose)
    assert f"{key!r} {key}" == f"<PrivateKey {purpose} {key.kid}> <PrivateKey {purpose} {key.kid}>"
    broken = write_key(key).replace(b"BEGIN PRIVATE KEY-----\n", b"BEGIN PRIVATE KEY-----\n!")
    with pytest.raises(BadKey) as caught:
        read_key(broken, purpose)
    assert str(caught.value) == f"no readable key for {purpose}"
    assert caught.value.__cause__ is None


def test_the_repr_of_an_authority_shows_its_name_only() -> None:
    _, root = authority.new_seal(organization="Stichting Proef", at=NOW, is_demo=False)
    assert repr(root) == "<Authority CN=Stichting Proef root 2026,O=Stichting Proef,C=NL>"


def test_a_demo_seal_without_its_mark_is_known_by_its_name() -> None:
    pem = write_key(make_seal(is_demo=True)).replace(keys.DEMO_MARK.encode(), b"")
    assert read_key(pem, Purpose.SEAL).is_demo
