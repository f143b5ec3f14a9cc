"""Somebody asks for another name on his certificate."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.roles import Role
from certificates.models import Certificate, NameRequest
from certificates.services.changing import correct
from certificates.services.name_requests import approve, refuse
from tests.certificates.wallet import ask, holder_of, path_of, revoked, shown, soup_of, with_files
from tests.conftest import NOW
from tests.factories.certificates import make_staff, make_user

AGAIN = "Wat je invulde, staat er nog"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_asking_for_another_name() -> None:
    certificate = with_files()
    client = holder_of(certificate)
    assert f'href="{path_of(certificate, "naam/")}"' in shown(client, path_of(certificate))
    page = ask(client, certificate)
    assert page.redirect_chain == [(path_of(certificate, "naam/"), 302)]
    text = page.content.decode()
    assert "Je verzoek is verstuurd." in text and "De stichting kijkt ernaar" in text and "Fatma Yıldız" in text
    asked = NameRequest.objects.get()
    assert (asked.wanted_name, asked.reason, asked.state) == ("Fatma Yıldız", "misspelled", "waiting")
    assert 'name="wanted_name"' not in text
    assert "bekijk je verzoek" in shown(client, path_of(certificate))


@pytest.mark.parametrize(
    ("name", "reason", "sentence"),
    [
        ("", "misspelled", "Schrijf de naam op die op je certificaat moet staan."),
        ("123", "misspelled", "Vul je naam in, met letters."),
        ("李小龙", "misspelled", "We kunnen dit niet op je certificaat drukken"),
        ("x" * 151, "misspelled", "Je naam is te lang"),
        ("Đorđe van den Berg", "misspelled", "Deze naam staat al op het certificaat."),
        ("Fatma", "", "Kies waarom de naam niet klopt."),
        ("Fatma", "wrong_group", "Kies een van de redenen uit de lijst."),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(name: str, reason: str, sentence: str) -> None:
    certificate = with_files()
    page = ask(holder_of(certificate), certificate, name, reason)
    soup = soup_of(page)
    assert sentence in soup.select_one(".error-summary").text and sentence in soup.select_one(".field .error").text
    assert soup.select_one("[name=wanted_name]").get("value", "") == name
    assert not NameRequest.objects.exists()


def test_taking_a_request_back() -> None:
    certificate = with_files()
    client = holder_of(certificate)
    ask(client, certificate)
    page = client.post(path_of(certificate, "naam/terug/"), follow=True).content.decode()
    assert "Je verzoek is teruggetrokken." in page and 'name="wanted_name"' in page
    assert NameRequest.objects.get().state == "withdrawn"
    assert client.post(path_of(certificate, "naam/terug/")).status_code == 404


def test_the_answer_of_the_foundation_is_shown() -> None:
    certificate, by = with_files(), make_staff(Role.CERTIFIER)
    client = holder_of(certificate)
    ask(client, certificate)
    refuse(request=NameRequest.objects.get(), by=by, answer="Stuur een kopie van je akte.", now=NOW)
    page = shown(client, path_of(certificate, "naam/"))
    assert "Stuur een kopie van je akte." in page and "afgewezen" in page and 'name="wanted_name"' in page


def test_an_approved_name_stands_on_a_new_certificate() -> None:
    certificate = with_files()
    client = holder_of(certificate)
    ask(client, certificate)
    new = approve(request=NameRequest.objects.get(), by=make_staff(Role.CERTIFIER), now=NOW)
    page = shown(client)
    assert new.number in page and "Eerder: 1 certificaat" in page
    assert "goedgekeurd" in shown(client, path_of(certificate, "naam/"))


@pytest.mark.parametrize("state", ["revoked", "replaced"])
def test_a_certificate_that_counts_no_more_gets_no_other_name(state: str) -> None:
    certificate = with_files()
    client = holder_of(certificate)
    if state == "revoked":
        Certificate.objects.update(**revoked())
    else:
        correct(certificate=certificate, by=make_staff(Role.CERTIFIER), holder_name="Beter", now=NOW)
    page = shown(client, path_of(certificate, "naam/"))
    assert 'name="wanted_name"' not in page and "nieuwste certificaat" in page
    assert "Dit certificaat is al ingetrokken of vervangen." not in page
    ask(client, certificate)
    assert not NameRequest.objects.exists()


# --- whose session ended before he sent it -------------------------------------------------------------------------


def type_unsigned(certificate: Certificate, name: str = "Fatma Yıldız") -> Client:
    """A browser in which somebody sends the form after his session ended."""
    client = Client()
    data = {"wanted_name": name, "reason": "new_name"}
    response = client.post(path_of(certificate, "naam/"), data)
    assert response["Location"] == f"/inloggen/?next={path_of(certificate, 'naam/')}"
    return client


def test_what_was_typed_is_there_again_after_signing_in() -> None:
    certificate = with_files()
    client = type_unsigned(certificate)
    client.force_login(certificate.registration.user)
    for _time in range(2):  # also when the page is asked once more
        soup = soup_of(client.get(path_of(certificate, "naam/")))
        assert AGAIN in soup.text
        assert soup.select_one("[name=wanted_name]")["value"] == "Fatma Yıldız"
        assert soup.select_one("[name=reason] [selected]")["value"] == "new_name"
    assert not NameRequest.objects.exists()
    page = ask(client, certificate, "", "new_name")
    assert "Schrijf de naam op" in page.content.decode() and AGAIN not in page.content.decode()
    assert "Fatma" not in shown(client, path_of(certificate, "naam/"))


def test_it_is_kept_for_an_hour_and_for_that_form_only(now: object, clock: time_machine.Traveller) -> None:
    certificate = with_files()
    holder = certificate.registration.user
    other = with_files(holder)
    client = type_unsigned(certificate)
    client.force_login(holder)
    assert "Fatma" not in shown(client, path_of(other, "naam/"))
    clock.shift(timedelta(minutes=59))
    assert "Fatma" in shown(client, path_of(certificate, "naam/"))
    clock.shift(timedelta(minutes=2))
    page = shown(client, path_of(certificate, "naam/"))
    assert "Fatma" not in page and AGAIN not in page


def test_who_signs_in_instead_does_not_see_it() -> None:
    certificate = with_files()
    client = type_unsigned(certificate)
    client.force_login(make_user("Bo Jansen"))
    assert client.get(path_of(certificate, "naam/")).status_code == 404
    assert "Fatma" not in shown(client)


def test_of_a_book_only_the_beginning_is_kept() -> None:
    client = type_unsigned(with_files(), "x" * 100_000)
    assert len(client.session["certificates.typed"][2]["wanted_name"]) == 300
