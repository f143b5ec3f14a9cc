"""The public halves of what signs are registered, once."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from cryptography import x509

from accounts.models import AuditEvent
from certificates import checks, keyring
from certificates.models import CertificateFile, SigningKey
from certificates.services import files
from certificates.services import keys as services
from certificates.services.keys import register_keys, signing_key
from certificates.signing.keys import PrivateKey, Purpose, new_key, read_key
from tests.certificates.signing_keys.making import LATER, make, make_seal, put
from tests.conftest import NOW
from tests.factories.certificates import make_certificate
from tests.threads import together


@pytest.mark.django_db
def test_registering_twice_changes_nothing() -> None:
    make()
    rows = list(SigningKey.objects.values())
    assert register_keys(now=LATER) == []
    assert list(SigningKey.objects.values()) == rows
    assert AuditEvent.objects.filter(verb__startswith="signing_key.").count() == 3


@pytest.mark.django_db
def test_what_is_missing_is_passed_over() -> None:
    assert register_keys(now=NOW) == []
    put(Purpose.QR, new_key(Purpose.QR))
    assert [row.purpose for row in register_keys(now=NOW)] == ["qr"]


@pytest.mark.django_db
def test_the_public_half_of_a_seal_is_enough_to_verify_with() -> None:
    seal = make()[0]
    row = SigningKey.objects.get(purpose="seal")
    assert tuple(x509.load_pem_x509_certificates(row.public.encode())) == seal.certificates
    assert [one.subject == one.issuer for one in seal.certificates] == [False, False, True]


@pytest.mark.django_db
def test_a_key_that_is_put_back_signs_again() -> None:
    make()
    old_text = keyring.key_file(Purpose.CREDENTIAL).read_bytes()
    old = keyring.current(Purpose.CREDENTIAL)
    (new,) = make(rotate=[Purpose.CREDENTIAL], now=LATER)
    put(Purpose.CREDENTIAL, read_key(old_text, Purpose.CREDENTIAL))
    (row,) = register_keys(now=LATER + timedelta(days=1))
    assert (row.kid, row.retired_at) == (old.kid, None)
    found = SigningKey.objects.filter(purpose="credential").order_by("id").values_list("kid", "retired_at")
    assert list(found) == [(old.kid, None), (new.kid, LATER + timedelta(days=1))]
    assert AuditEvent.objects.filter(verb="signing_key.returned").count() == 1


@pytest.mark.django_db
def test_another_key_with_a_known_kid_does_not_sign() -> None:
    make()
    mine = keyring.current(Purpose.QR)
    while (other := new_key(Purpose.QR)).kid != mine.kid:
        pass
    put(Purpose.QR, other)
    with pytest.raises(services.KidTaken, match="--rotate qr"):
        signing_key(Purpose.QR, now=NOW)
    with pytest.raises(services.KidTaken):
        register_keys(now=NOW)
    (drawn,) = make(rotate=[Purpose.QR])
    assert drawn.kid != mine.kid
    assert signing_key(Purpose.QR, now=NOW).kid == drawn.kid


@pytest.mark.django_db
def test_a_key_that_another_machine_retired_signs_and_takes_nothing_back() -> None:
    make()
    SigningKey.objects.update(retired_at=NOW)
    assert signing_key(Purpose.QR, now=LATER).kid == keyring.current(Purpose.QR).kid
    assert SigningKey.objects.get(purpose="qr").retired_at == NOW


@pytest.mark.django_db
def test_a_seal_that_ended_seals_nothing_and_files_wait_for_a_new_one() -> None:
    (seal, *_) = make()
    ends_at = seal.certificates[0].not_valid_after_utc
    assert signing_key(Purpose.SEAL, now=ends_at).kid == seal.kid
    late = ends_at + timedelta(seconds=1)
    with pytest.raises(keyring.SealEnded, match="--rotate seal"):
        signing_key(Purpose.SEAL, now=late)
    make_certificate()
    assert files.render_due(now=late) == 0
    file = CertificateFile.objects.get()
    assert (file.state, file.last_error) == ("waiting", "SealEnded")
    make(rotate=[Purpose.SEAL], now=late)
    assert files.render_due(now=late + timedelta(days=2)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("days_left", "ids"), [(61, []), (59, ["certificates.W003"]), (-1, ["certificates.W003"])])
def test_a_seal_that_is_about_to_end_gets_a_warning(days_left: int, ids: list[str]) -> None:
    assert checks.seal_ends_soon() == []  # no seal at all
    (seal, *_) = make()
    with time_machine.travel(seal.certificates[0].not_valid_after_utc - timedelta(days=days_left), tick=False):
        warnings = checks.seal_ends_soon()
    assert [warning.id for warning in warnings] == ids
    assert all("21-11-2029" in warning.msg and "--rotate seal" in str(warning.hint) for warning in warnings)


@pytest.mark.django_db
def test_signing_costs_one_query(django_assert_num_queries: Any) -> None:
    make()
    signing_key(Purpose.SEAL, now=NOW)
    with django_assert_num_queries(1):
        signing_key(Purpose.SEAL, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_processes_that_register_at_once_end_with_one_row() -> None:
    make()
    for purpose in Purpose:
        put(purpose, make_seal() if purpose is Purpose.SEAL else other_than(keyring.current(purpose)))
    changed = together([partial(register_keys, now=LATER)] * 4)
    assert sorted(row.purpose for rows in changed for row in rows) == ["credential", "qr", "seal"]
    assert SigningKey.objects.filter(retired_at=None).count() == 3
    assert SigningKey.objects.count() == 6
    assert AuditEvent.objects.filter(verb="signing_key.retired").count() == 3


@pytest.mark.django_db(transaction=True)
def test_processes_that_make_keys_at_once_make_one_set() -> None:
    made = together([make] * 3)
    assert sorted(len(keys) for keys in made) == [0, 0, 3]
    assert SigningKey.objects.count() == 3


def other_than(key: PrivateKey) -> PrivateKey:
    while (other := new_key(key.purpose)).kid == key.kid:
        pass
    return other
