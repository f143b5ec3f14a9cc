"""Guessing is limited; who holds the paper and who is a wijkagent never notice (DESIGN §10)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import RateLimit
from certificates import guessing
from certificates.models import Certificate
from certificates.numbers import new_token
from tests.certificates.check.pages import NAME, UNKNOWN, miss, signed_in, text
from tests.conftest import NOW
from tests.factories.certificates import make_officer

pytestmark = pytest.mark.django_db


def test_ten_misses_a_minute(client: Client, certificate: Certificate) -> None:
    """Of numbers without a code: what strangers at one address do stops nobody who holds the paper."""
    assert miss(client, 12) == [200] * 10 + [429] * 2
    refused = client.get(f"/c/{certificate.number}/")
    assert refused.status_code == 429
    assert "Wacht een minuut" in text(refused) and refused.headers["Retry-After"] == "60"
    assert client.get("/controle/").status_code == 200
    assert miss(client, 1, REMOTE_ADDR="203.0.113.9") == [200]
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        assert client.get(f"/c/{certificate.number}/").status_code == 200


def test_three_hundred_misses_a_day(client: Client, certificate: Certificate) -> None:
    statuses: list[int] = []
    for minutes in range(0, 62, 2):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            statuses += miss(client, 10)
    assert statuses == [200] * 300 + [429] * 10
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        assert client.get(f"/c/{certificate.number}/").status_code == 200


def test_real_certificates_never_meet_the_limit(client: Client, certificate: Certificate, token: str) -> None:
    for _ in range(30):
        assert client.get(f"/C/{certificate.number}/{token}").status_code == 200
        assert client.post("/controle/", {"number": certificate.number}).status_code == 200
    assert not RateLimit.objects.exists()


def test_strangers_who_guess_do_not_stop_who_holds_the_paper(
    client: Client, certificate: Certificate, token: str
) -> None:
    assert miss(client, 11)[-1] == 429
    for _ in range(12):
        response = client.get(f"/C/{certificate.number}/{token}")
        assert response.status_code == 200 and NAME in text(response)
    assert client.get(f"/c/{certificate.number}/{new_token()}/").status_code == 429
    assert client.get(f"/c/{UNKNOWN}/{token}/").status_code == 429


@pytest.mark.parametrize("path", ["/wijk/", "/controle/"])
def test_strangers_who_guess_do_not_stop_a_wijkagent(client: Client, certificate: Certificate, path: str) -> None:
    assert miss(client, 11)[-1] == 429
    officer = signed_in(make_officer())
    for _ in range(12):
        assert "ONBEKEND" in text(officer.post(path, {"number": UNKNOWN}))
    assert NAME in text(officer.post(path, {"number": certificate.number}))
    assert NAME in text(officer.get(f"/c/{certificate.number}/"))


def test_what_a_wijkagent_mistypes_is_not_counted_against_his_network(client: Client) -> None:
    officer = signed_in(make_officer())
    for _ in range(12):
        officer.post("/wijk/", {"number": UNKNOWN})
    assert not RateLimit.objects.filter(key__startswith="certificate-miss").exists()
    assert miss(client, 1) == [200]


def test_without_a_second_factor_a_wijkagent_is_limited(client: Client) -> None:
    assert miss(client, 11)[-1] == 429
    assert miss(signed_in(make_officer(second_factor=False)), 1) == [429]


def test_guessing_codes_is_limited_too(client: Client, certificate: Certificate) -> None:
    statuses = [client.get(f"/c/{certificate.number}/{new_token()}/").status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert client.get(f"/c/{certificate.number}/").status_code == 429


def test_guessing_names_is_limited_per_address_and_per_certificate(client: Client, certificate: Certificate) -> None:
    def compare(address: str) -> int:
        data = {"number": certificate.number, "name": "Iemand"}
        return client.post("/controle/", data, REMOTE_ADDR=address).status_code

    assert [compare("203.0.113.1") for _ in range(11)] == [200] * 10 + [429]
    many = [compare(f"203.0.113.{number // 5 + 2}") for number in range(60)]
    assert many.count(200) == 40 and many[-1] == 429


def test_no_address_is_stored(client: Client) -> None:
    miss(client, 1, REMOTE_ADDR="203.0.113.77")
    assert all("203.0.113" not in key for key in RateLimit.objects.values_list("key", flat=True))


def test_a_swarm_leaves_each_address_three_tries_and_shuts_nobody_out(
    client: Client,
    certificate: Certificate,
    token: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(guessing, "MISSES_EVERYWHERE", 20)
    for number in range(20):
        assert miss(client, 1, REMOTE_ADDR=f"203.0.113.{number}") == [200]
    assert caplog.text.count("somebody guesses") == 1
    assert miss(client, 5, REMOTE_ADDR="203.0.113.99") == [200] * 3 + [429] * 2
    assert caplog.text.count("somebody guesses") == 1
    # A number that is right, typed somewhere else, and paper anywhere.
    assert client.get(f"/c/{certificate.number}/", REMOTE_ADDR="203.0.113.100").status_code == 200
    assert client.get(f"/C/{certificate.number}/{token}", REMOTE_ADDR="203.0.113.99").status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False):
        assert miss(client, 10, REMOTE_ADDR="203.0.113.99") == [200] * 10
