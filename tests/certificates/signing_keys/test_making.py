"""Making keys: what is missing, and for their owner only."""

from pathlib import Path
from typing import Any

import pytest

from certificates import checks, keyring
from certificates.models import SigningKey
from certificates.services import keys as services
from certificates.services import new_keys
from certificates.signing.keys import Purpose, new_key, read_key
from tests.certificates.signing_keys.making import kids, make, mode
from tests.conftest import NOW


@pytest.mark.django_db
def test_keys_are_made_for_their_owner_only(key_folder: Path) -> None:
    key_folder.mkdir(mode=0o755, parents=True)
    made = make()
    assert [key.purpose for key in made] == list(Purpose)
    assert mode(key_folder) == 0o700
    secret = {"seal.pem", "credential.pem", "qr.pem", "seal-root-key.pem"}
    assert {path.name: mode(path) for path in key_folder.iterdir()} == {
        "seal-root.pem": 0o644,
        **dict.fromkeys(secret, 0o600),
    }
    assert "PRIVATE" not in (key_folder / "seal-root.pem").read_text()
    assert [keyring.current(purpose).kid for purpose in Purpose] == [key.kid for key in made]
    assert checks.keys_for_the_owner_only() == []
    assert [warning.id for warning in checks.root_key_elsewhere()] == ["certificates.W002"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["qr.pem", "seal-root-key.pem", ""])
def test_a_key_that_others_can_read_gets_a_warning(key_folder: Path, name: str) -> None:
    make()
    (key_folder / name).chmod(0o755 if not name else 0o640)
    (warning,) = checks.keys_for_the_owner_only()
    assert str(key_folder / name) in warning.msg
    assert warning.hint == f"Voer uit: chmod {600 if name else 700} {key_folder / name}"


@pytest.mark.django_db
def test_a_second_run_makes_only_what_is_missing(settings: Any) -> None:
    made = make()
    assert make() == []
    (keyring.folder() / "seal-root-key.pem").unlink()  # taken off the machine, as the command says
    assert make() == []
    SigningKey.objects.filter(purpose="qr").delete()
    keyring.key_file(Purpose.QR).unlink()
    assert [key.purpose for key in make()] == [Purpose.QR]
    assert [keyring.current(purpose).kid for purpose in (Purpose.SEAL, Purpose.CREDENTIAL)] == [
        key.kid for key in made[:2]
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", Purpose)
def test_a_key_that_was_lost_is_asked_back_first(purpose: Purpose, settings: Any) -> None:
    made = make()
    pem = keyring.key_file(purpose).read_bytes()
    keyring.key_file(purpose).unlink()
    with pytest.raises(services.KeyLost) as caught:
        make()
    assert f"--rotate {purpose}" in str(caught.value)
    keyring.key_file(purpose).write_bytes(pem)
    assert make() == []
    keyring.key_file(purpose).unlink()
    (new,) = make(rotate=[purpose])
    assert new.kid not in {key.kid for key in made}
    assert len(kids(purpose)) == 2


@pytest.mark.django_db
def test_a_demo_makes_lost_keys_anew_by_itself(settings: Any) -> None:
    settings.DEMO = True
    make(is_demo=True)
    for path in keyring.folder().glob("*.pem"):
        if path.name != "seal-root.pem":
            path.unlink()
    assert len(make(is_demo=True)) == 3


@pytest.mark.django_db
def test_a_qr_kid_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    make()
    taken, free = keyring.current(Purpose.QR), new_key(Purpose.QR)
    while free.kid == taken.kid:
        free = new_key(Purpose.QR)
    drawn = [taken, taken, free]
    monkeypatch.setattr(new_keys, "new_key", lambda purpose, is_demo: drawn.pop(0))
    assert make(rotate=[Purpose.QR]) == [free]
    assert drawn == []


@pytest.mark.django_db
def test_when_all_256_kids_are_taken_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    make()
    used = keyring.current(Purpose.QR).kid
    others = [f"{number:02x}" for number in range(256) if f"{number:02x}" != used]
    SigningKey.objects.bulk_create(SigningKey(purpose="qr", kid=kid, public="x", retired_at=NOW) for kid in others)
    with pytest.raises(new_keys.NoKidLeft):
        make(rotate=[Purpose.QR])


@pytest.mark.django_db
def test_keys_for_another_machine_are_not_registered_here(tmp_path: Path, key_folder: Path) -> None:
    make(into=tmp_path / "mee")
    assert not SigningKey.objects.exists()
    assert not key_folder.exists()
    assert read_key((tmp_path / "mee" / "seal.pem").read_bytes(), Purpose.SEAL).certificates
