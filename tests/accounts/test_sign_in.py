"""Signing in by code over HTTP (DESIGN §6)."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from post_office.models import STATUS, Email

from accounts.models import AuditEvent, RateLimit, User
from tests.accounts.helpers import (
    ADDRESS,
    ask_code,
    last_code,
    last_mail,
    make_user,
    session_user_id,
    text_of,
    type_code,
    wrong_code,
)

pytestmark = pytest.mark.django_db


def test_whole_way_in(client: Client) -> None:
    user = make_user()
    response = ask_code(client)
    assert response.status_code == 302 and response["Location"] == "/inloggen/code/"
    page = text_of(client.get("/inloggen/code/"))
    assert ADDRESS in page
    assert 'autocomplete="one-time-code"' in page and 'inputmode="numeric"' in page
    response = type_code(client, last_code())
    assert response.status_code == 302 and response["Location"] == "/mijn/"
    assert session_user_id(client) == str(user.pk)
    user.refresh_from_db()
    assert user.verified_at is not None
    assert AuditEvent.objects.filter(verb="account.verified", object_key=str(user.key)).count() == 1


def test_address_in_any_case_and_code_with_a_space(client: Client) -> None:
    user = make_user()
    ask_code(client, "  Fatma@Voorbeeld.NL ")
    code = last_code()
    type_code(client, f" {code[:3]} {code[3:]} ")
    assert session_user_id(client) == str(user.pk)


def test_mail_waits_in_the_outbox_and_holds_no_code_in_its_subject(client: Client) -> None:
    make_user()
    ask_code(client)
    email = last_mail()
    assert email.status == STATUS.queued
    assert not django_mail.outbox  # nothing was sent inside the request
    assert not re.search(r"\d", email.subject)
    assert email.to == [ADDRESS]
    assert "WABP Academie" in email.from_email
    assert last_code() in email.html_message
    assert email.expires_at is not None


def visit(email: str) -> list[tuple[int, int, str]]:
    """Status, queries and page of every step of somebody with this address who types a wrong code."""
    client, seen = Client(), []
    steps = [
        lambda: client.post("/inloggen/", {"email": email}),
        lambda: client.get("/inloggen/code/"),
        lambda: client.post("/inloggen/code/", {"code": "12345x"}),
        lambda: client.post("/inloggen/code/", {"action": "resend"}),
        lambda: client.get("/inloggen/code/"),
    ]
    for step in steps:
        with CaptureQueriesContext(connection) as queries:
            response = step()
        page = text_of(response).replace(email, "ADDRESS")
        page = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", page)
        seen.append((response.status_code, len(queries), page))
    return seen


def test_known_and_unknown_address_look_the_same(clock: time_machine.Traveller) -> None:
    make_user("bekend@voorbeeld.nl")
    ask_code(Client(), "eerste@voorbeeld.nl")  # the limit of this network begins
    known, unknown = visit("bekend@voorbeeld.nl"), visit("onbeken@voorbeeld.nl")
    assert known == unknown


def test_resent_code_looks_the_same_too(clock: time_machine.Traveller) -> None:
    make_user("bekend@voorbeeld.nl")
    ask_code(Client(), "eerste@voorbeeld.nl")
    counts = []
    for email in ("bekend@voorbeeld.nl", "onbeken@voorbeeld.nl"):
        client = Client()
        ask_code(client, email)
        clock.shift(timedelta(seconds=31))
        with CaptureQueriesContext(connection) as queries:
            response = client.post("/inloggen/code/", {"action": "resend"})
        counts.append((response.status_code, response["Location"], len(queries)))
    assert counts[0] == counts[1]
    assert Email.objects.count() == 5


def test_unknown_address_gets_the_mail_that_says_so(client: Client) -> None:
    ask_code(client, "onbekend@voorbeeld.nl")
    assert last_mail().to == ["onbekend@voorbeeld.nl"]
    assert "Er is nog geen account met dit adres" in last_mail().message
    assert "/cursussen/" in last_mail().message
    assert not re.search(r"\b\d{6}\b", last_mail().message + last_mail().html_message)
    assert not User.objects.exists()


def test_blocked_account_gets_no_code(client: Client) -> None:
    make_user(is_active=False)
    ask_code(client)
    assert "nog geen account" in last_mail().message


def test_wrong_code_three_times(client: Client) -> None:
    make_user()
    ask_code(client)
    right = last_code()
    assert "nog twee keer" in text_of(type_code(client, wrong_code()))
    assert "nog één keer" in text_of(type_code(client, wrong_code()))
    response = type_code(client, wrong_code())
    assert response["Location"] == "/inloggen/"
    assert "drie keer een verkeerde code" in text_of(client.get("/inloggen/"))
    type_code(client, right)
    assert session_user_id(client) is None


def test_tries_are_counted_outside_the_session(client: Client) -> None:
    """A guesser who puts an old session back has no more tries than somebody else."""
    make_user()
    ask_code(client)
    stored = dict(client.session.items())
    for _ in range(3):
        type_code(client, wrong_code())
        session = client.session
        session.update(stored)
        session.save()
    type_code(client, last_code())
    assert session_user_id(client) is None


def test_empty_and_absurd_codes_cost_no_try(client: Client) -> None:
    make_user()
    ask_code(client)
    assert "Vul de code uit de mail in." in text_of(type_code(client, ""))
    assert "zes cijfers" in text_of(type_code(client, "9" * 1_000_000))
    assert type_code(client, "\x00").status_code == 200
    type_code(client, last_code())
    assert session_user_id(client) is not None


def test_old_code(client: Client, clock: time_machine.Traveller) -> None:
    make_user()
    ask_code(client)
    clock.shift(timedelta(minutes=10, seconds=1))
    response = type_code(client, last_code())
    assert response["Location"] == "/inloggen/"
    assert "werkt hier niet (meer)" in text_of(client.get("/inloggen/"))
    assert session_user_id(client) is None


def test_code_works_once(client: Client) -> None:
    make_user()
    ask_code(client)
    code = last_code()
    type_code(client, code)
    client.post("/uitloggen/")
    response = type_code(client, code)
    assert response["Location"] == "/inloggen/"
    assert session_user_id(client) is None


def test_second_browser_is_refused(client: Client) -> None:
    make_user()
    ask_code(client)
    other = Client()
    assert type_code(other, last_code())["Location"] == "/inloggen/"
    assert "op het toestel waarop je inlogt" in text_of(other.get("/inloggen/"))
    type_code(client, last_code())
    assert session_user_id(other) is None and session_user_id(client) is not None


def test_new_code_after_thirty_seconds_ends_the_old_one(client: Client, clock: time_machine.Traveller) -> None:
    make_user()
    ask_code(client)
    old = last_code()
    client.post("/inloggen/code/", {"action": "resend"})
    assert Email.objects.count() == 1
    assert "Wacht nog 30 seconden" in text_of(client.get("/inloggen/code/"))
    clock.shift(timedelta(seconds=31))
    client.post("/inloggen/code/", {"action": "resend"})
    assert Email.objects.count() == 2
    assert "nieuwe code onderweg" in text_of(client.get("/inloggen/code/"))
    if last_code() != old:
        assert "klopt niet" in text_of(type_code(client, old))
    clock.shift(timedelta(minutes=9, seconds=55))  # later than ten minutes after the first code
    type_code(client, last_code())
    assert session_user_id(client) is not None


def test_too_many_codes_for_one_address(client: Client) -> None:
    make_user()
    for _ in range(5):
        assert ask_code(Client()).status_code == 302
    response = ask_code(client)
    assert response.status_code == 429
    assert "Wacht een kwartier" in text_of(response) and ADDRESS in text_of(response)
    assert Email.objects.count() == 5


def test_a_stranger_elsewhere_does_not_keep_the_owner_out(client: Client) -> None:
    make_user()
    for _ in range(6):
        ask_code(Client(REMOTE_ADDR="192.0.2.9"))
    assert ask_code(client).status_code == 302


def test_one_mailbox_is_not_filled_from_everywhere(client: Client) -> None:
    make_user()
    for number in range(40):
        ask_code(Client(REMOTE_ADDR=f"192.0.2.{number + 1}"))
    assert ask_code(client).status_code == 429
    assert Email.objects.count() == 40


def test_who_has_no_name_is_asked_for_it_after_signing_in(client: Client) -> None:
    make_user(name="")
    ask_code(client)
    response = type_code(client, last_code())
    assert response.headers["Location"].startswith("/mijn/bewaren/")


def test_a_hall_of_thirty_behind_one_wifi_gets_in() -> None:
    for number in range(30):
        make_user(f"buur{number}@voorbeeld.nl")
        client = Client()
        assert ask_code(client, f"buur{number}@voorbeeld.nl").status_code == 302
        type_code(client, last_code())
        assert session_user_id(client) is not None


def test_limits_hold_no_address(client: Client) -> None:
    make_user()
    ask_code(client)
    keys = " ".join(RateLimit.objects.values_list("key", flat=True))
    assert keys and "fatma" not in keys and "127.0.0.1" not in keys


@pytest.mark.parametrize("email", ["geen adres", "", "a@b", "x" * 300 + "@voorbeeld.nl", "a\x00b@voorbeeld.nl"])
def test_bad_address_gets_a_sentence(client: Client, email: str) -> None:
    response = ask_code(client, email)
    assert response.status_code == 200
    assert 'class="error"' in text_of(response)
    assert not Email.objects.exists()


@pytest.mark.parametrize("path", ["/inloggen/", "/inloggen/code/", "/mijn/bewaren/", "/uitloggen/"])
def test_get_writes_nothing(client: Client, path: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    written = [q["sql"] for q in queries if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert not written


def test_next_is_followed_when_it_is_ours(client: Client) -> None:
    make_user()
    response = ask_code(client, next="/leren/saar/")
    assert response["Location"] == "/inloggen/code/?next=%2Fleren%2Fsaar%2F"
    assert 'value="/leren/saar/"' in text_of(client.get(response["Location"]))
    assert type_code(client, last_code(), next="/leren/saar/")["Location"] == "/leren/saar/"


@pytest.mark.parametrize(
    "url", ["https://elders.nl/", "//elders.nl/", "/\\elders.nl", "javascript:alert(1)", "\t//x.nl"]
)
def test_next_never_leaves_the_site(client: Client, url: str) -> None:
    make_user()
    assert ask_code(client, next=url)["Location"] == "/inloggen/code/"
    assert type_code(client, last_code(), next=url)["Location"] == "/mijn/"
    assert client.get("/inloggen/", {"next": url})["Location"] == "/mijn/"


def test_signed_in_already(client: Client) -> None:
    client.force_login(make_user())
    assert client.get("/inloggen/", {"next": "/leren/saar/"})["Location"] == "/leren/saar/"
    # Wagtail sends whoever may not enter back to sign in: no circle.
    assert client.get("/inloggen/", {"next": "/beheer/"})["Location"] == "/mijn/"


def test_sign_out(client: Client) -> None:
    client.force_login(make_user())
    assert client.get("/uitloggen/").status_code == 200
    assert session_user_id(client) is not None
    response = client.post("/uitloggen/")
    assert response["Location"] == "/"
    # It would wipe answers of somebody else that wait on a shared device; tests/browser/queue walks the rest.
    assert "Clear-Site-Data" not in response
    assert session_user_id(client) is None


def test_blocking_an_account_ends_its_sessions(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/inloggen/").status_code == 200


def test_changing_the_salt_ends_the_sessions(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(session_salt="0" * 32)
    assert client.get("/inloggen/").status_code == 200


def test_passwords_do_not_work(client: Client) -> None:
    user = make_user()
    user.set_password("lang-en-geheim")
    user.save()
    assert not client.login(email=ADDRESS, username=ADDRESS, password="lang-en-geheim")
    assert not user.has_usable_password()


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_change_password", "account_reset_password"]
)
def test_pages_of_allauth_are_not_there(name: str) -> None:
    from django.urls import NoReverseMatch, reverse

    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_csrf_is_asked_for() -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in ("/inloggen/", "/inloggen/code/", "/mijn/bewaren/", "/uitloggen/"):
        assert strict.post(path, {}).status_code == 403


def test_second_sign_in_keeps_the_day_of_verification(client: Client, now: datetime) -> None:
    user = make_user(verified_at=now - timedelta(days=9))
    ask_code(client)
    type_code(client, last_code())
    user.refresh_from_db()
    assert user.verified_at == now - timedelta(days=9)
