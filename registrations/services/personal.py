"""What the register holds of a person, for the doors of `accounts.hooks` (DESIGN §3, §7): one function per list."""

import re
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts import audit
from accounts.models import AuditEvent, Learner, User
from registrations.codes import hash_email
from registrations.models import Beat, GroupContact, Registration, RegistrationEvent, TeamApplication
from registrations.services.areas import delete_beat
from registrations.services.teams import FACTS

__all__ = ["erase_person", "export_person", "hold_teams"]

GONE = "gewist"  # in the place of words about somebody, where a constraint asks for words
TYPED = ("name", "municipality", "place", "area", "postcodes")

Status = Registration.Status
TeamStatus = TeamApplication.Status


def export_person(user: User) -> dict[str, Any]:
    """The rows about `user`, JSON-ready, under the name of the app; nobody who decided about him is in it.

    Six queries at most.
    """
    own = Registration.objects.filter(user=user).select_related("group", "moved_from__group")
    teams = TeamApplication.objects.filter(user=user).select_related("group")
    return {
        "registrations": {
            "registrations": [_registration_row(row) for row in own.prefetch_related("events")],
            "known_by_the_register": _known(user),
            "teams": [_team_row(row) for row in teams],
            "beat": _beat_row(user),
        }
    }


def erase_person(user: User, now: datetime) -> None:
    """Takes away what says who `user` is; inside the transaction of the erasure, while the account still has its
    name and address. Keys, roles and dates stay, because certificates and audit rows point at them. Safe to repeat.
    """
    _erase_registrations(user, now)
    _erase_teams(user, now)
    _erase_own_name(user)
    if user.email:
        GroupContact.objects.filter(email_hash=hash_email(user.email)).delete()
    if beat := Beat.objects.filter(user=user).first():
        delete_beat(beat=beat, by=user, now=now)


def hold_teams(learner: Learner) -> None:
    """For `accounts.hooks.before_erase`: application, group, person, registration is the order of all locks, so that
    the foundation that decides about his team at this instant does not wait for who waits for it."""
    mine = TeamApplication.objects.filter(user=learner.user_id).order_by("pk")
    list(mine.select_for_update(no_key=True).values_list("pk"))


def _erase_registrations(user: User, now: datetime) -> None:
    """He belongs to no group any more, and nothing of what was written about him stays."""
    own = Registration.objects.filter(user=user)
    for row in own.standing().order_by("pk"):
        RegistrationEvent.objects.create(registration=row, at=now, status=Status.ENDED)
        audit.record(actor=None, verb="registration.erase", target=row, at=now)
    decided = Coalesce(F("decided_at"), Value(now))
    own.standing().update(status=Status.ENDED, ended_at=now, is_chosen=False, decided_at=decided)
    own.exclude(status=Status.REFUSED).update(reason="")
    own.filter(status=Status.REFUSED).update(reason=GONE)
    RegistrationEvent.objects.filter(registration__user=user).update(note="")


def _erase_teams(user: User, now: datetime) -> None:
    """What waits is withdrawn. Of a team that was accepted only what stands in the register stays: it is a group of
    more people than him. Of the others the figures stay, without a word of his."""
    mine = TeamApplication.objects.filter(user=user)
    mine.waiting().update(status=TeamStatus.WITHDRAWN, withdrawn_at=now)
    mine.update(area="")
    mine.exclude(status=TeamStatus.ACCEPTED).update(**dict.fromkeys(TYPED, "") | {"name": GONE})
    mine.exclude(status=TeamStatus.REFUSED).update(reason="")
    mine.filter(status=TeamStatus.REFUSED).update(reason=GONE)


def _erase_own_name(user: User) -> None:
    """Out of what he wrote to others: who signs a refusal with his name or address has it taken out."""
    decided = Registration.objects.filter(decided_by=user)
    events = RegistrationEvent.objects.filter(registration__decided_by=user)
    teams = TeamApplication.objects.filter(decided_by=user)
    for words in filter(None, (user.name, user.email)):
        for rows, field in ((decided, "reason"), (events, "note"), (teams, "reason")):
            _take_out(rows, field, words)


def _take_out(rows: "QuerySet[Any]", field: str, words: str) -> None:
    """Whole words only: `An` goes, `Anders` stays."""
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)
    for pk, text in rows.filter(**{f"{field}__icontains": words}).values_list("pk", field):
        rows.model._base_manager.filter(pk=pk).update(**{field: pattern.sub("…", text)})


def _registration_row(row: Registration) -> dict[str, Any]:
    names = ("role", "status", "claimed_at", "decided_at", "ended_at", "reason", "is_chosen")
    history = [{"at": _plain(event.at), "status": event.status, "note": event.note} for event in row.events.all()]
    return {name: _plain(getattr(row, name)) for name in names} | {
        "group": row.group.number,
        "group_name": row.group.name,
        "moved_from": row.moved_from.group.number if row.moved_from else None,
        "history": history,
    }


def _known(user: User) -> list[dict[str, str]]:
    """Groups for which the register has his address (as a keyed hash), and the role that it proves."""
    if not user.email:
        return []
    contacts = GroupContact.objects.filter(email_hash=hash_email(user.email)).select_related("group")
    return [{"group": row.group.number, "role": row.role} for row in contacts.order_by("group__number", "role")]


def _team_row(row: TeamApplication) -> dict[str, Any]:
    names = (*FACTS, "status", "applied_at", "decided_at", "withdrawn_at", "reason")
    return {name: _plain(getattr(row, name)) for name in names} | {"group": row.group.number if row.group else None}


def _beat_row(user: User) -> dict[str, Any] | None:
    """The beat of a wijkagent, and when he was invited to it, not by whom."""
    beat = Beat.objects.filter(user=user).prefetch_related("areas").first()
    if beat is None:
        return None
    invited = AuditEvent.objects.filter(verb="officer.invite", object_key=str(beat.key)).order_by("at").first()
    areas = [str(area) for area in beat.areas.all()]
    return {"name": beat.name, "areas": areas, "invited_at": _plain(invited.at) if invited else None}


def _plain(value: Any) -> Any:
    """Moments as ISO 8601; the rest is JSON by itself."""
    return value.isoformat() if hasattr(value, "isoformat") else value
