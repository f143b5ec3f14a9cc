"""Endpoints for other sites and wallets: keys, lists, achievements, badges."""

import io
import json
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from certificates.models import Certificate, SigningKey
from certificates.services import status_lists
from certificates.services.status_lists import publish
from certificates.signing.credential import CredentialFacts, sign_credential
from certificates.signing.keys import PrivateKey, Purpose, new_key, public_pem
from courses.models import Course, CourseEdition
from tests.certificates import judging
from tests.conftest import NOW, GuestClient
from tests.factories.certificates import make_certificate, make_course, make_staff

pytestmark = [pytest.mark.django_db]
SITE = "https://testserver"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
LONG_AGO = datetime(2020, 5, 3, 12, tzinfo=UTC)


def register(key: PrivateKey, *, retired: bool = False, is_demo: bool = False) -> PrivateKey:
    retired_at = timezone.now() if retired else None
    values = {"public": public_pem(key), "retired_at": retired_at, "is_demo": is_demo}
    SigningKey.objects.create(purpose=key.purpose.value, kid=key.kid, **values)
    return key


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> PrivateKey:
    """The key that signs, registered."""
    key = register(new_key(Purpose.CREDENTIAL))
    monkeypatch.setattr(status_lists, "signing_key", lambda _purpose, *, now: key)
    return key


@pytest.fixture
def edition() -> CourseEdition:
    return make_course(title="SAAR: wat doe je?")


def credential_of(certificate: Certificate, *, key: PrivateKey) -> str:
    """The credential of a certificate of SITE."""
    facts = CredentialFacts(
        identifier=f"urn:uuid:{certificate.key}",
        issuer_host="testserver",
        issuer_name="WABP Academie",
        achievement_id=f"{SITE}/badges/saar/1.0/",
        achievement_name=certificate.course_title,
        goals=tuple(certificate.goals),
        valid_from=LONG_AGO,
        valid_until=datetime.combine(date(2099, 1, 1), time.max, tzinfo=UTC),
        evidence_url=f"{SITE}/c/{certificate.number}/",
        status_list_url=f"{SITE}/status/{certificate.status_list}/",
        status_index=certificate.status_index,
        email="wil@example.nl",
        salt=certificate.key.hex,
    )
    return sign_credential(facts, key=key)


def addresses(edition: CourseEdition) -> list[str]:
    base = f"/badges/{edition.course.slug}/{edition.number}/"
    return ["/.well-known/did.json", "/status/1/", base, f"{base}badge.svg", f"{base}badge.png"]


# --- for all of them -------------------------------------------------------------------------------------


def test_any_site_may_read_them_and_nobody_is_followed(client: Client, key: PrivateKey, edition: CourseEdition) -> None:
    publish(number=1, now=NOW)
    for address in addresses(edition):
        for method in (client.get, client.head, client.options):
            response = method(address, headers={"origin": "https://elders.nl"})
            assert response.status_code == (204 if method == client.options else 200), address
            assert response["Access-Control-Allow-Origin"] == "*"
            assert "Access-Control-Allow-Credentials" not in response
            assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert not response.cookies
            assert "Cookie" not in response.get("Vary", "")


def test_who_has_it_already_gets_nothing_again(client: Client, key: PrivateKey, edition: CourseEdition) -> None:
    publish(number=1, now=NOW)
    for address in addresses(edition):
        first = client.get(address)
        assert first["Cache-Control"].startswith("public, max-age="), address
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"] and again["Access-Control-Allow-Origin"] == "*"
        assert client.get(address, headers={"if-none-match": '"anders"'}).status_code == 200


