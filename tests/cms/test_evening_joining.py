"""Joining an evening with a code and a name, without an e-mail (DESIGN §6). Plain HTTP: no script is needed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import learners
from accounts.models import Learner, RateLimit, User
from accounts.services.merging import merge_guest
from cms.models import Evening, EveningGuest
from cms.services.evenings import MISSES, EveningOver, close_evening, join_evening
from courses.models import Course, Enrollment
from tests.factories.courses import load_saar
from tests.factories.evenings import client_of, guest_client, make_evening
from tests.factories.registrations import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(now: datetime) -> Evening:
    load_saar()
    return make_evening(now=now)


def writes(queries: CaptureQueriesContext) -> list[str]:
    return [one["sql"] for one in queries if not one["sql"].startswith(("SELECT", "BEGIN", "COMMIT", "SAVEPOINT"))]


def text_of(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize("typed", ["{0}", " {1} {2} ", "{3}", "{1}-{2}", "{1}.{2}"])
def test_the_code_is_forgiving(evening: Evening, typed: str) -> None:
    code = evening.code
    text = typed.format(code, code[:3], code[3:], code.lower())
    assert Client().get("/avond/", {"code": text})["Location"] == f"/avond/{code}/"
    assert Client().get(f"/avond/{code.lower()}/").status_code == 200


def test_letters_that_look_like_digits(evening: Evening) -> None:
    Evening.objects.update(code="582K7M")
    assert Client().get("/avond/", {"code": "sbzk7m"})["Location"] == "/avond/582K7M/"


def test_looking_writes_nothing(evening: Evening) -> None:
    client = Client()
    with CaptureQueriesContext(connection) as queries:
        page = text_of(client.get(f"/avond/{evening.code}/"))
    assert writes(queries) == [] and not Learner.objects.exists()
    assert settings.DEVICE_COOKIE_NAME not in client.cookies
    assert evening.group.name in page and "E-mail" not in page and len(queries) <= 6


def test_a_name_is_enough(evening: Evening) -> None:
    client = Client()
    response = client.post(f"/avond/{evening.code}/", {"name": "  Wil  van Dijk "})
    assert response["Location"] == "/leren/saar/"
    guest = EveningGuest.objects.get()
    assert (guest.name, guest.learner.user, guest.was_there) == ("Wil van Dijk", None, None)
    assert client.cookies[settings.DEVICE_COOKIE_NAME]["httponly"]
    assert not User.objects.exclude(pk=evening.host_id).exists()
    first = client.get("/leren/saar/")["Location"]
    client.post(first)
    assert Enrollment.objects.get().learner == guest.learner
    assert 'value="Wil van Dijk"' in text_of(client.get("/mijn/bewaren/"))


def test_the_same_device_joins_once(evening: Evening) -> None:
    client = Client()
    for name in ("Wil van Dijk", "Iemand Anders"):
        client.post(f"/avond/{evening.code}/", {"name": name})
    assert EveningGuest.objects.get().name == "Wil van Dijk"
    page = text_of(client.get(f"/avond/{evening.code}/"))
    assert "Je doet mee als Wil van Dijk." in page and 'name="name"' not in page


def test_who_is_signed_in_joins_under_his_own_name(evening: Evening) -> None:
    person = make_person("Sanne de Wit")
    client = client_of(person)
    assert 'name="name"' not in text_of(client.get(f"/avond/{evening.code}/"))
    client.post(f"/avond/{evening.code}/", {"name": "Een Ander"})
    guest = EveningGuest.objects.get()
    assert (guest.name, guest.learner.user) == ("Sanne de Wit", person)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Vul je naam in."),
        ("12 34", "Vul je naam in, met letters."),
        ("x" * 200, "Je naam is te lang: hooguit 150 tekens."),
    ],
)
def test_a_mistake_keeps_what_was_typed_and_makes_nobody(evening: Evening, name: str, sentence: str) -> None:
    page = text_of(Client().post(f"/avond/{evening.code}/", {"name": name}))
    assert sentence in page and (not name or f'value="{name}"' in page)
    assert not Learner.objects.exists() and not EveningGuest.objects.exists()


def test_too_many_at_once_keeps_the_name(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learners, "GUESTS_PER_ADDRESS", 1)
    Client().post(f"/avond/{evening.code}/", {"name": "Kim de Boer"})
    response = Client().post(f"/avond/{evening.code}/", {"name": "Wil van Dijk"})
    page = text_of(response)
    assert response.status_code == 429 and str(learners.TooManyGuests.message) in page
    assert 'value="Wil van Dijk"' in page and "Doe mee" in page and "<title>Fout:" in page
    assert EveningGuest.objects.get().name == "Kim de Boer" and Learner.objects.count() == 1


def test_who_was_taken_over_joins_as_who_took_him(evening: Evening, now: datetime) -> None:
    device, person = Learner.objects.create(), make_person()
    account = merge_guest(guest=device, user=person, now=now)
    guests = [join_evening(evening=evening, learner=one, name="Wil van Dijk", now=now) for one in (device, account)]
    assert guests[0] == guests[1] and guests[0].learner == account


def test_thirty_people_join_in_a_minute_from_one_address(evening: Evening) -> None:
    for number in range(30):
        client = Client(REMOTE_ADDR="192.0.2.7")
        client.get("/avond/", {"code": "niet goed"})  # everybody mistypes once
        assert client.get(f"/avond/{evening.code}/").status_code == 200
        assert client.post(f"/avond/{evening.code}/", {"name": f"Buur {number} B"}).status_code == 302
    assert evening.guests.count() == Learner.objects.count() == 30


def test_wrong_codes_are_limited_per_address(evening: Evening, clock: time_machine.Traveller) -> None:
    guesser, hall = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="192.0.2.8")
    answers = [guesser.get("/avond/CCCCCC/").status_code for _try in range(MISSES.per_address + 1)]
    assert answers == [404] * MISSES.per_address + [429]
    page = guesser.get(f"/avond/{evening.code}/")
    assert page.status_code == 429 and "Wacht tien minuten" in text_of(page)
    assert guesser.post(f"/avond/{evening.code}/", {"name": "Gokker"}).status_code == 429
    assert hall.get(f"/avond/{evening.code}/").status_code == 200
    assert not any("192.0.2" in key for key in RateLimit.objects.values_list("key", flat=True))
    clock.shift(timedelta(minutes=10, seconds=1))
    Evening.objects.update(on="2026-11-21")
    assert guesser.get(f"/avond/{evening.code}/").status_code == 200


def test_misses_from_everywhere_make_every_address_wait_sooner(evening: Evening, now: datetime) -> None:
    RateLimit.objects.create(key=MISSES.name, count=MISSES.in_all, window_ends_at=now + timedelta(hours=1))
    client = Client()
    answers = [client.get("/avond/CCCCCC/").status_code for _try in range(MISSES.per_address_then + 1)]
    assert answers == [404] * MISSES.per_address_then + [429]


@pytest.mark.parametrize("code", ["CCCCCC", "kort", "x" * 500, "a\x00b", "<b>", "éééééé"])
def test_a_code_that_is_none_keeps_what_was_typed(evening: Evening, code: str) -> None:
    response = Client().get("/avond/", {"code": code})
    assert response.status_code in (200, 404) and ("kennen we niet" in text_of(response) or "\x00" in code)
    assert "<b>" not in text_of(response)


def test_an_empty_code_gets_a_sentence(evening: Evening) -> None:
    assert "Typ de code die op het scherm staat." in text_of(Client().get("/avond/", {"code": ""}))
    assert "Typ de code die" not in text_of(Client().get("/avond/"))


def test_a_closed_evening_says_so(evening: Evening, now: datetime) -> None:
    inside = Client()
    inside.post(f"/avond/{evening.code}/", {"name": "Wil"})
    close_evening(evening=evening, by=evening.host, now=now)
    late = Client()
    assert "Deze avond is afgelopen" in text_of(late.get(f"/avond/{evening.code}/"))
    assert "Deze avond is afgelopen" in text_of(late.post(f"/avond/{evening.code}/", {"name": "Te Laat"}))
    page = text_of(inside.get(f"/avond/{evening.code}/"))
    assert "Ga verder waar je was" in page and "/mijn/papier/" in page and "/mijn/bewaren/" in page
    with pytest.raises(EveningOver):
        join_evening(evening=evening, learner=Learner.objects.create(), name="Te Laat", now=now)
    assert EveningGuest.objects.count() == Learner.objects.filter(evenings__isnull=False).count() == 1


def test_the_day_after_it_is_over_and_the_day_before_it_waits(now: datetime, clock: time_machine.Traveller) -> None:
    load_saar()
    evening = make_evening(now=now, on=(now + timedelta(days=2)).date())
    page = text_of(Client().post(f"/avond/{evening.code}/", {"name": "Wil"}))
    assert "Deze avond is op maandag 23 november." in page
    clock.shift(timedelta(days=2))
    assert Client().post(f"/avond/{evening.code}/", {"name": "Wil"}).status_code == 302
    clock.shift(timedelta(hours=10))  # just past midnight
    assert "Deze avond is afgelopen" in text_of(Client().get(f"/avond/{evening.code}/"))


def test_a_course_that_closed_meanwhile(evening: Evening, now: datetime) -> None:
    Course.objects.update(archived_at=now)
    client = guest_client(Learner.objects.create())
    for response in (client.get(f"/avond/{evening.code}/"), client.post(f"/avond/{evening.code}/", {"name": "Wil"})):
        assert response.status_code == 200 and "Deze cursus is er nu niet" in text_of(response)
    assert not EveningGuest.objects.exists()


def test_nobody_else_reads_who_joined(evening: Evening) -> None:
    Client().post(f"/avond/{evening.code}/", {"name": "Wil van Dijk"})
    for client in (Client(), client_of(make_person())):
        assert "Wil van Dijk" not in text_of(client.get(f"/avond/{evening.code}/"))
