"""Leading a course evening: open, show, close; nobody but its host (DESIGN §6)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent, User
from accounts.typed_codes import SYMBOLS
from cms.models import Evening
from cms.services import evenings
from cms.services.evenings import NotYourGroup, TooManyOpen, close_evening, open_evening
from courses.models import Course
from registrations.models import Group, Registration
from tests.factories.courses import load_saar
from tests.factories.evenings import client_of, make_evening, make_guest, make_host
from tests.factories.registrations import make_group, make_person, make_registration

pytestmark = pytest.mark.django_db
INDEX = "/mijn/groep/avond/"


@pytest.fixture
def host(now: datetime) -> User:
    load_saar()
    return make_host()


def fields(host: User, **changes: str) -> dict[str, str]:
    """What the form posts."""
    group = Group.objects.get(registrations__user=host)
    return {"number": group.number, "course_key": str(Course.objects.get().key), "on": "2026-11-21", **changes}


def day_after(now: datetime, days: int) -> date:
    return now.date() + timedelta(days=days)


def test_open_for_the_one_group(host: User) -> None:
    client = client_of(host)
    page = client.get(INDEX).content.decode()
    assert 'type="radio" name="number"' not in page and 'value="2026-11-21"' in page
    response = client.post(INDEX, fields(host))
    evening = Evening.objects.get()
    assert response["Location"] == f"/mijn/avond/{evening.key}/"
    assert (evening.host, evening.on.isoformat(), evening.closed_at) == (host, "2026-11-21", None)
    assert len(evening.code) == 6 and set(evening.code) <= set(SYMBOLS)
    assert AuditEvent.objects.get(verb="evening.open").object_key == str(evening.key)


def test_with_two_groups_he_chooses(host: User) -> None:
    second = make_group(name="Buurtwacht Noord")
    make_registration(user=host, group=second, role=Registration.Role.MANAGER)
    client = client_of(host)
    course = str(Course.objects.get().key)
    page = client.post(INDEX, {"course_key": course, "on": "2026-11-21"}).content.decode()
    assert "Kies je groep." in page and f'value="{course}" id="id_course_key" checked' in page
    client.post(INDEX, {"number": second.number, "course_key": course, "on": "21-11-2026"})
    assert Evening.objects.get().group == second


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"on": ""}, "Kies de dag van de avond."),
        ({"on": "gisteren"}, "Dit is geen dag. Typ hem zoals 21-11-2026."),
        ({"on": "2026-11-20"}, "Kies een dag vanaf vandaag, hooguit een jaar vooruit."),
        ({"on": "2028-11-20"}, "Kies een dag vanaf vandaag, hooguit een jaar vooruit."),
        ({"course_key": ""}, "Kies een cursus."),
        ({"course_key": "geen"}, "Kies een cursus."),
        ({"course_key": "00000000-0000-4000-8000-000000000000"}, "Kies een cursus."),
        ({"number": "WG-99999"}, "Kies je groep."),
        ({"number": "a\x00b"}, "is niet toegestaan"),
    ],
)
def test_mistakes_get_a_sentence(host: User, changes: dict[str, str], sentence: str) -> None:
    response = client_of(host).post(INDEX, fields(host, **changes))
    if "\x00" not in "".join(changes.values()):
        assert sentence in response.content.decode()
    assert response.status_code == 200 and not Evening.objects.exists()


def test_a_group_of_somebody_else_is_none_of_his(host: User, now: datetime) -> None:
    other = make_host()
    group = Group.objects.get(registrations__user=other)
    assert "Kies je groep." in client_of(host).post(INDEX, fields(host, number=group.number)).content.decode()
    with pytest.raises(NotYourGroup):
        open_evening(host=host, group=group, course=Course.objects.get(), on=now.date(), now=now)


@pytest.mark.parametrize("role", [Registration.Role.MEMBER, None])
def test_who_leads_no_group_is_told_nothing(host: User, role: str | None) -> None:
    person = make_person()
    if role:
        make_registration(user=person, role=role)
    assert client_of(person).get(INDEX).status_code == 404
    assert client_of(person).post(INDEX, fields(host)).status_code == 404


def test_twenty_open_at_once_is_enough(host: User, now: datetime) -> None:
    for number in range(evenings.MAX_OPEN):
        make_evening(host=host, now=now, on=day_after(now, number + 1))
    with pytest.raises(TooManyOpen):
        make_evening(host=host, now=now)
    assert make_evening(host=host, now=now, on=day_after(now, 1)).pk  # that one was open already
    assert "Sluit er eerst een." in client_of(host).post(INDEX, fields(host)).content.decode()
    close_evening(evening=Evening.objects.first(), by=host, now=now)
    assert make_evening(host=host, now=now).pk


def test_the_same_evening_twice_is_the_one_that_is_open(host: User, clock: time_machine.Traveller) -> None:
    client = client_of(host)
    first = client.post(INDEX, fields(host), follow=True)
    clock.shift(timedelta(minutes=1))
    again = client.post(INDEX, fields(host), follow=True)
    assert first.redirect_chain == again.redirect_chain
    assert "had je al geopend" in again.content.decode() and "had je al geopend" not in first.content.decode()
    assert Evening.objects.count() == AuditEvent.objects.filter(verb="evening.open").count() == 1


def test_another_day_course_group_or_host_is_another_evening(host: User, now: datetime) -> None:
    first, group, course = make_evening(host=host, now=now), make_group(), Course.objects.create(slug="samen")
    make_registration(user=host, group=group, role=Registration.Role.MANAGER)
    changes = [{"on": day_after(now, 1)}, {"course": course}, {"group": group}, {"host": make_host(first.group)}]
    same = {"host": host, "group": first.group, "course": first.course, "on": first.on, "now": now}
    assert len({first, *(open_evening(**(same | change)) for change in changes)}) == 5
    assert open_evening(**same) == first
    close_evening(evening=first, by=host, now=now)
    assert open_evening(**same) != first


def test_who_leads_no_more_is_not_led_to_what_he_opened(host: User, now: datetime) -> None:
    evening = make_evening(host=host, now=now)
    Registration.objects.filter(user=host).update(role=Registration.Role.MEMBER)
    with pytest.raises(NotYourGroup):
        make_evening(host=host, group=evening.group, now=now)


def test_the_list_tells_evenings_apart(host: User, clock: time_machine.Traveller) -> None:
    now, client = timezone.now(), client_of(host)
    closed = make_evening(host=host, now=now)
    for number in range(3):
        make_guest(closed, f"Buur {number}", now=now)
    close_evening(evening=closed, by=host, now=now)
    opened = make_evening(host=host, now=now)
    make_guest(opened, now=now)
    lines = lines_of(client)
    assert len(lines) == 2
    for line, evening, people, state in zip(
        lines, [opened, closed], ["1 deelnemer", "3 deelnemers"], ["Open", "Gesloten"], strict=True
    ):
        assert f"(code {evening.code[:3]} {evening.code[3:]})" in line and evening.group.name in line
        assert people in line.split("· ")[1] and line.endswith(state)
    clock.shift(timedelta(days=31))
    assert not any("deelnemer" in line for line in lines_of(client))  # the names went: nobody can count them


def lines_of(client: Client) -> list[str]:
    """The own evenings on the page, each as its words."""
    soup = BeautifulSoup(client.get(INDEX).content, "html.parser")
    return [" ".join(item.get_text(" ").split()) for item in soup.select(".task-list li")]


def test_a_code_drawn_twice_is_drawn_again(host: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["CCCCCC", "CCCCCC", "DDDDDD"])
    monkeypatch.setattr(evenings, "new_code", lambda length: next(codes))
    assert [make_evening(host=host, now=now, on=day_after(now, number)).code for number in range(2)] == [
        "CCCCCC",
        "DDDDDD",
    ]


def test_a_code_comes_back_after_its_evening_was_closed(
    host: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evenings, "new_code", lambda length: "CCCCCC")
    close_evening(evening=make_evening(host=host, now=now), by=host, now=now)
    second = make_evening(host=host, now=now)
    assert evenings.find_evening(text="ccc ccc", address="1", now=now) == second


def test_closing_twice_is_closing_once(host: User, now: datetime) -> None:
    evening = make_evening(host=host, now=now)
    close_evening(evening=evening, by=host, now=now)
    close_evening(evening=evening, by=host, now=now + timedelta(hours=1))
    assert evening.closed_at == now and AuditEvent.objects.filter(verb="evening.close").count() == 1
    assert client_of(host).post(f"/mijn/avond/{evening.key}/sluiten/")["Location"] == f"/mijn/avond/{evening.key}/wie/"


def test_the_page_and_the_screen(host: User, now: datetime) -> None:
    evening = make_evening(host=host, now=now)
    make_guest(evening, "Wil van Dijk", now=now)
    client, shown = client_of(host), f"<span>{evening.code[:3]}</span> <span>{evening.code[3:]}</span>"
    page = client.get(f"/mijn/avond/{evening.key}/").content.decode()
    screen = client.get(f"/mijn/avond/{evening.key}/scherm/").content.decode()
    assert shown in page and shown in screen
    assert "Wil van Dijk" in page and "Wil van Dijk" not in screen
    assert "<strong>1</strong> persoon doet mee" in screen and "<noscript>" in screen


@pytest.mark.parametrize("path", ["", "scherm/", "wie/", "sluiten/"])
def test_an_evening_is_of_its_host_only(host: User, now: datetime, path: str) -> None:
    group = Group.objects.get(registrations__user=host)
    evening = make_evening(host=host, now=now)
    address = f"/mijn/avond/{evening.key}/{path}"
    strangers = [make_host(group), make_host(), make_person()]  # also another beheerder of the same group
    for client in map(client_of, strangers):
        assert client.post(address).status_code in (404, 405)
        assert client.get(address).status_code in (404, 405)
        assert evening.code not in client.get(INDEX).content.decode()
    assert Client().get(address)["Location"].startswith("/inloggen/?next=") or path == "sluiten/"
    evening.refresh_from_db()
    assert evening.closed_at is None


def test_queries_stay_the_same_with_thirty_people(host: User, now: datetime) -> None:
    evening = make_evening(host=host, now=now)
    client, counts = client_of(host), []
    for people in (1, 30):
        for number in range(people):
            make_guest(evening, f"Buur {number}", now=now)
        counted = []
        for path in ("", "scherm/", "wie/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/mijn/avond/{evening.key}/{path}").status_code == 200
            counted.append(len(queries))
        counts.append(counted)
    assert counts[0] == counts[1] and max(counts[1]) <= 6


def test_the_list_stays_the_same_with_many_evenings(host: User, now: datetime) -> None:
    client, counts = client_of(host), []
    for more in (1, 12):
        for number in range(more):
            evening = make_evening(host=host, now=now)
            for guest in range(number + 1):
                make_guest(evening, f"Buur {guest}", now=now)
            close_evening(evening=evening, by=host, now=now)
        with CaptureQueriesContext(connection) as queries:
            client.get(INDEX)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
