"""`/hulp/` says how to reach the foundation, when the foundation filled that in."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.roles import Role
from cms.models import Contact
from cms.services.rights import grant_rights
from tests.factories.certificates import make_staff

pytestmark = pytest.mark.django_db
NOBODY = "Vraag het aan je beheerder of aan de stichting WABP."


def make_contact(**fields: Any) -> Contact:
    return Contact.objects.create(**fields)


def text_of(address: str) -> str:
    return Client().get(address).content.decode()


def test_without_an_address_the_page_says_whom_to_ask() -> None:
    assert NOBODY in text_of("/hulp/") and "mailto:" not in text_of("/hulp/")
    assert not Contact.objects.exists()  # a GET writes nothing


def test_address_and_number_are_links() -> None:
    make_contact(email="hulp@voorbeeld.nl", phone="+31 (0)10-123 45 67")
    page = text_of("/hulp/")
    assert '<a href="mailto:hulp@voorbeeld.nl">' in page
    assert '<a href="tel:+31101234567">+31 (0)10-123 45 67</a>' in page
    assert NOBODY not in page


def test_one_of_the_two_is_enough() -> None:
    make_contact(phone="010 123 45 67")
    page = text_of("/hulp/")
    assert "tel:0101234567" in page and "mailto:" not in page


def test_a_hole_can_be_reported_by_mail() -> None:
    assert "mailto:" not in text_of("/.well-known/security.txt")
    make_contact(email="hulp@voorbeeld.nl")
    lines = text_of("/.well-known/security.txt").splitlines()
    assert lines[:2] == ["Contact: mailto:hulp@voorbeeld.nl", "Contact: http://testserver/hulp/"]


@pytest.mark.parametrize("phone", ["bel maar", "010<b>", "12"])
def test_a_number_that_is_none_is_refused(phone: str) -> None:
    with pytest.raises(ValidationError, match="Vul een telefoonnummer in"):
        Contact(phone=phone).clean_fields()


def test_help_costs_one_query_and_the_other_pages_none(django_assert_num_queries: Any) -> None:
    client = Client()
    for address, count in (("/hulp/", 1), ("/privacy/", 0), ("/toegankelijkheid/", 0)):
        with django_assert_num_queries(count):
            client.get(address)


def test_the_admin_fills_it_in() -> None:
    grant_rights()
    client, contact = Client(), make_contact()
    client.force_login(make_staff(Role.ADMIN))
    response = client.post(f"/beheer/settings/cms/contact/{contact.pk}/", {"email": "hulp@voorbeeld.nl", "phone": ""})
    assert response.status_code == 302
    assert Contact.current().email == "hulp@voorbeeld.nl"
