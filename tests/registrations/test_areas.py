"""Keeping groups and beats: the services behind the forms."""

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import Role
from registrations import services
from registrations.models import Beat, BeatArea, Group
from tests.factories.registrations import make_beat, make_group, make_staff

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
