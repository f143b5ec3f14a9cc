"""Every constraint of the register, broken on purpose past the services."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, models
from django.utils import timezone

from registrations.models import (
    Beat,
    BeatArea,
    Group,
    GroupContact,
    PostcodeRange,
    Registration,
)
from tests.factories.registrations import make_beat, make_group, make_person, make_registration

pytestmark = pytest.mark.django_db

NOW = timezone.now


def second_standing() -> None:
    first = make_registration(status="pending")
    Registration.objects.bulk_create([Registration(user=first.user, group=first.group, role="manager")])


def confirm_beside_pending() -> None:
    old = make_registration(status="ended")
    make_registration(user=old.user, group=old.group, status="pending")
    Registration.objects.filter(pk=old.pk).update(status="confirmed", ended_at=None)


def change(status: str, **fields: Any) -> Callable[[], object]:
    return lambda: Registration.objects.filter(pk=make_registration(status=status).pk).update(**fields)


def repeat(make: Callable[[], models.Model]) -> Callable[[], None]:
    def again() -> None:
        row = make()
        row.pk = None
        type(row)._default_manager.bulk_create([row])

    return again


def make_range() -> PostcodeRange:
    return make_group(postcodes=["2711"]).postcodes.get()


def make_contact() -> GroupContact:
    return make_group(contacts=[("an@voorbeeld.nl", "member")]).contacts.get()


def area(**fields: str) -> Callable[[], object]:
    return lambda: BeatArea.objects.bulk_create([BeatArea(beat=make_beat(make_person()), **fields)])


def group_with(**fields: str) -> Callable[[], object]:
    return lambda: Group.objects.filter(pk=make_group().pk).update(**fields)


def turned_range() -> None:
    PostcodeRange.objects.bulk_create([PostcodeRange(group=make_group(), first="2712AA", last="2711ZZ")])


BROKEN: dict[str, list[Callable[[], object]]] = {
    "registration_one_standing_per_group": [second_standing, confirm_beside_pending],
    "registration_decided_has_its_time": [
        change("pending", decided_at=NOW()),
        change("confirmed", decided_at=None),
    ],
    "registration_ended_has_its_time": [change("confirmed", ended_at=NOW()), change("ended", ended_at=None)],
    "registration_refused_has_reason": [change("refused", reason="")],
    "registration_role_known": [change("confirmed", role="baas")],
    "group_kind_known": [group_with(kind="club")],
    "group_status_known": [group_with(status="slaapt")],
    "postcode_range_in_order": [turned_range],
    "postcode_range_once": [repeat(make_range)],
    "group_contact_once": [repeat(make_contact)],
    "beat_area_is_municipality_or_range": [
        area(),
        area(municipality="Stein", first="6181AA", last="6181ZZ"),
        area(first="6181AA"),
        area(first="6182AA", last="6181AA"),
    ],
}
CASES = [(name, act) for name, acts in BROKEN.items() for act in acts]


@pytest.mark.parametrize(("name", "act"), CASES)
def test_a_broken_rule_is_refused_by_the_database(name: str, act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError) as refused:
        act()
    assert says(str(refused.value), name)


def says(message: str, name: str) -> bool:
    """PostgreSQL names every constraint; SQLite names a unique index by its columns when it has no condition."""
    if name in message:
        return True
    columns = {
        "registration_one_standing_per_group": "registration.user_id, registrations_registration.group_id",
        "postcode_range_once": "postcoderange.group_id, registrations_postcoderange.first",
        "group_contact_once": "groupcontact.group_id, registrations_groupcontact.email_hash",
    }
    return connection.vendor == "sqlite" and columns.get(name, name) in message


def test_every_constraint_is_here() -> None:
    tables = [Registration, Group, PostcodeRange, GroupContact, Beat, BeatArea]
    assert {rule.name for table in tables for rule in table._meta.constraints} == set(BROKEN)


def test_one_beat_per_wijkagent() -> None:
    user = make_beat(make_person()).user
    with pytest.raises(IntegrityError):
        Beat.objects.bulk_create([Beat(user=user, name="Nog een")])


def test_people_and_groups_with_history_cannot_be_deleted() -> None:
    registration = make_registration()
    with pytest.raises(models.ProtectedError):
        registration.group.delete()
    with pytest.raises(models.ProtectedError):
        registration.user.delete()
