"""What a holder does with a certificate: wait for it, keep it, mail it, share it, ask for another name (DESIGN §7)."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from accounts.models import User
from accounts.roles import Role
from certificates.models import CertificateFile, CertificateLookup, NameRequest
from certificates.templatetags.certificates import fresh_certificate
from tests.certificates.wallet import (
    LIST,
    ask,
    holder_of,
    make_ready,
    path_of,
    revoked,
    shown,
    signed_in,
    soup_of,
    with_files,
)
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_officer, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


# --- it comes by itself --------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["list", "detail"])
def test_while_it_is_made_the_page_waits_with_a_plain_link(page: str) -> None:
    certificate = make_certificate()
    path = LIST if page == "list" else path_of(certificate)
    soup = soup_of(holder_of(certificate).get(path))
    place = soup.select_one("[data-ready]")
    assert place["data-ready"] == path_of(certificate, "klaar/")
    line, link, button = place.find_all(recursive=False)
    assert (line["role"], line.text) == ("status", "We maken je certificaat. Dat duurt een paar tellen.")
    assert (link.a["href"], link.text) == (path, "Kijk of het klaar is")
    assert button.has_attr("hidden") and button.a["href"] == path_of(certificate, "pdf/")
    assert soup.select_one('script[src$="js/certificate.js"]')["type"] == "module"


def test_when_it_is_there_nothing_waits() -> None:
    soup = soup_of(holder_of(certificate := with_files()).get(LIST))
    assert not soup.select("[data-ready], script[src$='certificate.js']")
    assert soup.select_one(f'a[href="{path_of(certificate, "pdf/")}"]')


def test_the_page_can_ask_whether_it_is_ready() -> None:
    certificate = make_certificate()
    client = holder_of(certificate)
    answer = client.get(path_of(certificate, "klaar/"))
    assert answer.json() == {"ready": False}
    assert answer["Cache-Control"] == "no-store, private"
    make_ready(certificate)
    assert client.get(path_of(certificate, "klaar/")).json() == {"ready": True}
    waits = make_certificate(certificate.registration.user)
    assert client.get(path_of(waits, "klaar/")).json() == {"ready": False}
    assert client.post(path_of(certificate, "klaar/")).status_code == 405


def test_asking_costs_one_query_beside_who_asks() -> None:
    certificate = make_certificate()
    client = holder_of(certificate)
    with CaptureQueriesContext(connection) as queries:
        client.get(path_of(certificate, "klaar/"))
    own = [query["sql"] for query in queries if "certificates_" in query["sql"]]
    assert len(own) == 1 and len(queries) <= 4  # the rest is the session, the account and the learner


def test_an_erased_file_is_not_ready() -> None:
    certificate = make_certificate()
    CertificateFile.objects.update(state="erased", pending_token="")
    assert holder_of(certificate).get(path_of(certificate, "klaar/")).json() == {"ready": False}


def test_the_result_page_can_show_it_too() -> None:
    certificate = make_certificate()
    request = RequestFactory().get("/leren/saar/toets/")
    request.user = certificate.registration.user
    with CaptureQueriesContext(connection) as queries:
        shown_there = fresh_certificate({"request": request}, certificate.completion)
    assert shown_there == {"certificate": certificate, "refresh": "/leren/saar/toets/"}
    assert len(queries) == 1
    request.user = make_user()
    assert fresh_certificate({"request": request}, certificate.completion)["certificate"] is None


# --- mail ----------------------------------------------------------------------------------------------------


def test_the_mail_leads_to_the_page_of_the_certificate() -> None:
    certificate = with_files(holder_name="Đorđe <b>")
    answer = holder_of(certificate).post(path_of(certificate, "mail/"), follow=True)
    assert answer.redirect_chain == [(path_of(certificate), 302)]
    mail = Email.objects.get()
    assert f"De mail is onderweg naar {mail.to[0]}." in answer.content.decode()
    assert mail.to == [certificate.registration.user.email]
    assert mail.subject == "Je certificaat om te bewaren: SAAR"
    for text in (mail.message, mail.html_message):
        assert f"http://testserver{path_of(certificate)}" in text and certificate.number in text
    assert "Đorđe <b>" in mail.message and "Đorđe &lt;b&gt;" in mail.html_message
    assert mail.attachments.count() == 0  # no second copy of the PDF, out of reach of an erasure


def test_once_an_hour_per_certificate() -> None:
    user = make_user()
    one = with_files(user)
    two = make_certificate(completion=None, user=user)
    client = signed_in(user)
    client.post(path_of(one, "mail/"))
    again = client.post(path_of(one, "mail/"), follow=True)
    assert "We hebben het net gemaild." in again.content.decode()
    client.post(path_of(two, "mail/"))
    assert Email.objects.count() == 2
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False):
        client.post(path_of(one, "mail/"))
    assert Email.objects.count() == 3


def test_without_an_address_there_is_no_mail() -> None:
    certificate = with_files()
    User.objects.filter(registrations__certificates=certificate).update(email=None)
    answer = holder_of(certificate).post(path_of(certificate, "mail/"), follow=True)
    assert "We hebben geen e-mailadres van je." in answer.content.decode()
    assert not Email.objects.exists()


# --- sharing ---------------------------------------------------------------------------------------------------


def test_the_text_to_share_has_the_check_page_and_no_secret() -> None:
    token = "7ZABCDEFGHJKMNPQRSTVWXYZ23"
    certificate = with_files(course_title="Één & twee?", token=token)
    soup = soup_of(holder_of(certificate).get(path_of(certificate)))
    address = urlsplit(soup.select_one('a[href^="https://wa.me/"]')["href"])
    [text] = parse_qs(address.query)["text"]
    check = f"http://testserver/c/{certificate.number}/"
    assert text == f"Ik heb de cursus Één & twee? van de WABP Academie gehaald. Controleer mijn certificaat: {check}"
    assert soup.select_one("textarea").text == text
    assert token not in text and certificate.holder_name not in text
    assert Client().get(urlsplit(check).path).status_code == 200


@pytest.mark.parametrize("state", ["expired", "revoked", "replaced"])
def test_what_counts_no_more_is_not_shared(state: str) -> None:
    fields: dict[str, Any] = {"expired": {"valid_until": date(2026, 11, 20)}, "replaced": {"superseded_at": NOW}}.get(
        state
    ) or revoked()
    client = holder_of(certificate := with_files(**fields))
    for path in (LIST, path_of(certificate)):
        assert "wa.me" not in shown(client, path)


def test_everything_is_a_plain_address_of_this_site() -> None:
    """The browser inside WhatsApp opens no blob and saves no data address."""
    certificate = with_files()
    for path in (LIST, path_of(certificate)):
        soup = soup_of(holder_of(certificate).get(path))
        found = [tag["href"] for tag in soup.select("main a[href]")]
        assert {urlsplit(href).netloc for href in found} <= {"", "wa.me"}
        assert all(href.startswith(("/", "https://wa.me/?text=")) for href in found)


# --- who, and what it costs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mail/", "naam/", "naam/terug/"])
def test_nobody_acts_on_somebody_elses(name: str) -> None:
    certificate = with_files()
    ask(holder_of(certificate), certificate)
    data = {"wanted_name": "Bo", "reason": "misspelled"}
    for viewer in (make_user("Bo"), make_officer(), make_staff(Role.CERTIFIER), make_staff(Role.ADMIN)):
        assert signed_in(viewer).post(path_of(certificate, name), data).status_code == 404
    assert Client().post(path_of(certificate, name), data)["Location"].startswith("/inloggen/")
    assert not Email.objects.exists() and NameRequest.objects.get().state == "waiting"


@pytest.mark.parametrize("name", ["mail/", "naam/terug/"])
def test_looking_changes_nothing(name: str) -> None:
    certificate = with_files()
    assert holder_of(certificate).get(path_of(certificate, name)).status_code == 405


@pytest.mark.parametrize("name", ["mail/", "naam/", "naam/terug/"])
def test_another_site_cannot_press_the_button(name: str) -> None:
    certificate = with_files()
    client = Client(enforce_csrf_checks=True)
    client.force_login(certificate.registration.user)
    assert client.post(path_of(certificate, name)).status_code == 403


@pytest.mark.parametrize(("name", "most"), [("", 9), ("naam/", 7), ("plaatje/", 6), ("badge/", 5), ("pdf/", 5)])
def test_a_page_of_one_costs_the_same_whatever_happened(name: str, most: int) -> None:
    certificate = with_files()
    client = holder_of(certificate)
    client.get(path_of(certificate, name))  # the first picture of a day makes the row that counts them
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path_of(certificate, name)).status_code == 200
        counts.append(len(queries))
        for place in range(3):
            CertificateLookup.objects.create(certificate=certificate, user=make_officer(area=f"{place}"))
            NameRequest.objects.create(certificate=certificate, state="withdrawn", judged_at=NOW, wanted_name="X")
    assert counts[0] == counts[1] <= most
