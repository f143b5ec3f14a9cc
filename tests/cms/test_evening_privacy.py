"""What evenings hold of people, taken along and taken away; no e-mail address anywhere (DESIGN §6)."""

from datetime import datetime, timedelta

import pytest

from accounts import hooks
from accounts.models import Learner
from accounts.services.resuming import make_code
from cms.models import Evening, EveningGuest
from cms.services.evening_privacy import erase_evenings, export_evenings, forget_guests
from tests.factories.evenings import make_evening, make_guest
from tests.factories.registrations import make_person

pytestmark = pytest.mark.django_db


def test_evenings_hang_on_the_doors_of_accounts() -> None:
    assert export_evenings in hooks.on_export and erase_evenings in hooks.on_erase


def test_export_tells_his_own_and_of_others_only_how_many(now: datetime) -> None:
    evening, person = make_evening(now=now), make_person("Sanne de Wit")
    make_guest(evening, "Sanne de Wit", user=person, now=now)
    make_guest(evening, "Wil van Dijk", now=now)
    mine, hosted = export_evenings(person)["evenings"], export_evenings(evening.host)["evenings"]
    at = EveningGuest.objects.first().joined_at.isoformat()
    facts = {"on": "2026-11-21", "group": evening.group.number, "course": "samen"}
    assert mine["joined"] == [facts | {"name": "Sanne de Wit", "joined_at": at, "seen": None}]
    assert mine["hosted"] == [] and hosted == {"joined": [], "hosted": [facts | {"people": 2}]}


def test_erasing_takes_the_name_away_and_ends_his_evenings(now: datetime) -> None:
    evening = make_evening(now=now)
    person = make_person()
    make_guest(evening, user=person, now=now)
    make_guest(evening, "Wil van Dijk", now=now)
    erase_evenings(person, now)
    assert [guest.name for guest in EveningGuest.objects.all()] == ["Wil van Dijk"]
    erase_evenings(evening.host, now)
    assert Evening.objects.get().closed_at == now


def test_names_of_guests_go_after_thirty_days(now: datetime) -> None:
    evening = make_evening(now=now)
    old, on_paper, young = (make_guest(evening, name, now=now) for name in ("Oud", "Papier", "Jong"))
    kept = make_guest(evening, "Account", user=make_person(), now=now)
    make_code(learner=on_paper.learner, now=now)
    late = now + timedelta(days=30, seconds=1)
    Learner.objects.filter(pk=young.learner_id).update(last_seen_at=late)
    assert forget_guests(now=now + timedelta(days=29), limit=10) == 0
    assert forget_guests(now=late, limit=10) == 1
    assert set(EveningGuest.objects.all()) == {on_paper, young, kept} and old.learner
    assert forget_guests(now=late + timedelta(days=1), limit=10) == 1


def test_so_many_at_a_time(now: datetime) -> None:
    evening = make_evening(now=now)
    for number in range(3):
        make_guest(evening, f"Buur {number} B", now=now)
    late = now + timedelta(days=31)
    assert [forget_guests(now=late, limit=2) for _run in range(3)] == [2, 1, 0]


def test_no_field_could_hold_an_e_mail_address() -> None:
    columns = {field.name for model in (Evening, EveningGuest) for field in model._meta.get_fields()}
    assert not {name for name in columns if "mail" in name}
