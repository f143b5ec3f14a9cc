"""Status lists: bits as the standard has them, and publishing that misses nothing."""

import base64
import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from certificates.models import Certificate, SigningKey, StatusList
from certificates.services import keys, status_lists
from certificates.services.status_lists import publish, refresh_due
from certificates.signing.keys import PrivateKey, Purpose, new_key
from certificates.signing.status_list import SIZE, bits_of, encode_bits
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_staff
from tests.threads import together

KEY = new_key(Purpose.CREDENTIAL)


@pytest.fixture(autouse=True)
def signing_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key for all tests; where it comes from is tested elsewhere."""

    def ours(_purpose: Purpose, *, now: Any) -> PrivateKey:
        return KEY

    monkeypatch.setattr(status_lists, "signing_key", ours)


def bits_in(row: StatusList) -> set[int]:
    """Which bits are on, read as the standard says: the leftmost bit is number 0."""
    encoded = json.loads(row.credential)["credentialSubject"]["encodedList"]
    return decoded(encoded)


def decoded(encoded: str) -> set[int]:
    assert encoded[0] == "u" and "=" not in encoded
    raw = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-(len(encoded) - 1) % 4)))
    text = "".join(f"{byte:08b}" for byte in raw)
    assert len(text) == SIZE
    return {index for index, bit in enumerate(text) if bit == "1"}


def revoke(certificate: Certificate) -> None:
    by = make_staff()
    Certificate.objects.filter(pk=certificate.pk).update(revoked_at=NOW, revoked_by=by, revoked_reason="Fout")


# --- bits ------------------------------------------------------------------------------------------------


def test_bit_zero_is_the_leftmost_of_the_first_byte() -> None:
    assert bits_of([0, 9], 16) == bytes([0b1000_0000, 0b0100_0000])
    assert bits_of([7, 15], 16) == b"\x01\x01"


def test_a_list_is_at_least_sixteen_kilobytes_and_says_nothing_of_when_it_was_made() -> None:
    assert len(bits_of([])) == 16_384
    assert encode_bits([3, 1]) == encode_bits([1, 3, 3])
    assert decoded(encode_bits([0, 1, 8, 131_071])) == {0, 1, 8, 131_071}
    header = base64.urlsafe_b64decode(encode_bits([])[1:] + "==")[:8]
    assert header[:4] == b"\x1f\x8b\x08\x00" and header[4:8] == b"\0\0\0\0"


@pytest.mark.parametrize("index", [-1, SIZE, SIZE + 1])
def test_an_index_outside_the_list_is_refused(index: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        bits_of([index])


@pytest.mark.parametrize("size", [0, -8, 7])
def test_a_list_has_whole_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="bytes"):
        bits_of([], size)


# --- publishing ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_empty_list_is_published_and_small() -> None:
    row = publish(number=1, now=NOW)
    assert bits_in(row) == set()
    assert len(row.credential) < 1200
    content = json.loads(row.credential)
    assert content["id"] == "http://testserver/status/1/"
    assert content["issuer"] == "did:web:testserver"
    assert content["validFrom"] == "2026-11-21T13:03:00Z"
    assert content["credentialSubject"]["statusPurpose"] == "revocation"


@pytest.mark.django_db
def test_revoked_and_superseded_are_on_and_nothing_else() -> None:
    revoked, superseded = make_certificate(), make_certificate()
    make_certificate()
    elsewhere = make_certificate(status_list=2)
    revoke(revoked)
    revoke(elsewhere)
    Certificate.objects.filter(pk=superseded.pk).update(superseded_at=NOW)
    assert bits_in(publish(number=1, now=NOW)) == {revoked.status_index, superseded.status_index}
    assert bits_in(publish(number=2, now=NOW)) == {elsewhere.status_index}


@pytest.mark.django_db
def test_publishing_again_changes_nothing_until_a_bit_or_a_day_has() -> None:
    certificate = make_certificate()
    first = publish(number=1, now=NOW)
    assert publish(number=1, now=NOW + timedelta(hours=23)).signed_at == first.signed_at
    revoke(certificate)
    second = publish(number=1, now=NOW + timedelta(minutes=1))
    assert (second.signed_at, bits_in(second)) == (NOW + timedelta(minutes=1), {certificate.status_index})
    third = publish(number=1, now=NOW + timedelta(minutes=1, hours=24))
    assert third.signed_at == NOW + timedelta(minutes=1, hours=24)
    assert third.bits_sha256 == second.bits_sha256
    assert StatusList.objects.count() == 1


@pytest.mark.django_db
def test_a_revocation_that_is_undone_switches_the_bit_off() -> None:
    certificate = make_certificate()
    revoke(certificate)
    publish(number=1, now=NOW)
    Certificate.objects.filter(pk=certificate.pk).update(revoked_at=None, revoked_by=None, revoked_reason="")
    assert bits_in(publish(number=1, now=NOW)) == set()


@pytest.mark.django_db
def test_the_job_makes_every_list_in_use_and_signs_what_is_due_only() -> None:
    certificate = make_certificate(status_list=3)
    assert refresh_due(now=NOW) == 3
    assert sorted(StatusList.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert refresh_due(now=NOW + timedelta(minutes=1)) == 0
    revoke(certificate)
    assert refresh_due(now=NOW + timedelta(minutes=2)) == 1
    assert refresh_due(now=NOW + timedelta(hours=25)) == 3


@pytest.mark.django_db
def test_without_certificates_there_is_one_list() -> None:
    assert refresh_due(now=NOW) == 1


@pytest.mark.django_db
def test_a_list_keeps_the_address_that_stands_in_its_credentials(settings: Any) -> None:
    make_certificate(host="https://oud.example.nl:8443/")
    settings.ACADEMIE_URL = "https://nieuw.example.nl"
    old, new = (json.loads(publish(number=number, now=NOW).credential) for number in (1, 2))
    assert (old["id"], old["issuer"]) == ("https://oud.example.nl:8443/status/1/", "did:web:oud.example.nl%3A8443")
    assert (new["id"], new["issuer"]) == ("https://nieuw.example.nl/status/2/", "did:web:nieuw.example.nl")


@pytest.mark.django_db
def test_who_signs_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys.keyring, "current", lambda _purpose: KEY)
    monkeypatch.setattr(status_lists, "signing_key", keys.signing_key)
    publish(number=1, now=NOW)
    assert SigningKey.objects.get().kid == KEY.kid


@pytest.mark.django_db
def test_publishing_takes_a_handful_of_queries_however_many_certificates_there_are() -> None:
    certificates = [make_certificate() for _ in range(5)]
    publish(number=1, now=NOW)
    for each in certificates[:3]:
        revoke(each)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        publish(number=1, now=NOW)
    assert len([query for query in asked if query["sql"].startswith(("SELECT", "UPDATE"))]) <= 5
    with CaptureQueriesContext(connection) as asked:
        publish(number=1, now=NOW)
    assert len([query for query in asked if query["sql"].startswith(("SELECT", "UPDATE"))]) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("exists", [False, True])
def test_a_race_leaves_one_list_with_all_bits(exists: bool) -> None:
    certificates = [make_certificate() for _ in range(6)]
    if exists:
        publish(number=1, now=NOW)
    by = make_staff()

    def act(certificate: Certificate) -> None:
        with transaction.atomic():
            row = Certificate.objects.filter(pk=certificate.pk)
            row.update(revoked_at=NOW, revoked_by=by, revoked_reason="Fout")
        publish(number=1, now=NOW)

    together([lambda each=each: act(each) for each in certificates])
    assert bits_in(StatusList.objects.get()) == {each.status_index for each in certificates}
