"""`/mijn/papier/` and `/hervatten/` over plain HTTP: no script is needed (DESIGN §6)."""

import re
from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Learner, RateLimit, ResumeCode
from accounts.services.resuming import MISSES, make_code
from tests.accounts.helpers import make_user, text_of
from tests.conftest import GuestClient

pytestmark = pytest.mark.django_db


def printed(page: str) -> str:
    """The code that stands on the paper."""
    found = re.search(r"([2-9A-Z]{4}) ([2-9A-Z]{4})</strong>", page)
    assert found
    return found[1] + found[2]


def device(client: Client) -> str:
    return client.cookies[settings.DEVICE_COOKIE_NAME].value


def signed_in() -> Client:
    client = Client()
    client.force_login(make_user())
    return client


def test_from_one_device_to_another(guest_client: GuestClient, now: datetime) -> None:
    assert "Maak mijn code" in text_of(guest_client.get("/mijn/papier/")) and not ResumeCode.objects.exists()
    page = text_of(guest_client.post("/mijn/papier/"))
    code = printed(page)
    assert "maandag 21 december 2026" in page and "/hervatten/" in page
    again = text_of(guest_client.get("/mijn/papier/"))
    assert "Je hebt al een code. Hij werkt tot en met 21 december 2026." in again and code[:4] not in again
    other = Client()
    assert other.get("/hervatten/").status_code == 200
    assert other.post("/hervatten/", {"code": code.lower()})["Location"] == "/mijn/"
    assert Learner.objects.count() == 1 and other.get("/mijn/").status_code == 200
    assert device(other) and other.cookies[settings.DEVICE_COOKIE_NAME]["httponly"]


def test_paper_is_for_guests(client: Client) -> None:
    assert client.get("/mijn/papier/")["Location"] == "/inloggen/?next=/mijn/papier/"
    assert client.post("/mijn/papier/")["Location"] == "/inloggen/?next=/mijn/papier/"
    for method in (signed_in().get, Client().post):
        assert method("/mijn/papier/").status_code == 302
    assert not ResumeCode.objects.exists()


@pytest.mark.parametrize("code", ["CCCCCCCC", "x", "<b>", "é" * 8])
def test_a_wrong_code_keeps_what_was_typed(client: Client, code: str) -> None:
    page = text_of(client.post("/hervatten/", {"code": code}))
    assert "Deze code klopt niet, of hij is verlopen." in page and "<b>" not in page
    assert settings.DEVICE_COOKIE_NAME not in client.cookies


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "Typ de code die op je papier staat."),
        ("x" * 300, "Een code heeft acht tekens."),
        ("C\x00C", "Er staan tekens in die we niet kunnen lezen."),
    ],
)
def test_mistakes_get_a_sentence(client: Client, code: str, sentence: str) -> None:
    assert sentence in text_of(client.post("/hervatten/", {"code": code}))
    assert not RateLimit.objects.exists()


def test_too_many_wrong_codes_wait(client: Client, guest_client: GuestClient, now: datetime) -> None:
    code, _day = make_code(learner=guest_client.learner, now=now)
    answers = {client.post("/hervatten/", {"code": "CCCCCCCC"}).status_code for _try in range(MISSES.per_address)}
    response = client.post("/hervatten/", {"code": code})
    assert answers == {200} and response.status_code == 429
    assert "Wacht tien minuten" in text_of(response) and f'value="{code}"' in text_of(response)


def test_an_account_takes_the_work_of_the_paper(guest_client: GuestClient, now: datetime) -> None:
    code, _day = make_code(learner=guest_client.learner, now=now)
    client = signed_in()
    assert "Je bent ingelogd als Fatma" in text_of(client.get("/hervatten/"))
    assert client.post("/hervatten/", {"code": code})["Location"] == "/mijn/"
    guest = Learner.objects.get(pk=guest_client.learner.pk)
    assert guest.merged_into is not None and guest.merged_into.user is not None


def test_a_device_that_somebody_used_asks_whose_it_is(guest_client: GuestClient, now: datetime) -> None:
    owner = Learner.objects.create()
    code, _day = make_code(learner=owner, now=now)
    before = device(guest_client)
    page = text_of(guest_client.post("/hervatten/", {"code": code}))
    assert "Op dit toestel staat ook al werk" in page and "Maak een code voor de ander" in page
    assert 'value="other"' not in page and device(guest_client) == before
    make_code(learner=guest_client.learner, now=now)
    assert 'value="other"' in text_of(guest_client.post("/hervatten/", {"code": code}))
    assert guest_client.post("/hervatten/", {"code": code, "owner": "other"}).status_code == 302
    assert device(guest_client) != before
    guest_client.learner.refresh_from_db()
    assert guest_client.learner.merged_into is None


def test_his_own_work_on_both_devices_comes_together(guest_client: GuestClient, now: datetime) -> None:
    owner = Learner.objects.create()
    code, _day = make_code(learner=owner, now=now)
    guest_client.post("/hervatten/", {"code": code, "owner": "self"})
    guest_client.learner.refresh_from_db()
    assert guest_client.learner.merged_into == owner
    assert guest_client.get("/mijn/papier/").status_code == 200  # he is the guest of the paper now


def test_the_ways_to_the_paper_and_back(guest_client: GuestClient, client: Client) -> None:
    assert 'href="/mijn/papier/"' in text_of(guest_client.get("/mijn/bewaren/"))
    assert 'href="/mijn/papier/"' not in text_of(client.get("/mijn/bewaren/"))
    assert 'href="/hervatten/"' in text_of(client.get("/inloggen/"))