def test_a_guest_gets_the_same(guest_client: GuestClient, key: PrivateKey, edition: CourseEdition) -> None:
    publish(number=1, now=NOW)
    for address in addresses(edition):
        response = guest_client.get(address)
        assert response.content == Client().get(address).content
        assert response["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    "address",
    [
        "/status/2/",
        "/status/0/",
        "/status/99999999999999999999/",
        "/badges/saar/1.1/",
        "/badges/saar/01.0/",
        "/badges/saar/1/",
        "/badges/saar/kandidaat/",
        "/badges/saar/1.99999999999999999999/",
        "/badges/anders/1.0/",
        "/badges/saar/1.1/badge.svg",
        "/badges/saar/1.1/badge.png",
    ],
)
def test_what_does_not_exist_sets_no_cookie(client: Client, edition: CourseEdition, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert not response.cookies


def test_nothing_can_be_posted(edition: CourseEdition) -> None:
    for address in addresses(edition):
        assert Client().post(address).status_code == 405


# --- keys and lists --------------------------------------------------------------------------------------


def test_all_keys_that_ever_signed_are_told(client: Client) -> None:
    old, new = register(new_key(Purpose.CREDENTIAL), retired=True), register(new_key(Purpose.CREDENTIAL))
    register(new_key(Purpose.QR))
    response = client.get("/.well-known/did.json")
    assert response["Content-Type"] == "application/did+json"
    document = response.json()
    assert document["id"] == "did:web:testserver"
    assert [method["id"] for method in document["verificationMethod"]] == [
        f"did:web:testserver#{each.kid}" for each in (new, old)
    ]
    assert document["assertionMethod"] == [method["id"] for method in document["verificationMethod"]]
    assert all(method["publicKeyMultibase"].startswith("z6Mk") for method in document["verificationMethod"])


def test_the_document_is_that_of_the_host_that_is_asked(client: Client, key: PrivateKey) -> None:
    document = client.get("/.well-known/did.json", headers={"host": "localhost:8000"}).json()
    assert document["id"] == "did:web:localhost%3A8000"
    assert client.get("/.well-known/did.json", headers={"host": "kwaad.nl"}).status_code == 400


def test_in_production_demo_keys_are_no_keys_of_ours(client: Client, settings: Any) -> None:
    register(new_key(Purpose.CREDENTIAL), is_demo=True)
    assert len(client.get("/.well-known/did.json").json()["assertionMethod"]) == 1
    settings.DEMO = False
    assert client.get("/.well-known/did.json").json()["assertionMethod"] == []


def test_a_list_is_served_as_it_was_signed(client: Client, key: PrivateKey) -> None:
    row = publish(number=1, now=NOW)
    response = client.get("/status/1/")
    assert response["Content-Type"] == "application/vc"
    assert response.content.decode() == row.credential


def test_verifiers_of_others_go_by_what_we_serve(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the rows to the verdict: the keys, the list and their media types are those of the endpoints."""
    settings.ACADEMIE_URL = SITE
    old, new = register(new_key(Purpose.CREDENTIAL), retired=True), register(new_key(Purpose.CREDENTIAL))
    monkeypatch.setattr(status_lists, "signing_key", lambda _purpose, *, now: new)
    good, before, revoked, superseded = (make_certificate(host=SITE) for _ in range(4))
    by = make_staff()
    Certificate.objects.filter(pk=revoked.pk).update(revoked_at=NOW, revoked_by=by, revoked_reason="Fout")
    Certificate.objects.filter(pk=superseded.pk).update(superseded_at=NOW)
    publish(number=1, now=LONG_AGO)
    pages = {}
    for address in ("/.well-known/did.json", "/status/1/"):
        response = client.get(address, secure=True)
        pages[f"{SITE}{address}"] = (response["Content-Type"], response.content.decode())
    credentials = {
        "good": credential_of(good, key=new),
        "before the rotation": credential_of(before, key=old),
        "revoked": credential_of(revoked, key=new),
        "superseded": credential_of(superseded, key=old),
        "stranger": credential_of(good, key=new_key(Purpose.CREDENTIAL)),
    }
    verdicts = judging.judge(pages=pages, credentials=credentials)
    for name, is_gone in {"good": False, "before the rotation": False, "revoked": True, "superseded": True}.items():
        assert verdicts[name]["bazaar"]["status"] == [is_gone], name
        assert verdicts[name]["mit"]["steps"]["valid_signature"] is True, name
        assert verdicts[name]["mit"]["steps"]["revocation_status"] is not is_gone, name
    assert verdicts["good"]["bazaar"]["verified"] is True
    assert verdicts["stranger"]["bazaar"]["verified"] is False
    assert verdicts["stranger"]["mit"]["errors"]


# --- achievements and badges -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "accept", [None, "*/*", "application/ld+json", "application/json", "application/json, */*;q=0.1"]
)
def test_programs_get_the_achievement_as_data(client: Client, edition: CourseEdition, accept: str | None) -> None:
    response = client.get("/badges/saar/1.0/", headers={"accept": accept} if accept else {})
    assert response["Content-Type"] in ("application/ld+json", "application/json")
    assert "Accept" in response["Vary"]
    content = response.json()
    assert content["id"] == "http://testserver/badges/saar/1.0/"
    assert content["type"] == ["Achievement"]
    assert content["name"] == "SAAR: wat doe je?"
    assert content["image"]["id"] == "http://testserver/badges/saar/1.0/badge.png"
    assert content["creator"]["id"] == "did:web:testserver"
    assert "- Je weet wie je belt." in content["criteria"]["narrative"]


def test_it_says_the_same_as_the_credential(client: Client, edition: CourseEdition, key: PrivateKey) -> None:
    certificate = make_certificate(course_title="SAAR: wat doe je?")
    signed = json.loads(credential_of(certificate, key=key))["credentialSubject"]["achievement"]
    served = client.get("/badges/saar/1.0/", secure=True).json()
    assert {name: served[name] for name in signed} == signed


def test_people_get_a_page(client: Client, edition: CourseEdition) -> None:
    response = client.get("/badges/saar/1.0/", headers={"accept": BROWSER})
    assert response["Content-Type"].startswith("text/html")
    assert "Accept" in response["Vary"]
    assert not response.cookies
    page = response.content.decode()
    assert "<h1>SAAR: wat doe je?</h1>" in page
    assert 'src="/badges/saar/1.0/badge.svg"' in page
    assert "Je weet waar je op let." in page


def test_an_archived_course_and_a_withdrawn_edition_stay(client: Client, edition: CourseEdition) -> None:
    Course.objects.update(archived_at=NOW, current=edition)
    CourseEdition.objects.update(status="withdrawn")
    for address in addresses(edition)[2:]:
        assert client.get(address).status_code == 200
    page = client.get("/badges/saar/1.0/", headers={"accept": BROWSER}).content.decode()
    assert "/cursussen/saar/" not in page
    Course.objects.update(archived_at=None)
    CourseEdition.objects.update(status="released")
    assert "/cursussen/saar/" in client.get("/badges/saar/1.0/", headers={"accept": BROWSER}).content.decode()


def test_the_pictures_are_what_they_say(client: Client, edition: CourseEdition) -> None:
    svg, png = client.get("/badges/saar/1.0/badge.svg"), client.get("/badges/saar/1.0/badge.png")
    assert svg["Content-Type"] == "image/svg+xml" and svg.content.startswith(b"<svg ")
    assert png["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(png.content)).size == (600, 600)


def test_an_achievement_takes_one_query(client: Client, edition: CourseEdition, django_assert_num_queries: Any) -> None:
    client.get("/badges/saar/1.0/")
    with django_assert_num_queries(1):
        client.get("/badges/saar/1.0/")
