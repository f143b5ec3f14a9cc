"""A key that others know before it signs: published, in use after a week, and never before."""

import re
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import AuditEvent
from certificates import keyring, offline
from certificates.models import SigningKey
from certificates.offline import offline_facts
from certificates.services import new_keys
from certificates.services.keys import KNOWN_AFTER, register_keys, signing_key
from certificates.services.preparing import (
    NothingPrepared,
    PreparedLost,
    PreparedTooEarly,
    prepare_keys,
    ready_at,
    use_prepared,
)
from certificates.signing.cose import read_claims, read_public_key, sign_claims
from certificates.signing.keys import PrivateKey, Purpose, new_key, write_key
from tests.certificates.signing_keys.making import kids, make
from tests.certificates.test_cose import CLAIMS
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
READY = NOW + KNOWN_AFTER


def prepare(*purposes: Purpose, now: datetime = NOW, **options: bool) -> dict[Purpose, PrivateKey]:
    made = prepare_keys(now=now, organization="Stichting Proef", purposes=purposes, **options)
    return {key.purpose: key for key in made}


def signs(now: datetime = NOW) -> dict[Purpose, str]:
    """The kid of the key that signs, by purpose."""
    return {purpose: signing_key(purpose, now=now).kid for purpose in Purpose}


def did_keys() -> list[str]:
    methods = Client().get("/.well-known/did.json").json()["verificationMethod"]
    return [method["id"].partition("#")[2] for method in methods]


def verbs(purpose: Purpose) -> list[str]:
    events = AuditEvent.objects.filter(detail__purpose=purpose.value).order_by("id")
    return [verb.removeprefix("signing_key.") for verb in events.values_list("verb", flat=True)]


def test_a_prepared_key_is_known_to_all_and_signs_nothing() -> None:
    old = {key.purpose: key for key in make()}
    (keyring.folder() / keyring.ROOT_KEY_FILE).unlink()
    pins = keyring.pins()
    new = prepare(new_authority=True)
    assert did_keys() == [new[Purpose.CREDENTIAL].kid, old[Purpose.CREDENTIAL].kid]
    assert list(offline_facts()["keys"]) == [new[Purpose.QR].kid, old[Purpose.QR].kid]
    assert set(keyring.roots()) == {old[Purpose.SEAL].certificates[-1], new[Purpose.SEAL].certificates[-1]}
    assert keyring.roots()[0] == old[Purpose.SEAL].certificates[-1]
    assert register_keys(now=READY) == []
    assert signs(READY) == {purpose: key.kid for purpose, key in old.items()}
    assert keyring.pins() == pins
    assert ready_at() == READY


def test_in_use_it_signs_and_the_one_before_it_still_verifies() -> None:
    old = {key.purpose: key for key in make()}
    on_paper = sign_claims(CLAIMS, key=signing_key(Purpose.QR, now=NOW))
    new = prepare()
    (keyring.folder() / keyring.ROOT_KEY_FILE).unlink()  # a prepared seal asks for it no more
    assert [key.kid for key in use_prepared(now=READY)] == [new[purpose].kid for purpose in Purpose]
    assert signs(READY) == {purpose: key.kid for purpose, key in new.items()}
    assert [kids(purpose) for purpose in Purpose] == [[new[one].kid, old[one].kid] for one in Purpose]
    known = {row.kid: read_public_key(row.public) for row in keyring.public_keys(Purpose.QR)}
    later = sign_claims(CLAIMS, key=signing_key(Purpose.QR, now=READY))
    assert read_claims(on_paper, public_keys=known) == read_claims(later, public_keys=known) == CLAIMS
    assert len(keyring.pins()) == 2
    assert verbs(Purpose.QR) == ["added", "prepared", "retired", "used"]
    assert not SigningKey.objects.prepared().exists()
    assert list(keyring.folder().glob("*-next.pem")) == []


def test_too_early_is_refused_and_changes_nothing() -> None:
    make()
    prepare(Purpose.QR)
    before = signs(), list(SigningKey.objects.values()), sorted(keyring.folder().iterdir())
    with pytest.raises(PreparedTooEarly) as caught:
        use_prepared(now=READY - timedelta(seconds=1))
    assert "Wacht tot 28-11-2026 14:03." in str(caught.value)
    assert "--early" in str(caught.value)
    assert (signs(), list(SigningKey.objects.values()), sorted(keyring.folder().iterdir())) == before


def test_who_cannot_wait_says_so_and_the_log_does_too(caplog: pytest.LogCaptureFixture) -> None:
    make()
    new = prepare(Purpose.QR)[Purpose.QR]
    use_prepared(now=NOW, early=True)
    assert signs()[Purpose.QR] == new.kid
    assert [f"QR-code {new.kid} tekent al" in message for message in caplog.messages] == [True]


