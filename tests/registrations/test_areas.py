"""Keeping groups and beats: the services behind the forms."""

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent
from accounts.roles import Role
from registrations import services
from registrations.models import Beat, BeatArea, Group, Registration, RegistrationEvent
from registrations.services.recording import note_groups
from tests.factories.registrations import make_beat, make_group, make_registration, make_staff

pytestmark = pytest.mark.django_db


def test_saving_a_group_sets_its_postcodes() -> None:
    by = make_staff(Role.REGISTRAR)
    group = make_group(postcodes=["2711", "2712"])
    kept = group.postcodes.get(first="2712AA").pk
    ranges = [("2712AA", "2712ZZ"), ("2713AB", "2713CD")]
    services.save_group(group=group, ranges=ranges, by=by, now=timezone.now())
    assert list(group.postcodes.order_by("first").values_list("first", "last")) == ranges
    assert group.postcodes.get(first="2712AA").pk == kept
    assert AuditEvent.objects.get().verb == "group.change"
    new = Group(number="77", name="Nieuw", municipality="Stein")
    services.save_group(group=new, ranges=[], by=by, now=timezone.now())
    assert AuditEvent.objects.order_by("-pk")[0].verb == "group.add"


def notes(registration: Registration) -> list[str]:
    return list(registration.events.order_by("pk").values_list("note", flat=True))


ENDED = "De groep is opgeheven. Certificaten die je al had, blijven geldig."
BACK = "De groep bestaat weer."


def test_the_end_and_the_return_of_a_group_are_in_everybodys_history() -> None:
    by, group = make_staff(Role.REGISTRAR), make_group()
    standing = [make_registration(group=group, role="manager"), make_registration(group=group, status="pending")]
    others = [make_registration(group=group, status="ended"), make_registration(group=group, status="refused")]
    others.append(make_registration())

    def save(**fields: str) -> None:
        row = Group.objects.get(pk=group.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        services.save_group(group=row, ranges=[], by=by, now=timezone.now())

    for change in ({"name": "Anders"}, {"status": "ended"}, {"place": "Urmond"}, {"status": "active"}):
        save(**change)
    for registration in standing:
        assert notes(registration) == [ENDED, BACK]
        assert set(registration.events.values_list("status", flat=True)) == {registration.status}
    assert not any(notes(registration) for registration in others) and not Email.objects.exists()


def test_the_form_of_the_desk_writes_it_too(client: Client) -> None:
    registration = make_registration()
    client.force_login(make_staff(Role.REGISTRAR))
    group = registration.group
    data = {name: getattr(group, name) for name in ("number", "name", "kind", "place", "municipality")}
    address = f"/beheer/registraties/groepen/edit/{group.pk}/"
    assert client.post(address, data | {"status": "ended", "postcodes": ""}).status_code == 302
    assert notes(registration) == [ENDED]
    client.force_login(registration.user)
    assert ENDED in client.get(f"/mijn/registraties/{registration.key}/").content.decode()


def test_a_number_in_other_capitals_gets_a_sentence(client: Client) -> None:
    make_group(number="WG-1")
    client.force_login(make_staff(Role.REGISTRAR))
    data = {"number": "wg-1", "name": "Nog een", "kind": "whatsapp", "municipality": "Stein", "status": "active"}
    answer = client.post("/beheer/registraties/groepen/new/", data | {"place": "", "postcodes": ""})
    assert "Er is al een groep met dit nummer." in answer.content.decode() and Group.objects.count() == 1


@pytest.mark.parametrize("size", [1, 30])
def test_many_groups_that_end_cost_two_queries(django_assert_num_queries: DjangoAssertNumQueries, size: int) -> None:
    groups = [make_group(status="ended" if number % 2 else "active") for number in range(2 * size)]
    for group in groups:
        make_registration(group=group)
    changes = [(group, "active") for group in groups]
    with django_assert_num_queries(2):
        note_groups(changes, timezone.now())
    assert RegistrationEvent.objects.filter(note=ENDED).count() == size == RegistrationEvent.objects.count()
    with django_assert_num_queries(0):
        note_groups([(group, group.status) for group in groups], timezone.now())


def test_saving_and_deleting_a_beat_is_on_record() -> None:
    by, officer = make_staff(Role.ADMIN), make_staff(Role.OFFICER)
    beat = make_beat(officer, municipality="Stein", postcodes=["6181"])
    services.save_beat(beat=beat, municipalities=["Tilburg"], ranges=[("5013AA", "5013ZZ")], by=by, now=timezone.now())
    assert {str(area) for area in beat.areas.all()} == {"Tilburg", "5013AA–5013ZZ"}
    assert AuditEvent.objects.get().detail == {
        "before": ["Stein", "6181AA–6181ZZ"],
        "after": ["Tilburg", "5013AA–5013ZZ"],
    }
    services.delete_beat(beat=beat, by=by, now=timezone.now())
    assert not Beat.objects.exists() and not BeatArea.objects.exists()
    deleted = AuditEvent.objects.order_by("-pk")[0]
    assert deleted.verb == "beat.delete" and deleted.detail["before"] == ["Tilburg", "5013AA–5013ZZ"]
