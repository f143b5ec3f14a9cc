"""What the page says of a file."""

import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from certificates.models import Certificate, CertificateFile, CertificateLookup
from tests.certificates import forged
from tests.certificates.keys import look_alike_seal, seal
from tests.certificates.sample import NUMBER
from tests.certificates.upload.sending import ESCAPED, URL, Forger, big_word, heading, sealed_by, send, text
from tests.conftest import NOW
from tests.factories.certificates import make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_form_and_headers() -> None:
    response = Client().get(URL)
    assert response.status_code == 200
    assert heading(response) == "PDF controleren"
    assert 'enctype="multipart/form-data"' in text(response)
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("fields", "word", "line"),
    [
        ({}, "GELDIG", "precies zoals wij het uitgaven. Dit certificaat is echt en geldig tot en met 3 mei 2028."),
        (
            {"valid_until": date(2026, 11, 20)},
            "VERLOPEN",
            "precies zoals wij het uitgaven. Dit certificaat is echt, maar het was geldig tot en met 20 november 2026.",
        ),
        ({"superseded_at": NOW}, "VERVANGEN", "Er is een nieuwer certificaat."),
    ],
)
def test_our_file_shows_what_is_printed_on_it(
    issued: Certificate, sealed: bytes, no_judge: None, fields: dict[str, Any], word: str, line: str
) -> None:
    Certificate.objects.update(**fields)
    response = send(sealed)
    assert (response.status_code, big_word(response)) == (200, word)
    assert line in text(response)
    assert ESCAPED in text(response)
    assert NUMBER in text(response)
    assert "Registratie nu" not in text(response)


def test_revoked_file_says_so(issued: Certificate, sealed: bytes, no_judge: None) -> None:
    Certificate.objects.update(revoked_at=NOW, revoked_by=make_officer(), revoked_reason="Toets niet zelf gemaakt")
    response = send(sealed)
    assert big_word(response) == "INGETROKKEN"
    assert "Het is ingetrokken op 21 november 2026." in text(response)
    assert "Toets niet zelf" not in text(response)


def test_wijkagent_sees_all_and_it_is_logged(issued: Certificate, sealed: bytes) -> None:
    client, officer = Client(), make_officer()
    client.force_login(officer)
    assert "Registratie nu" in text(send(sealed, client))
    assert CertificateLookup.objects.filter(certificate=issued, user=officer).count() == 1


def test_added_to_shows_what_we_issued_but_no_big_word(issued: Certificate, sealed: bytes) -> None:
    response = send(forged.with_free_text(sealed))
    assert heading(response) == "Er is iets aan dit bestand toegevoegd"
    assert big_word(response) == ""
    assert ESCAPED in text(response)
    assert "Vervalser" not in text(response)


@pytest.mark.parametrize(
    ("forger", "title"),
    [
        (forged.flipped, "Dit bestand is veranderd"),
        (lambda _: sealed_by(look_alike_seal()), "Dit zegel is niet van ons"),
        (forged.printed, "Er zit geen zegel op dit bestand"),
        (forged.encrypted, "Dit bestand zit op slot"),
        (lambda pdf: pdf[:9000], "Dit bestand kunnen we niet lezen"),
        (lambda _: forged.bomb(), "Dit bestand is te ingewikkeld"),
    ],
    ids=["changed", "foreign", "unsigned", "encrypted", "unreadable", "too hard"],
)
def test_every_other_file_gets_its_own_sentence_and_another_way(
    issued: Certificate, sealed: bytes, forger: Forger, title: str
) -> None:
    response = send(forger(sealed))
    assert (response.status_code, heading(response), big_word(response)) == (200, title, "")
    assert 'href="/controle/"' in text(response)
    for secret in (NUMBER, ESCAPED, "GELDIG"):
        assert secret not in text(response)


def test_another_file_under_our_seal_shows_nothing_of_the_certificate(issued: Certificate) -> None:
    CertificateFile.objects.update(sha256="0" * 64)
    response = send(sealed_by(seal()))
    assert heading(response) == "Dit is niet het bestand dat wij uitgaven"
    assert big_word(response) == ""
    for secret in (NUMBER, ESCAPED, "GELDIG"):
        assert secret not in text(response)


def test_sealed_by_us_but_in_no_register(our_seal: None, sealed: bytes) -> None:
    response = send(sealed)
    assert big_word(response) == "ONBEKEND"
    assert "staat niet in ons register" in text(response)
    assert NUMBER not in text(response)
    assert heading(send(forged.with_free_text(sealed))) == "Dit bestand is veranderd"


def test_no_file_chosen_is_asked_for() -> None:
    for response in (
        Client().post(URL, {}),
        Client().post(URL, {"pdf": "tekst"}),
        Client().post(URL, {"file": io.BytesIO(b"x")}),
    ):
        assert response.status_code == 200
        assert "Kies eerst een PDF." in text(response)


def test_form_of_another_site_is_refused(issued: Certificate, sealed: bytes) -> None:
    client = Client(enforce_csrf_checks=True)
    assert send(sealed, client).status_code == 403
    page = text(client.get(URL))
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    file = SimpleUploadedFile("x.pdf", sealed)
    response = client.post(URL, {"csrfmiddlewaretoken": token[1], "pdf": file})
    assert big_word(response) == "GELDIG"
