"""Learners stay signed in for 90 days; staff half a day, and half an hour after the last act (DESIGN §6)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Learner, User
from accounts.roles import Role
from accounts.staff_sessions import IDLE, LONGEST
from cms.services.rights import grant_rights
from tests.accounts.helpers import (
    ask_code,
    give_totp,
    last_code,
    make_user,
    session_user_id,
    text_of,
    totp_code,
    type_code,
)
from tests.factories.certificates import make_certificate

pytestmark = pytest.mark.django_db

Clock = time_machine.Traveller
PAGE = "/beheer/users/"
BACK = "/inloggen/?next=/beheer/users/"
LITTLE = timedelta(seconds=1)


def staff(role: Role = Role.ADMIN) -> User:
    grant_rights()
    user = make_user(role=role)
    give_totp(user)
    return user


@pytest.fixture
def admin(client: Client, clock: Clock) -> Client:
    """Somebody of the foundation who signs in at NOW."""
    client.force_login(staff())
    return client


def learner(client: Client) -> User:
    user = make_user()
    Learner.objects.create(user=user)
    client.force_login(user)
    return user


# --- learners --------------------------------------------------------------------------------------------------


def test_a_learner_comes_back_after_weeks(client: Client, clock: Clock) -> None:
    learner(client)
    assert client.get("/mijn/gegevens/").status_code == 200
    clock.shift(timedelta(days=89))
    assert client.get("/mijn/gegevens/").status_code == 200
    clock.shift(timedelta(days=2))
    assert client.get("/mijn/gegevens/").status_code == 302


def test_nothing_is_written_for_a_learner(client: Client, clock: Clock) -> None:
    learner(client)
    clock.shift(timedelta(days=1))
    with CaptureQueriesContext(connection) as found:
        client.get("/mijn/gegevens/")
    assert not [query for query in found if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert len([query for query in found if "django_session" in query["sql"]]) == 1
    assert not [query for query in found if "user_groups" in query["sql"]]


# --- staff -----------------------------------------------------------------------------------------------------


def test_half_an_hour_without_an_act_ends_it(admin: Client, clock: Clock) -> None:
    clock.shift(IDLE - LITTLE)
    assert admin.get(PAGE).status_code == 200
    clock.shift(IDLE)
    assert admin.get(PAGE)["Location"] == BACK
    assert session_user_id(admin) is None


def test_half_a_day_ends_it_however_busy(admin: Client, clock: Clock) -> None:
    for _ in range(35):
        clock.shift(timedelta(minutes=20))
        assert admin.get(PAGE).status_code == 200
    clock.shift(timedelta(minutes=20) - LITTLE)
    assert admin.get(PAGE).status_code == 200
    clock.shift(LITTLE)
    assert timedelta(minutes=20) * 36 == LONGEST
    assert admin.get(PAGE)["Location"] == BACK


@pytest.mark.parametrize("role", list(Role))
def test_every_role_counts(role: Role, client: Client, clock: Clock) -> None:
    client.force_login(staff(role))
    clock.shift(IDLE)
    client.get("/mijn/gegevens/")
    assert session_user_id(client) is None


def test_superuser_counts(client: Client, clock: Clock) -> None:
    client.force_login(User.objects.create_superuser("baas@voorbeeld.nl", "Baas"))
    clock.shift(IDLE)
    client.get("/beheer/")
    assert session_user_id(client) is None


def test_the_old_session_is_gone_from_the_database(admin: Client, clock: Clock) -> None:
    key = admin.session.session_key
    clock.shift(IDLE)
    admin.get(PAGE)
    assert not Session.objects.filter(session_key=key).exists()


def test_learner_pages_are_signed_out_too_and_say_why(admin: Client, clock: Clock) -> None:
    clock.shift(IDLE)
    page = admin.get("/cursussen/")
    assert page.status_code == 200 and session_user_id(admin) is None
    assert "Je was een tijd weg." in text_of(page)


def test_learner_pages_keep_the_session_alive(admin: Client, clock: Clock) -> None:
    for _ in range(3):
        clock.shift(timedelta(minutes=20))
        admin.get("/cursussen/")
    assert admin.get(PAGE).status_code == 200


def test_a_page_that_asks_by_itself_keeps_nothing_alive(admin: Client, clock: Clock) -> None:
    ping = "/beheer/editing-sessions/ping/accounts/user/1/1/"
    for _ in range(3):
        clock.shift(timedelta(minutes=10))
        admin.post(ping)
    assert session_user_id(admin) is None


def test_the_way_back_after_the_code_and_the_second_factor(admin: Client, clock: Clock) -> None:
    clock.shift(IDLE)
    way = admin.get(f"{PAGE}?q=fatma", follow=True)
    assert way.redirect_chain[0][0] == "/inloggen/?next=/beheer/users/%3Fq%3Dfatma"
    assert "Je was een tijd weg." in text_of(way)
    target = "/beheer/users/?q=fatma"
    ask_code(admin, next=target)
    assert type_code(admin, last_code(), next=target)["Location"] == "/inloggen/sleutel/code/"
    assert admin.post("/inloggen/sleutel/code/", {"code": totp_code()})["Location"] == target
    assert admin.get(target).status_code == 200
    clock.shift(IDLE)
    assert admin.get(PAGE)["Location"] == BACK


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/beheer/users/?p=2", "/beheer/users/?p=2"),
        ("http://elders.nl/beheer/users/", "/beheer/"),
        ("http://testserver//elders.nl/", "/beheer/"),
        ("", "/beheer/"),
    ],
)
def test_a_form_of_the_desk_does_nothing_and_says_so(admin: Client, clock: Clock, referer: str, back: str) -> None:
    clock.shift(IDLE)
    data = {"name": "Kim de Wit", "email": "kim@voorbeeld.nl"}
    response = admin.post("/beheer/users/new/", data, headers={"referer": referer}, follow=True)
    assert response.wsgi_request.GET["next"] == back
    assert "Het laatste is niet opgeslagen" in text_of(response)
    assert not User.objects.filter(email="kim@voorbeeld.nl").exists()


def test_a_form_of_the_portal_leads_back_to_the_portal(client: Client, clock: Clock) -> None:
    client.force_login(staff(Role.OFFICER))
    clock.shift(IDLE)
    assert client.post("/wijk/uitvoer/")["Location"] == "/inloggen/?next=%2Fwijk%2F"


def test_a_script_of_the_desk_is_told_in_its_own_way(admin: Client, clock: Clock) -> None:
    clock.shift(IDLE)
    response = admin.post(PAGE, headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"})
    assert response.status_code == 403


def test_what_was_typed_on_a_page_that_keeps_it_is_kept(client: Client, clock: Clock) -> None:
    user = staff(Role.REGISTRAR)
    Learner.objects.create(user=user)
    path = f"/mijn/certificaten/{make_certificate(user=user).number}/naam/"
    client.force_login(user)
    clock.shift(IDLE)
    assert client.post(path, {"wanted_name": "Fatma Kaya"})["Location"] == f"/inloggen/?next={path}"
    client.force_login(user)
    assert "Fatma Kaya" in text_of(client.get(path))


def test_it_is_written_once_a_minute_at_most(admin: Client, clock: Clock) -> None:
    def writes() -> int:
        with CaptureQueriesContext(connection) as found:
            admin.get(PAGE)
        return len([query for query in found if query["sql"].startswith("UPDATE") and "session" in query["sql"]])

    assert writes() == 0
    clock.shift(timedelta(seconds=59))
    assert writes() == 0
    clock.shift(LITTLE)
    assert [writes(), writes()] == [1, 0]


def test_a_role_that_comes_later_counts_from_the_first_page_of_the_staff(client: Client, clock: Clock) -> None:
    grant_rights()
    user = learner(client)
    clock.shift(timedelta(days=2))
    user.groups.add(Group.objects.get(name=Role.ADMIN))
    give_totp(user)
    assert client.get(PAGE).status_code == 200
    clock.shift(IDLE)
    assert client.get(PAGE)["Location"] == BACK


def test_setting_up_a_second_factor_does_not_begin_it_again(client: Client, clock: Clock) -> None:
    """The session gets a new key then, and keeps its times."""
    grant_rights()
    make_user(role=Role.ADMIN)
    ask_code(client)
    type_code(client, last_code())
    times: Any = client.session["accounts.staff"]
    clock.shift(timedelta(minutes=5))
    client.get("/inloggen/sleutel/aan/")
    assert client.session["accounts.staff"][0] == times[0]
