"""What the check pages say, and what they keep and tell of it (DESIGN §6, §7)."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import RateLimit
from accounts.roles import Role
from certificates.models import Certificate
from tests.certificates.check.pages import NAME, UNKNOWN, big_word, text
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_staff

pytestmark = pytest.mark.django_db
NOT_KNOWN = "Dit nummer kennen we niet. Kijk of je het goed hebt overgetypt."


@pytest.mark.parametrize(
    ("fields", "word", "line"),
    [
        ({}, "GELDIG", "geldig tot en met 3 mei 2028"),
        ({"valid_until": date(2026, 11, 21)}, "GELDIG", "geldig tot en met 21 november 2026"),
        ({"valid_until": date(2026, 11, 20)}, "VERLOPEN", "het was geldig tot en met 20 november 2026"),
        ({"revoked_at": NOW}, "INGETROKKEN", "Het is ingetrokken op 21 november 2026"),
        ({"superseded_at": NOW}, "VERVANGEN", "Er is een nieuwer certificaat"),
    ],
)
def test_the_status_is_one_big_word_and_a_sentence(
    client: Client, fields: dict[str, Any], word: str, line: str
) -> None:
    if "revoked_at" in fields:
        fields = {**fields, "revoked_by": make_staff(Role.CERTIFIER), "revoked_reason": "Geheime reden."}
    certificate = make_certificate(**fields)
    response = client.get(f"/c/{certificate.number}/")
    assert response.status_code == 200
    assert big_word(response) == word
    assert line in text(response)
    assert "Geheime" not in text(response)


def test_midnight_in_amsterdam(client: Client) -> None:
    certificate = make_certificate(valid_until=date(2028, 5, 3))
    for moment, word in (("2028-05-03T21:59:59+00:00", "GELDIG"), ("2028-05-03T22:00:00+00:00", "VERLOPEN")):
        with time_machine.travel(datetime.fromisoformat(moment), tick=False):
            assert big_word(client.get(f"/c/{certificate.number}/")) == word


def test_typing_is_forgiven(client: Client, certificate: Certificate) -> None:
    bare = certificate.number.removeprefix("WABP-").replace("-", "").lower()
    for typed in (certificate.number.lower(), bare, f" wabp {bare[:4]}.{bare[4:8]} {bare[8:]} "):
        assert "GELDIG" in text(client.post("/controle/", {"number": typed}))


@pytest.mark.parametrize(
    "typed", [UNKNOWN, "WABP-0000-0000-0001", "onzin", "\0", "É" * 50, "x" * 1_000_000, "'; DROP TABLE", "<b>"]
)
def test_unknown_malformed_and_mistyped_are_the_same(client: Client, typed: str) -> None:
    client.post("/controle/", {"number": "WABP-0000-0000-0002"})  # the first miss makes the rows of the limit
    with CaptureQueriesContext(connection) as known_cost:
        client.post("/controle/", {"number": UNKNOWN})
    with CaptureQueriesContext(connection) as queries:
        response = client.post("/controle/", {"number": typed})
    assert response.status_code == 200
    assert "ONBEKEND" in text(response) and NOT_KNOWN in text(response)
    assert len(queries) == len(known_cost)
    assert "<b>" not in text(response)
    assert len(response.content) < 20_000


def test_an_unknown_number_is_kept_in_the_form(client: Client) -> None:
    assert 'value="wabp 12"' in text(client.post("/controle/", {"number": "wabp 12"}))


@pytest.mark.parametrize("data", [{}, {"number": ""}, {"number": "  "}, {"number": "", "name": "x"}])
def test_an_empty_form_asks_for_the_number(client: Client, data: dict[str, str]) -> None:
    response = client.post("/controle/", data)
    assert response.status_code == 200
    assert "Typ het nummer dat op het certificaat staat." in text(response)
    assert not RateLimit.objects.exists()


@pytest.mark.parametrize("prefix", ["c", "C"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_the_qr_works_in_every_spelling_without_redirect(
    client: Client, certificate: Certificate, token: str, prefix: str, slash: str
) -> None:
    for number, code in ((certificate.number, token), (certificate.number.lower(), token.lower())):
        response = client.get(f"/{prefix}/{number}/{code}{slash}")
        assert response.status_code == 200
        assert NAME in text(response)
        assert client.get(f"/{prefix}/{number}{slash}").status_code == 200


def test_a_check_is_not_kept_found_or_told(client: Client, certificate: Certificate, token: str) -> None:
    pages = [
        client.get("/controle/"),
        client.post("/controle/", {"number": certificate.number}),
        client.get(f"/c/{certificate.number}/"),
        client.get(f"/C/{certificate.number}/{token}"),
    ]
    for response in pages:
        assert "no-store" in response.headers["Cache-Control"]
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert 'property="og:' not in text(response)
        # `no-referrer` makes browsers post `Origin: null`, which the CSRF check refuses: only without a form.
        policy = "same-origin" if "<form" in text(response) else "no-referrer"
        assert response.headers["Referrer-Policy"] == policy
    assert pages[-1].headers["Referrer-Policy"] == "no-referrer"


def test_other_methods_are_refused(client: Client, certificate: Certificate) -> None:
    assert client.post(f"/c/{certificate.number}/").status_code == 405
    assert client.put("/controle/").status_code == 405


def test_the_form_is_protected_against_other_sites(certificate: Certificate) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/controle/", {"number": certificate.number}).status_code == 403
