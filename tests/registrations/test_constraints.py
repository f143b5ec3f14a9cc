"""Every constraint of the register, broken on purpose past the services."""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models
from django.utils import timezone

import tests.registrations
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


def second_choice() -> None:
    first = make_registration(is_chosen=True)
    other = make_registration(user=first.user)
    Registration.objects.filter(pk=other.pk).update(is_chosen=True)


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


def number_in_other_capitals() -> None:
    make_group(number="WG-1")
    Group.objects.bulk_create([Group(number="wg-1", name="Nog een", municipality="Stein")])


def number_changed_to_other_capitals() -> None:
    make_group(number="WG-1")
    group_with(number="Wg-1")()


BROKEN: dict[str, list[Callable[[], object]]] = {
    "registration_one_standing_per_group": [second_standing, confirm_beside_pending],
    "registration_decided_has_its_time": [
        change("pending", decided_at=NOW()),
        change("confirmed", decided_at=None),
    ],
    "registration_ended_has_its_time": [change("confirmed", ended_at=NOW()), change("ended", ended_at=None)],
    "registration_refused_has_reason": [change("refused", reason="")],
    "registration_role_known": [change("confirmed", role="baas")],
    "registration_one_chosen": [second_choice],
    "registration_chosen_is_confirmed": [change(status, is_chosen=True) for status in ("pending", "refused", "ended")],
    "group_kind_known": [group_with(kind="club")],
    "group_status_known": [group_with(status="slaapt")],
    "group_number_any_case_unique": [number_in_other_capitals, number_changed_to_other_capitals],
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


def breakings() -> dict[str, list[Callable[[], object]]]:
    """Those above, and `BREAKS` of the modules beside this one: `import_constraints`, `team_constraints`."""
    found = dict(BROKEN)
    for module in pkgutil.iter_modules(tests.registrations.__path__):
        if module.name.endswith("_constraints") and not module.name.startswith("test_"):
            breaks = importlib.import_module(f"tests.registrations.{module.name}").BREAKS
            found |= {name: [act] for name, act in breaks.items()}
    return found


CASES = [(name, act) for name, acts in breakings().items() for act in acts]


@pytest.mark.parametrize(("name", "act"), CASES)
def test_a_broken_rule_is_refused_by_the_database(name: str, act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError) as refused:
        act()
    assert says(str(refused.value), name)


def rules() -> dict[str, tuple[str, models.BaseConstraint]]:
    """Every constraint of the app by name, with its table."""
    tables = apps.get_app_config("registrations").get_models()
    return {rule.name: (table._meta.db_table, rule) for table in tables for rule in table._meta.constraints}


def says(message: str, name: str) -> bool:
    """PostgreSQL names every constraint; SQLite names a unique one over columns by those."""
    table, rule = rules()[name]
    by_columns = connection.vendor == "sqlite" and isinstance(rule, models.UniqueConstraint) and rule.fields
    if name in message or not by_columns:
        return name in message
    return all(f"{table}.{field}" in message for field in rule.fields)


def test_every_constraint_is_here() -> None:
    assert set(rules()) == set(breakings())


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
