"""The authority behind the seal, as OpenSSL judges it."""

import subprocess
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from certificates.signing import authority
from certificates.signing.keys import BadKey, PrivateKey, Purpose, new_key, read_key, write_key
from tests.certificates.signing_keys.making import make_seal, pem_of
from tests.conftest import NOW


def openssl_says(seal: PrivateKey, root: x509.Certificate, folder: Path, at: datetime) -> bool:
    leaf, middle, _ = seal.certificates
    names = {"leaf": leaf, "middle": middle, "root": root}
    for name, certificate in names.items():
        (folder / f"{name}.pem").write_bytes(pem_of(certificate))
    command = ["openssl", "verify", "-x509_strict", "-no-CApath", "-no-CAstore", "-purpose", "any"]
    command += ["-attime", str(int(at.timestamp())), "-CAfile", "root.pem", "-untrusted", "middle.pem", "leaf.pem"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=20)
    return done.returncode == 0 and done.stdout == "leaf.pem: OK\n"


def test_openssl_verifies_the_chain_as_long_as_the_seal_lives(tmp_path: Path) -> None:
    seal = make_seal()
    root = seal.certificates[-1]
    assert openssl_says(seal, root, tmp_path, at=NOW)
    assert openssl_says(seal, root, tmp_path, at=NOW + timedelta(days=3 * 365))
    assert not openssl_says(seal, root, tmp_path, at=NOW + timedelta(days=3 * 365 + 2))
    assert not openssl_says(seal, root, tmp_path, at=NOW - timedelta(hours=2))


def test_openssl_refuses_the_root_of_a_namesake(tmp_path: Path) -> None:
    seal, namesake = make_seal(), make_seal()
    assert seal.certificates[-1].subject == namesake.certificates[-1].subject
    assert not openssl_says(seal, namesake.certificates[-1], tmp_path, at=NOW)


def test_a_seal_may_sign_documents_and_nothing_else() -> None:
    leaf, middle, root = make_seal().certificates
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert (usage.value.digital_signature, usage.value.content_commitment) == (True, True)
    assert (usage.value.key_cert_sign, usage.value.crl_sign, usage.value.key_agreement) == (False, False, False)
    purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert not purposes.critical
    assert set(purposes.value) == {x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"), ExtendedKeyUsageOID.EMAIL_PROTECTION}
    limits = [one.extensions.get_extension_for_class(x509.BasicConstraints).value for one in (leaf, middle, root)]
    assert [(limit.ca, limit.path_length) for limit in limits] == [(False, None), (True, 0), (True, 1)]
    assert [one.public_key().curve.name for one in (leaf, middle, root)] == ["secp256r1", "secp384r1", "secp384r1"]  # type: ignore[union-attr]
    assert [round((one.not_valid_after_utc - NOW).days / 365.25) for one in (leaf, middle, root)] == [3, 10, 20]


def test_names_say_who_seals_and_that_it_is_a_demo() -> None:
    real, demo = make_seal().certificates, make_seal(is_demo=True).certificates
    assert real[0].subject.rfc4514_string() == "CN=Stichting Proef zegel 2026,O=Stichting Proef,C=NL"
    for one in demo:
        assert "CN=DEMO " in one.subject.rfc4514_string()
        assert "O=DEMO Stichting Proef" in one.subject.rfc4514_string()


def test_a_second_seal_stands_under_the_same_root_which_reads_back() -> None:
    first, root = authority.new_seal(organization="Stichting Proef", at=NOW, is_demo=False)
    again = authority.read_authority(authority.write_authority(root))
    second = make_seal(under=again)
    assert second.certificates[-1] == first.certificates[-1]
    assert second.certificates[0] != first.certificates[0]
    assert second.certificates[1].public_key() != first.certificates[1].public_key()


def test_a_root_that_ends_before_the_seal_or_is_of_the_demo_makes_none() -> None:
    _, real = authority.new_seal(organization="Stichting Proef", at=NOW, is_demo=False)
    _, demo = authority.new_seal(organization="Stichting Proef", at=NOW, is_demo=True)
    new_seal = partial(authority.new_seal, organization="Stichting Proef")
    with pytest.raises(authority.BadAuthority):
        new_seal(at=NOW, is_demo=False, authority=demo)
    with pytest.raises(authority.BadAuthority):
        new_seal(at=NOW, is_demo=True, authority=real)
    with pytest.raises(authority.BadAuthority):
        new_seal(at=NOW + timedelta(days=18 * 365), is_demo=False, authority=real)
    late, _ = new_seal(at=NOW + timedelta(days=16 * 365), is_demo=False, authority=real)
    assert late.certificates[1].not_valid_after_utc == real.root.not_valid_after_utc


@pytest.mark.parametrize("organization", ["", "  ", "x" * 41, "Ł" * 21])
def test_who_seals_has_a_name_that_fits(organization: str) -> None:
    with pytest.raises(ValueError, match="1 to 40"):
        authority.new_seal(organization=organization, at=NOW, is_demo=False)


def test_the_longest_name_fits_in_all_its_certificates() -> None:
    seal, _ = authority.new_seal(organization="ĐŁễ" + "x" * 33, at=NOW, is_demo=True)
    assert read_key(write_key(seal), Purpose.SEAL).certificates == seal.certificates


@pytest.mark.parametrize("pem", [b"", b"onzin", write_key(new_key(Purpose.QR))])
def test_what_is_no_root_is_refused(pem: bytes) -> None:
    with pytest.raises(BadKey):
        authority.read_authority(pem)
