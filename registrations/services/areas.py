"""Keeping groups with their postcodes, and beats with their areas."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from registrations.models import Beat, BeatArea, Group, PostcodeRange
from registrations.services.recording import note_groups

__all__ = ["delete_beat", "save_beat", "save_group"]

Range = tuple[str, str]


@transaction.atomic
def save_group(*, group: Group, ranges: Iterable[Range], by: User, now: datetime, ended_text: str = "") -> Group:
    """Saves a new or changed group with exactly these PC6 ranges (first, last).

    When it ends or begins again its people read so in their history: the usual words, or `ended_text`.
    """
    new = group.pk is None
    was = _held_status(group)
    group.save()
    note_groups([(group, was)], now, ended_text=ended_text)
    wanted, kept = set(ranges), set(group.postcodes.values_list("first", "last"))
    for first, last in kept - wanted:
        group.postcodes.filter(first=first, last=last).delete()
    PostcodeRange.objects.bulk_create(
        PostcodeRange(group=group, first=first, last=last) for first, last in sorted(wanted - kept)
    )
    verb = "group.add" if new else "group.change"
    audit.record(actor=by, verb=verb, target=group, at=now, number=group.number, status=group.status)
    return group


def _held_status(group: Group) -> str:
    """What it is until now, kept so: who claims it at this moment comes before this or after it."""
    rows = Group.objects.select_for_update(no_key=True).filter(pk=group.pk)
    return rows.values_list("status", flat=True).first() or group.status


@transaction.atomic
def save_beat(*, beat: Beat, municipalities: Iterable[str], ranges: Iterable[Range], by: User, now: datetime) -> Beat:
    """Saves a beat with exactly these areas; the audit row keeps what a wijkagent could see when."""
    before = [] if beat.pk is None else [str(area) for area in beat.areas.all()]
    beat.save()
    beat.areas.all().delete()
    areas = [BeatArea(beat=beat, municipality=name) for name in municipalities]
    areas += [BeatArea(beat=beat, first=first, last=last) for first, last in ranges]
    BeatArea.objects.bulk_create(areas)
    after = [str(area) for area in areas]
    audit.record(actor=by, verb="beat.change", target=beat, at=now, before=before, after=after)
    return beat


@transaction.atomic
def delete_beat(*, beat: Beat, by: User, now: datetime) -> None:
    """Takes the beat of a wijkagent away: from now on he has no area."""
    before = [str(area) for area in beat.areas.all()]
    audit.record(actor=by, verb="beat.delete", target=beat, at=now, before=before)
    beat.delete()
