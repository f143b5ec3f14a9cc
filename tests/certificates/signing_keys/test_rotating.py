"""Replacing keys loses nothing, also when the power goes halfway."""

import hashlib
import os
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from accounts.models import AuditEvent
from certificates import keyring
from certificates.models import SigningKey
from certificates.services import keys as services
from certificates.services import new_keys
from certificates.services.keys import signing_key
from certificates.signing.keys import Purpose, new_key, public_pem, write_key
from tests.certificates.signing_keys.making import LATER, kids, make, pem_of
from tests.conftest import NOW


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", Purpose)
def test_rotation_keeps_the_old_public_half(purpose: Purpose) -> None:
    old = {key.purpose: key for key in make()}
    (new,) = make(rotate=[purpose], now=LATER)
    assert keyring.current(purpose).kid == new.kid
    assert kids(purpose) == [new.kid, old[purpose].kid]
    rows = SigningKey.objects.filter(purpose=purpose.value).order_by("added_at")
    assert [(row.added_at, row.retired_at) for row in rows] == [(NOW, LATER), (LATER, None)]
    assert rows[0].public == public_pem(old[purpose])
    others = [one for one in Purpose if one is not purpose]
    assert [keyring.current(one).kid for one in others] == [old[one].kid for one in others]
    verbs = AuditEvent.objects.filter(detail__purpose=purpose.value).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["signing_key.added", "signing_key.retired", "signing_key.added"]


@pytest.mark.django_db
def test_a_new_seal_stands_under_the_same_root() -> None:
    make()
    (root,) = keyring.roots()
    make(rotate=[Purpose.SEAL], now=LATER)
    assert keyring.roots() == [root]


@pytest.mark.django_db
def test_every_seal_that_ever_was_is_pinned() -> None:
    old = make()[0]
    (new,) = make(rotate=[Purpose.SEAL], now=LATER)
    leaves = [seal.certificates[0].public_bytes(serialization.Encoding.DER) for seal in (old, new)]
    wanted = {hashlib.sha256(leaf).hexdigest() for leaf in leaves}
    assert keyring.pins() == wanted
    assert keyring.root_pems() == [pem_of(old.certificates[-1])]
    SigningKey.objects.all().delete()  # an older backup was put back
    assert keyring.pins() < wanted
    assert keyring.root_pems() == [pem_of(old.certificates[-1])]


@pytest.mark.django_db
def test_without_the_key_of_the_root_a_new_seal_asks_for_a_new_authority() -> None:
    make()
    (old,) = keyring.roots()
    seal = keyring.current(Purpose.SEAL)
    (keyring.folder() / "seal-root-key.pem").unlink()
    with pytest.raises(new_keys.RootKeyMissing):
        make(rotate=[Purpose.SEAL, Purpose.QR])
    assert len(kids(Purpose.QR)) == 1
    assert keyring.current(Purpose.SEAL) == seal
    make(rotate=[Purpose.SEAL], new_authority=True, now=LATER)
    new, kept = keyring.roots()
    assert kept == old
    assert new == keyring.current(Purpose.SEAL).certificates[-1]
    assert (keyring.folder() / "seal-root.pem").read_bytes() == pem_of(new)


@pytest.mark.django_db
def test_the_key_of_a_real_root_is_never_written_over() -> None:
    make()
    before = (keyring.folder() / "seal-root-key.pem").read_bytes()
    with pytest.raises(new_keys.RootKeyInTheWay):
        make(rotate=[Purpose.SEAL], new_authority=True)
    assert (keyring.folder() / "seal-root-key.pem").read_bytes() == before


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"onzin", b""])
def test_a_root_key_that_cannot_be_read_is_not_written_over(content: bytes) -> None:
    make()
    (keyring.folder() / "seal-root-key.pem").write_bytes(content)
    for new_authority in (False, True):
        with pytest.raises(new_keys.RootKeyUnfit):
            make(rotate=[Purpose.SEAL], new_authority=new_authority)
    assert (keyring.folder() / "seal-root-key.pem").read_bytes() == content


