"""A stolen key: out of everything that others believe us by, and it never signs again."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import AuditEvent
from certificates import keyring
from certificates.models import SigningKey, StatusList
from certificates.offline import offline_facts
from certificates.rendering import render_certificate
from certificates.services.distrusting import KeyStillSigns, KeyUnknown, distrust_key
from certificates.services.keys import register_keys, signing_key
from certificates.services.readmitting import NotReadmitted, readmit_certificate
from certificates.services.status_lists import publish, refresh_due
from certificates.signing.keys import Purpose, read_key
from certificates.signing.seal import KeySealer, seal_pdf
from tests.certificates.sample import DATA
from tests.certificates.signing_keys.making import LATER, kids, make, put
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def steal(purpose: Purpose) -> tuple[str, str]:
    """The kid of the stolen key, and of the one after it."""
    old = {key.purpose: key for key in make()}[purpose]
    (new,) = make(rotate=[purpose], now=NOW)
    return old.kid, new.kid


@pytest.mark.parametrize("purpose", Purpose)
def test_it_is_left_out_once_and_for_all(purpose: Purpose) -> None:
    old, new = steal(purpose)
    assert kids(purpose) == [new, old]
    row = distrust_key(purpose, kid=old, now=LATER)
    assert kids(purpose) == [new]
    assert distrust_key(purpose, kid=old, now=NOW).distrusted_at == row.distrusted_at == LATER
    (event,) = AuditEvent.objects.filter(verb="signing_key.distrusted")
    assert event.detail == {"purpose": purpose.value, "kid": old}


@pytest.mark.parametrize("purpose", Purpose)
def test_the_key_of_today_is_replaced_first(purpose: Purpose) -> None:
    make()
    (kid,) = kids(purpose)
    with pytest.raises(KeyStillSigns, match=f"--rotate {purpose}"):
        distrust_key(purpose, kid=kid, now=NOW)
    SigningKey.objects.update(retired_at=NOW)  # by another machine; this one still signs with it
    with pytest.raises(KeyStillSigns):
        distrust_key(purpose, kid=kid, now=NOW)
    with pytest.raises(KeyUnknown):
        distrust_key(purpose, kid="0" * 15, now=NOW)
    assert not SigningKey.objects.exclude(distrusted_at=None).exists()


@pytest.mark.parametrize("purpose", Purpose)
def test_put_back_it_signs_nothing(purpose: Purpose) -> None:
    make()
    pem = keyring.key_file(purpose).read_bytes()
    old = keyring.current(purpose).kid
    make(rotate=[purpose])
    distrust_key(purpose, kid=old, now=LATER)
    put(purpose, read_key(pem, purpose))
    with pytest.raises(keyring.KeyDistrusted):
        signing_key(purpose, now=LATER)
    with pytest.raises(keyring.KeyDistrusted):
        register_keys(now=LATER)
    assert old not in kids(purpose)
    assert len(keyring.pins()) == (1 if purpose is not Purpose.SEAL else len(kids(Purpose.SEAL)))


def test_a_stolen_seal_and_its_root_are_no_longer_ours() -> None:
    seal, *_ = make()
    (keyring.folder() / keyring.ROOT_KEY_FILE).unlink()
    new, *_ = make(rotate=[Purpose.SEAL], new_authority=True, now=NOW)
    pdf = seal_pdf(render_certificate(DATA), sealer=KeySealer(seal), at=NOW)
    assert len(keyring.pins()) == len(keyring.roots()) == 2
    distrust_key(Purpose.SEAL, kid=seal.kid, now=LATER)
    assert len(keyring.pins()) == 1
    assert keyring.roots() == [new.certificates[-1]]
    with pytest.raises(NotReadmitted):
        readmit_certificate(content=pdf, by=None, now=LATER)


def test_did_document_and_offline_page_leave_it_out_and_lists_are_signed_anew() -> None:
    made = {key.purpose: key.kid for key in make()}
    publish(number=1, now=NOW)
    make(rotate=[Purpose.CREDENTIAL, Purpose.QR])
    for purpose in (Purpose.CREDENTIAL, Purpose.QR):
        distrust_key(purpose, kid=made[purpose], now=NOW)
    (now_signs,) = kids(Purpose.CREDENTIAL)
    did = Client().get("/.well-known/did.json").content.decode()
    assert now_signs in did
    assert made[Purpose.CREDENTIAL] not in did
    assert list(offline_facts()["keys"]) == kids(Purpose.QR)
    assert refresh_due(now=NOW) == 1
    proof = json.loads(StatusList.objects.get().credential)["proof"]
    assert proof["verificationMethod"].endswith(f"#{now_signs}")


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("distrust_key", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def test_the_command_says_what_it_did() -> None:
    old, new = steal(Purpose.QR)
    assert run("qr", old) == f"Sleutel {old} voor de QR-code telt niet meer.\nLees in docs/keys.md wat je nu doet.\n"
    assert kids(Purpose.QR) == [new]


@pytest.mark.parametrize("kid", ["today", "nobody"])
def test_the_command_refuses_with_a_sentence_and_the_numbers(kid: Any) -> None:
    old, new = steal(Purpose.QR)
    with pytest.raises(CommandError, match=rf"Sleutels: {new} \(tekent nu\), {old}\."):
        run("qr", new if kid == "today" else kid)
