"""Each constraint of an evening broken on purpose, past all Python (DESIGN §3)."""

from datetime import datetime

import pytest
from django.db import IntegrityError, models, transaction

from accounts.models import Learner
from cms.models import Evening, EveningGuest
from tests.factories.evenings import make_evening, make_guest
from tests.factories.registrations import make_registration

pytestmark = pytest.mark.django_db


def refused(row: models.Model, *, by: str | None = None) -> None:
    with pytest.raises(IntegrityError, match=by), transaction.atomic():
        type(row)._default_manager.bulk_create([row])


def not_so(guest: EveningGuest, *, by: str, **fields: object) -> None:
    with pytest.raises(IntegrityError, match=by), transaction.atomic():
        EveningGuest.objects.filter(pk=guest.pk).update(**fields)


def test_an_open_code_is_of_one_evening(now: datetime) -> None:
    one = make_evening(now=now)
    same = {"code": one.code, "host": one.host, "group": one.group, "course": one.course, "on": one.on}
    refused(Evening(**same))
    Evening.objects.bulk_create([Evening(**same, closed_at=now), Evening(**same, closed_at=now)])


def test_a_learner_joins_an_evening_once(now: datetime) -> None:
    guest = make_guest(make_evening(now=now), now=now)
    refused(EveningGuest(evening=guest.evening, learner=guest.learner, name="Nog eens"))


def test_a_guest_has_a_name(now: datetime) -> None:
    evening = make_evening(now=now)
    refused(EveningGuest(evening=evening, learner=Learner.objects.create(), name=""), by="evening_guest_has_name")


def test_what_was_said_has_its_time(now: datetime) -> None:
    guest = make_guest(make_evening(now=now), now=now)
    not_so(guest, was_there=True, by="evening_guest_confirmed_has_its_time")
    not_so(guest, confirmed_at=now, by="evening_guest_confirmed_has_its_time")


def test_who_has_a_registration_was_there(now: datetime) -> None:
    guest, by = make_guest(make_evening(now=now), now=now), "evening_guest_registered_was_there"
    registration = make_registration()
    not_so(guest, registration=registration, by=by)
    not_so(guest, registration=registration, was_there=False, confirmed_at=now, by=by)
    EveningGuest.objects.filter(pk=guest.pk).update(registration=registration, was_there=True, confirmed_at=now)


def test_every_constraint_has_its_test() -> None:
    named = {one.name for model in (Evening, EveningGuest) for one in model._meta.constraints}
    assert named == {
        "evening_open_code_unique",
        "evening_guest_once",
        "evening_guest_has_name",
        "evening_guest_confirmed_has_its_time",
        "evening_guest_registered_was_there",
    }