def test_what_is_not_prepared_is_not_used() -> None:
    make()
    with pytest.raises(NothingPrepared, match=r"make_signing_keys --prepare$"):
        use_prepared(now=READY, early=True)
    prepare(Purpose.QR)
    with pytest.raises(NothingPrepared, match=r"--prepare credential$"):
        use_prepared(now=READY, purposes=[Purpose.QR, Purpose.CREDENTIAL])
    with pytest.raises(NothingPrepared):
        ready_at([Purpose.SEAL])
    assert [key.purpose for key in use_prepared(now=READY)] == [Purpose.QR]
    with pytest.raises(NothingPrepared):
        use_prepared(now=READY)


def test_each_purpose_has_a_week_of_its_own() -> None:
    make()
    prepare(Purpose.QR)
    prepare(Purpose.CREDENTIAL, now=READY)
    assert ready_at() == READY + KNOWN_AFTER
    with pytest.raises(PreparedTooEarly):
        use_prepared(now=READY)
    assert [key.purpose for key in use_prepared(now=READY, purposes=[Purpose.QR])] == [Purpose.QR]
    assert [row.purpose for row in SigningKey.objects.prepared()] == ["credential"]


def test_it_may_sign_in_the_minute_that_people_are_told() -> None:
    make()
    prepare(Purpose.QR, now=NOW + timedelta(seconds=18))
    assert ready_at() == READY
    assert len(use_prepared(now=READY)) == 1


def test_preparing_twice_changes_nothing() -> None:
    make()
    prepare(Purpose.QR)
    rows = list(SigningKey.objects.values())
    assert prepare(Purpose.QR, now=READY) == {}
    assert list(SigningKey.objects.values()) == rows


@pytest.mark.parametrize("content", [None, b"onzin", write_key(new_key(Purpose.QR))])
def test_a_prepared_key_that_is_lost_is_asked_back_or_made_anew(content: bytes | None) -> None:
    (*_, old) = make()
    lost = prepare(Purpose.QR)[Purpose.QR]
    path = keyring.next_file(Purpose.QR)
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(PreparedLost, match=r"qr-next\.pem.*--prepare qr$"):
        use_prepared(now=READY)
    assert signs()[Purpose.QR] == old.kid
    new = prepare(Purpose.QR, now=READY)[Purpose.QR]
    assert kids(Purpose.QR) == [new.kid, old.kid]
    assert lost.kid not in offline_facts()["keys"]
    assert ready_at() == READY + KNOWN_AFTER
    assert verbs(Purpose.QR) == ["added", "prepared", "withdrawn", "prepared"]


@pytest.mark.parametrize("purpose", Purpose)
def test_a_theft_leaves_nothing_of_what_lay_ready(purpose: Purpose) -> None:
    old = {key.purpose: key for key in make()}
    prepared = prepare()
    (fresh,) = make(rotate=[purpose], now=NOW)
    assert kids(purpose) == [fresh.kid, old[purpose].kid]
    assert not keyring.next_file(purpose).exists()
    with pytest.raises(NothingPrepared):
        use_prepared(now=READY, purposes=[purpose])
    others = [one for one in Purpose if one is not purpose]
    assert [key.kid for key in use_prepared(now=READY)] == [prepared[one].kid for one in others]
    assert signs(READY)[purpose] == fresh.kid


def test_nothing_is_prepared_without_keys_that_sign_or_the_key_of_the_root() -> None:
    with pytest.raises(keyring.KeysMissing):
        prepare()
    make()
    (keyring.folder() / keyring.ROOT_KEY_FILE).unlink()
    with pytest.raises(new_keys.RootKeyMissing):
        prepare()
    assert not SigningKey.objects.prepared().exists()
    assert list(keyring.folder().glob("*-next.pem")) == []


def test_the_week_is_that_of_the_offline_page_and_no_cache_lasts_longer() -> None:
    days = re.search(r"const OLD = (\d+) \* DAY;", offline.source_of("js/offline.js").decode())
    assert days
    assert timedelta(days=int(days[1])) == KNOWN_AFTER
    for address in ("/.well-known/did.json", "/.well-known/zegel.pem"):
        kept = re.search(r"max-age=(\d+)", Client().get(address).headers["Cache-Control"])
        assert kept
        assert timedelta(seconds=int(kept[1])) < KNOWN_AFTER
    assert Client().get("/controle/offline/sleutels.json").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("is_prepared", "name"), [(True, "signing_key_one_prepared"), (False, "signing_key_one_signs")]
)
def test_the_database_allows_one_that_signs_and_one_that_is_prepared(is_prepared: bool, name: str) -> None:
    rows = partial(SigningKey, purpose="qr", public="x", is_prepared=is_prepared)
    SigningKey.objects.bulk_create([rows(kid="0a"), rows(kid="0b", retired_at=NOW), rows(kid="0c", purpose="seal")])
    SigningKey.objects.bulk_create([rows(kid="0d", is_prepared=not is_prepared)])
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        SigningKey.objects.bulk_create([rows(kid="0e")])
    where = "certificates_signingkey.purpose" if connection.vendor == "sqlite" else name
    assert where in str(error.value)
