"""Keys come from the environment or the folder."""

from pathlib import Path

import pytest

from certificates import keyring
from certificates.signing.keys import PrivateKey, Purpose, new_key, read_key, write_key
from tests.certificates.signing_keys.making import bare, make_seal, put


@pytest.mark.parametrize("purpose", Purpose)
def test_a_missing_key_says_which_command_to_run(purpose: Purpose) -> None:
    with pytest.raises(keyring.KeysMissing) as caught:
        keyring.current(purpose)
    assert str(keyring.label(purpose)) in str(caught.value)
    assert "python manage.py make_signing_keys" in str(caught.value)


def test_the_environment_beats_the_folder_and_may_be_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    stored, given = new_key(Purpose.QR), new_key(Purpose.QR)
    put(Purpose.QR, stored)
    assert bare(keyring.current(Purpose.QR).key) == bare(stored.key)
    for text in (write_key(given).decode(), write_key(given).decode().replace("\n", "\\n")):
        monkeypatch.setenv("ACADEMIE_QR_KEY", text)
        assert bare(keyring.current(Purpose.QR).key) == bare(given.key)
    monkeypatch.setenv("ACADEMIE_QR_KEY", "  ")
    assert bare(keyring.current(Purpose.QR).key) == bare(stored.key)


def test_a_seal_from_the_environment_brings_its_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    seal = make_seal()
    monkeypatch.setenv("ACADEMIE_SEAL_KEY", write_key(seal).decode().replace("\n", "\\n"))
    assert keyring.current(Purpose.SEAL).certificates == seal.certificates


def test_a_broken_key_is_named_and_not_shown(key_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(Purpose.CREDENTIAL, new_key(Purpose.QR))
    with pytest.raises(keyring.KeysUnreadable) as caught:
        keyring.current(Purpose.CREDENTIAL)
    assert str(caught.value) == (
        "De sleutel voor de Open Badge is niet te lezen. Zet credential.pem terug uit de reservekopie, of kijk "
        "ACADEMIE_CREDENTIAL_KEY na."
    )
    monkeypatch.setenv("ACADEMIE_CREDENTIAL_KEY", "geheim")
    with pytest.raises(keyring.KeysUnreadable) as caught:
        keyring.current(Purpose.CREDENTIAL)
    assert "geheim" not in str(caught.value)


def test_a_key_is_read_once_and_a_new_file_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[Purpose] = []

    def counted(pem: bytes, purpose: Purpose) -> PrivateKey:
        reads.append(purpose)
        return read_key(pem, purpose)

    monkeypatch.setattr(keyring, "read_key", counted)
    first, second = new_key(Purpose.CREDENTIAL), new_key(Purpose.CREDENTIAL)
    put(Purpose.CREDENTIAL, first)
    assert [keyring.current(Purpose.CREDENTIAL).kid for _ in range(3)] == [first.kid] * 3
    assert len(reads) == 1
    put(Purpose.CREDENTIAL, second)
    assert [keyring.current(Purpose.CREDENTIAL).kid for _ in range(3)] == [second.kid] * 3
    assert len(reads) == 2
