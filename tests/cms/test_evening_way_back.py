"""`/mijn/` leads who joined an evening of today to its course, before he began it (DESIGN §6)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Learner
from cms.models import Evening
from cms.services.evenings import close_evening
from courses.models import Course
from tests.factories.courses import load_saar, make_enrollment
from tests.factories.evenings import client_of, guest_client, make_evening, make_guest
from tests.factories.registrations import make_person

pytestmark = pytest.mark.django_db
EMPTY, WAY = "Je bent nog geen cursus begonnen.", "/leren/saar/"


@pytest.fixture
def evening(now: datetime) -> Evening:
    load_saar()
    return make_evening(now=now)


def mine(client: Client) -> str:
    response = client.get("/mijn/")
    assert response.status_code == 200
    return response.content.decode()


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        mine(client)
    return len(queries)


def test_a_guest_and_an_account_find_the_way_back(evening: Evening, now: datetime) -> None:
    person = make_person()
    guest = make_guest(evening, now=now).learner
    make_guest(evening, user=person, now=now)
    for client in (guest_client(guest), client_of(person)):
        page = mine(client)
        assert EMPTY not in page and WAY in page
        assert f"cursusavond van {evening.group.name}" in page
        assert client.get(WAY, follow=True).status_code == 200


def test_a_closed_evening_of_today_leads_there_still(evening: Evening, now: datetime) -> None:
    guest = make_guest(evening, now=now).learner
    close_evening(evening=evening, by=evening.host, now=now)
    assert WAY in mine(guest_client(guest))


def test_the_one_that_he_joined_last(evening: Evening, now: datetime) -> None:
    second = make_evening(now=now)
    person = make_person()
    make_guest(second, user=person, now=now)
    make_guest(evening, user=person, now=now + timedelta(minutes=1))
    page = mine(client_of(person))
    assert f"cursusavond van {evening.group.name}" in page


def test_nobody_else(evening: Evening, now: datetime) -> None:
    make_guest(evening, now=now)
    stranger = guest_client(Learner.objects.create(last_seen_at=now))
    for client in (stranger, client_of(make_person()), client_of(evening.host)):
        page = mine(client)
        assert EMPTY in page and "cursusavond van" not in page


def test_not_on_the_next_day(evening: Evening, now: datetime, clock: time_machine.Traveller) -> None:
    client = client_of(person := make_person())
    make_guest(evening, user=person, now=now)
    clock.shift(timedelta(days=1))
    assert EMPTY in mine(client)


def test_not_to_a_course_that_was_withdrawn(evening: Evening, now: datetime) -> None:
    guest = make_guest(evening, now=now).learner
    Course.objects.update(current=None)
    assert EMPTY in mine(guest_client(guest))


def test_asked_only_of_who_has_no_course(evening: Evening, now: datetime) -> None:
    """Who learns pays nothing for it, and who does not begins no dearer than who does."""
    starter, on_evening, newcomer = make_person(), make_person(), make_person()
    make_enrollment(Learner.objects.get_or_create(user=starter)[0])
    make_guest(evening, user=on_evening, now=now)
    Learner.objects.get_or_create(user=newcomer)
    clients = [client_of(person) for person in (starter, on_evening, newcomer)]
    for client in clients:
        mine(client)
    with CaptureQueriesContext(connection) as queries:
        mine(clients[0])
    assert not any("eveningguest" in query["sql"] for query in queries)
    begun, joined, nothing = map(queries_of, clients)
    assert nothing <= joined <= begun <= 12
