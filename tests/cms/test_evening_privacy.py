"""What evenings hold of people, taken along and taken away; no e-mail address anywhere (DESIGN §6)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import hooks
from accounts.models import Learner
from accounts.services.merging import merge_guest
from accounts.services.resuming import make_code
from cms.models import Evening, EveningGuest
from cms.services.attending import say_who_was_there
from cms.services.evening_privacy import NAMES_LIFETIME, erase_evenings, export_evenings, forget_guests, seen_on
from registrations.models import Registration
from tests.factories.courses import load_saar
from tests.factories.evenings import client_of, make_evening, make_guest, make_host
from tests.factories.registrations import make_person

pytestmark = pytest.mark.django_db


def test_evenings_hang_on_the_doors_of_accounts() -> None:
    assert export_evenings in hooks.on_export and erase_evenings in hooks.on_erase


def say(evening: Evening, now: datetime, *present: EveningGuest) -> None:
    keys = {guest.key for guest in present}
    say_who_was_there(evening=evening, by=evening.host, present=keys, absent=set(), now=now)


def test_export_tells_his_own_and_of_others_only_how_many(now: datetime) -> None:
    evening, person = make_evening(now=now), make_person("Sanne de Wit")
    make_guest(evening, "Sanne de Wit", user=person, now=now)
    for name in ("Wil van Dijk", "Kim de Boer"):
        say(evening, now, make_guest(evening, name, now=now))
    mine, hosted = export_evenings(person)["evenings"], export_evenings(evening.host)["evenings"]
    at = EveningGuest.objects.first().joined_at.isoformat()
    facts = {"on": "2026-11-21", "group": evening.group.number, "course": "samen"}
    assert mine["joined"] == [facts | {"name": "Sanne de Wit", "joined_at": at, "seen": None}]
    assert mine["hosted"] == [] and hosted == {"joined": [], "hosted": [facts | {"seen": 2}]}


def test_the_export_asks_the_same_for_many_evenings(now: datetime) -> None:
    host, counts = make_host(), []
    for more in (1, 5):
        for number in range(more):
            make_evening(host=host, now=now, on=now.date() + timedelta(days=more + number))
        with CaptureQueriesContext(connection) as queries:
            export_evenings(host)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 3


def test_erasing_takes_the_name_away_and_ends_his_evenings(now: datetime) -> None:
    evening = make_evening(now=now)
    person = make_person()
    make_guest(evening, user=person, now=now)
    make_guest(evening, "Wil van Dijk", now=now)
    erase_evenings(person, now)
    assert [guest.name for guest in EveningGuest.objects.all()] == ["Wil van Dijk"]
    erase_evenings(evening.host, now)
    assert Evening.objects.get().closed_at == now


def test_names_go_thirty_days_after_the_evening_with_and_without_an_account(now: datetime) -> None:
    evening, person = make_evening(now=now), make_person()
    young = make_guest(evening, "Jong", now=now)
    say(evening, now, young, make_guest(evening, "Account", user=person, now=now))
    Learner.objects.filter(pk=young.learner_id).update(last_seen_at=now + timedelta(days=30))
    assert forget_guests(now=now + timedelta(days=30), limit=10) == 0
    assert forget_guests(now=now + timedelta(days=31), limit=10) == 2
    # The registration stays, and so does how many there were.
    assert Registration.objects.confirmed().filter(user=person, group=evening.group).exists()
    assert seen_on([evening]) == {evening.key: 2}


def test_an_evening_of_later_keeps_its_names(now: datetime) -> None:
    make_guest(make_evening(now=now), "Toen", now=now)
    later = now + timedelta(days=31)
    new = make_guest(make_evening(now=later), "Nu", now=later)
    assert forget_guests(now=later, limit=10) == 1 and EveningGuest.objects.get() == new


def test_who_waits_with_a_code_on_paper_stays_as_long_as_it_works(now: datetime) -> None:
    evening, late = make_evening(now=now), now + timedelta(days=40)
    on_paper, old_paper, person = make_guest(evening, now=now), make_guest(evening, now=now), make_person()
    say(evening, now, on_paper)
    make_code(learner=old_paper.learner, now=now)
    make_code(learner=on_paper.learner, now=now + timedelta(days=10))
    assert forget_guests(now=late, limit=10) == 1
    with TestCase.captureOnCommitCallbacks(execute=True):
        merge_guest(guest=on_paper.learner, user=person, now=late)
    assert Registration.objects.confirmed().get(user=person).group == evening.group
    assert forget_guests(now=late, limit=10) == 1  # now that he has an account


def test_the_pages_say_why_there_are_no_names(now: datetime, clock: time_machine.Traveller) -> None:
    load_saar()
    evening = make_evening(now=now)
    say(evening, now, make_guest(evening, "Wil van Dijk", now=now))
    client, address = client_of(evening.host), f"/mijn/avond/{evening.key}/"
    clock.shift(timedelta(days=31))
    forget_guests(now=timezone.now(), limit=10)
    page = client.get(address).content.decode()
    assert "Namen bewaren we 30 dagen na de avond." in page and "Jij zei dat er 1 persoon was." in page
    assert "Nog niemand" not in page
    assert "Aanvinken kan nu niet meer." in client.get(f"{address}wie/").content.decode()


def test_the_privacy_page_says_the_same() -> None:
    assert timedelta(days=30) == NAMES_LIFETIME
    assert "30 dagen na de avond" in Client().get("/privacy/").content.decode()


def test_so_many_at_a_time(now: datetime) -> None:
    evening = make_evening(now=now)
    for number in range(3):
        make_guest(evening, f"Buur {number} B", now=now)
    late = now + timedelta(days=31)
    assert [forget_guests(now=late, limit=2) for _run in range(3)] == [2, 1, 0]


def test_no_field_could_hold_an_e_mail_address() -> None:
    columns = {field.name for model in (Evening, EveningGuest) for field in model._meta.get_fields()}
    assert not {name for name in columns if "mail" in name}