@pytest.mark.django_db
def test_the_root_of_a_demo_seals_nothing_real(settings: Any) -> None:
    settings.DEMO = True
    make(is_demo=True)
    settings.DEMO = False
    with pytest.raises(new_keys.RootKeyUnfit):
        make(rotate=[Purpose.SEAL])


@pytest.mark.django_db
def test_a_key_from_the_environment_is_not_replaced_in_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACADEMIE_QR_KEY", write_key(new_key(Purpose.QR)).decode())
    assert [key.purpose for key in make()] == [Purpose.SEAL, Purpose.CREDENTIAL]
    with pytest.raises(services.KeyFromEnvironment, match="ACADEMIE_QR_KEY"):
        make(rotate=[Purpose.QR])
    assert not keyring.key_file(Purpose.QR).exists()


class PowerCut(Exception):
    pass


def cut_at(monkeypatch: pytest.MonkeyPatch, target: Any, name: str, step: int) -> None:
    """The call number `step` (from 0) of `target.name` does not happen, nor does anything after it."""
    calls = iter(range(100))
    real = getattr(target, name)

    def counted(*args: Any) -> Any:
        if next(calls) >= step:
            raise PowerCut
        return real(*args)

    monkeypatch.setattr(target, name, counted)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["replace", "_sync"])
@pytest.mark.parametrize("step", range(5))
def test_the_power_goes_while_keys_are_made(monkeypatch: pytest.MonkeyPatch, name: str, step: int) -> None:
    with monkeypatch.context() as patch:
        cut_at(patch, os if name == "replace" else keyring, name, step)
        with pytest.raises(PowerCut):
            make()
    standing = {path.name: path.read_bytes() for path in keyring.folder().glob("*.pem")}
    assert len(standing) == (step if name == "replace" else step + 1)
    make()
    seal, root = keyring.current(Purpose.SEAL), (keyring.folder() / "seal-root.pem").read_bytes()
    assert root == pem_of(seal.certificates[-1])
    assert [kids(purpose) for purpose in Purpose] == [[keyring.current(purpose).kid] for purpose in Purpose]
    for file, content in standing.items():  # what stood, stays
        assert (keyring.folder() / file).read_bytes() == content
    assert list(keyring.folder().glob(".*")) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["replace", "_sync"])
@pytest.mark.parametrize("step", range(5))
def test_the_power_goes_while_keys_are_replaced(monkeypatch: pytest.MonkeyPatch, name: str, step: int) -> None:
    old = {key.purpose: key for key in make()}
    SigningKey.objects.all().delete()  # an older backup was put back: nobody knows these keys yet
    with monkeypatch.context() as patch:
        cut_at(patch, os if name == "replace" else keyring, name, step)
        with pytest.raises(PowerCut):
            make(rotate=list(Purpose), now=LATER)
    keyring.forget()
    for purpose in Purpose:
        assert old[purpose].kid in kids(purpose)
        key = signing_key(purpose, now=LATER)
        assert key.kid in kids(purpose)
    replaced = sum(keyring.current(purpose).kid != old[purpose].kid for purpose in Purpose)
    assert replaced == max(0, step - (2 if name == "replace" else 1))
    (root,) = keyring.roots()
    assert root == old[Purpose.SEAL].certificates[-1]
    make(rotate=list(Purpose), now=LATER)
    assert all(keyring.current(purpose).kid != old[purpose].kid for purpose in Purpose)


@pytest.mark.django_db
def test_the_power_goes_before_the_new_key_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    (*_, old) = make()
    with monkeypatch.context() as patch:
        patch.setattr(services, "register_keys", lambda now: (_ for _ in ()).throw(PowerCut))
        with pytest.raises(PowerCut):
            make(rotate=[Purpose.QR], now=LATER)
    new = keyring.current(Purpose.QR)
    assert kids(Purpose.QR) == [old.kid]
    assert signing_key(Purpose.QR, now=LATER).kid == new.kid
    assert kids(Purpose.QR) == [new.kid, old.kid]
