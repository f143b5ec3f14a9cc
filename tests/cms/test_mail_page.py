"""`/beheer/mail/`: mail that could not be sent is shown to who keeps the site (DESIGN §11d)."""

from typing import Any

import pytest
from django.test import Client
from post_office.models import STATUS, Email, Log

from accounts.models import User
from accounts.roles import Role
from cms.services.rights import grant_rights
from tests.factories.certificates import make_staff

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin() -> Client:
    grant_rights()
    return client_of(make_staff(Role.ADMIN))


def stranded_mail(**fields: Any) -> Email:
    values = {"from_email": "a@voorbeeld.nl", "to": ["jan@voorbeeld.nl"], "subject": "Je certificaat: SAAR"}
    values |= {"message": "Dag geheime tekst", "status": STATUS.failed, "number_of_retries": 8}
    email = Email.objects.create(**(values | fields))
    Log.objects.create(email=email, status=STATUS.failed, message="550 jan", exception_type="SMTPRecipientsRefused")
    return email


def test_the_page_says_what_for_whom_and_why_but_not_the_text(admin: Client) -> None:
    stranded_mail()
    stranded_mail(subject="Nog onderweg", status=STATUS.requeued)
    page = admin.get("/beheer/mail/").content.decode()
    for words in ("Je certificaat: SAAR", "jan@voorbeeld.nl", "SMTPRecipientsRefused"):
        assert words in page
    assert "geheime tekst" not in page and "Nog onderweg" not in page


def test_the_count_is_on_the_front(admin: Client) -> None:
    assert "0 mails konden niet weg" in admin.get("/beheer/").content.decode()
    stranded_mail()
    assert "1 mail kon niet weg" in admin.get("/beheer/").content.decode()


def test_an_empty_page_says_so(admin: Client) -> None:
    assert "Er is geen mail blijven liggen." in admin.get("/beheer/mail/").content.decode()


def test_many_are_on_pages(admin: Client) -> None:
    for number in range(51):
        stranded_mail(subject=f"Onderwerp {number:03}")
    first, second = (admin.get(f"/beheer/mail/?p={page}").content.decode() for page in (1, 2))
    assert "Onderwerp 050" in first and "Onderwerp 000" not in first and "?p=2" in first
    assert "Onderwerp 000" in second and "?p=1" in second
    assert admin.get("/beheer/mail/?p=onzin").status_code == 200


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REGISTRAR, Role.CERTIFIER])
def test_other_roles_see_neither_page_nor_count(role: Role) -> None:
    grant_rights()
    client = client_of(make_staff(role))
    assert "konden niet weg" not in client.get("/beheer/").content.decode()
    assert client.get("/beheer/mail/").headers["Location"] == "/beheer/"
