"""Keys of the demo never sign in production."""

from typing import Any

import pytest
from django.core.checks import CheckMessage

from certificates import checks, keyring
from certificates.services.keys import signing_key
from certificates.signing import keys
from certificates.signing.keys import Purpose, new_key
from tests.certificates.signing_keys.making import kids, make, make_seal, put
from tests.conftest import NOW


def errors() -> list[CheckMessage]:
    return checks.demo_keys()


@pytest.mark.parametrize("purpose", Purpose)
def test_production_refuses_a_demo_key(purpose: Purpose, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    put(purpose, make_seal(is_demo=True) if purpose is Purpose.SEAL else new_key(purpose, is_demo=True))
    with pytest.raises(keyring.DemoKeys):
        keyring.current(purpose)
    with pytest.raises(keyring.DemoKeys):
        keyring.refuse_demo_keys()
    assert [error.id for error in errors()] == ["certificates.E001"]
    settings.DEMO = True
    assert keyring.current(purpose).is_demo
    keyring.refuse_demo_keys()
    assert errors() == []


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", Purpose)
def test_the_demo_signs_nothing_with_a_real_key(purpose: Purpose, settings: Any) -> None:
    make()
    pem = keyring.key_file(purpose).read_bytes()
    (keyring.folder() / keyring.ROOT_KEY_FILE).unlink()
    settings.DEMO = True
    with pytest.raises(keyring.RealKeys, match=f"{purpose}.pem"):
        signing_key(purpose, now=NOW)
    with pytest.raises(keyring.RealKeys):
        make(is_demo=True)
    assert keyring.key_file(purpose).read_bytes() == pem
    for one in Purpose:
        keyring.key_file(one).unlink()
    assert len(make(is_demo=True)) == 3
    assert signing_key(purpose, now=NOW).is_demo


def test_a_site_without_keys_starts_and_its_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    keyring.refuse_demo_keys()
    assert len(caplog.messages) == 3
    assert all("make_signing_keys" in message for message in caplog.messages)
    assert errors() == []
    assert checks.keys_for_the_owner_only() == []
    assert checks.root_key_elsewhere() == []


@pytest.mark.django_db
def test_a_demo_key_of_which_the_mark_was_cut_off_is_known_by_its_row(settings: Any) -> None:
    settings.DEMO = True
    make(is_demo=True)
    settings.DEMO = False
    path = keyring.key_file(Purpose.QR)
    path.write_bytes(path.read_bytes().replace(keys.DEMO_MARK.encode(), b""))
    with pytest.raises(keyring.DemoKeys):
        signing_key(Purpose.QR, now=NOW)


@pytest.mark.django_db
def test_production_trusts_nothing_of_the_demo(settings: Any) -> None:
    settings.DEMO = True
    make(is_demo=True)
    assert [len(kids(purpose)) for purpose in Purpose] == [1, 1, 1]
    assert len(keyring.roots()) == 1
    settings.DEMO = False
    assert [len(kids(purpose)) for purpose in Purpose] == [0, 0, 0]
    assert keyring.roots() == []
    make(rotate=list(Purpose), new_authority=True)
    assert [len(kids(purpose)) for purpose in Purpose] == [1, 1, 1]
    assert [root.subject.rfc4514_string() for root in keyring.roots()] == [
        "CN=Stichting Proef root 2026,O=Stichting Proef,C=NL"
    ]
    keyring.refuse_demo_keys()
