"""*Download mijn gegevens*: everything about one person, and nothing of others (DESIGN §6)."""

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from post_office.models import Email

from accounts import audit, hooks, limits
from accounts.models import AuditEvent, Learner, ResumeCode, User

__all__ = ["TooManyExports", "export_person", "take_along"]

VERB = "account.exported"
AN_HOUR = 10  # copies: enough for who presses again, and no work for who lets a machine press
KINDS = {kind.value: kind.label for kind in Authenticator.Type}


class TooManyExports(Exception):
    """Ten copies within an hour; show `message` with status 429."""

    message = _("Je hebt net al een paar keer je gegevens opgehaald. Wacht een uur en probeer het opnieuw.")


def take_along(*, user: User, now: datetime) -> dict[str, Any]:
    """Everything about `user` as JSON-ready data, with a row in the log. Raises TooManyExports.

    Outside a transaction: what is rolled back was not counted.
    """
    key = limits.key_for("export", str(user.key))
    if not limits.allow(key=key, limit=AN_HOUR, window=timedelta(hours=1), now=now):
        raise TooManyExports
    with transaction.atomic():
        audit.record(actor=user, verb=VERB, target=user, at=now)
        return export_person(user) | {"made_at": now.isoformat()}


def export_person(user: User) -> dict[str, Any]:
    """The rows about `user` of every app. Raises ValueError when two apps give the same name: one would be lost."""
    found: dict[str, Any] = {"account": _account(user), "mails": _mails(user), "log": _log(user)}
    for export in hooks.on_export:
        part = export(user)
        if doubled := found.keys() & part.keys():
            raise ValueError(f"exported twice: {sorted(doubled)}")
        found |= part
    return found


def _account(user: User) -> dict[str, Any]:
    factors = Authenticator.objects.filter(user=user).order_by("created_at")
    codes = ResumeCode.objects.filter(learner__in=_learners(user))
    return {
        "name": user.name,
        "email": user.email,
        "verified_at": _plain(user.verified_at),
        "created_at": _plain(user.created_at),
        "last_login": _plain(user.last_login),
        "roles": sorted(user.roles),
        "group_may_see": user.group_may_see,
        "officer_may_find": user.officer_may_find,
        "second_factors": [
            {"kind": str(KINDS[row.type]), "since": _plain(row.created_at), "used_at": _plain(row.last_used_at)}
            for row in factors
        ],
        "devices": [
            {"began_at": _plain(row.created_at), "last_seen_at": _plain(row.last_seen_at)} for row in _learners(user)
        ],
        "paper_codes": [{"made_at": _plain(row.made_at), "last_day": _plain(row.last_day)} for row in codes],
    }


def _learners(user: User) -> Any:
    """His learner, and the guests that it took over."""
    return Learner.objects.filter(Q(user=user) | Q(merged_into__user=user)).order_by("created_at", "pk")


def _mails(user: User) -> list[dict[str, Any]]:
    """What was sent to his address of today, with its text as long as that is kept."""
    if not user.email:
        return []
    rows = Email.objects.filter(to__iexact=user.email).order_by("created", "pk")
    return [{"at": _plain(row.created), "subject": row.subject, "text": row.message} for row in rows]


def _log(user: User) -> list[dict[str, Any]]:
    """What he did, and what was done to his account: without what others are called, also by key."""
    about = Q(object_type=User._meta.label_lower, object_key=str(user.key))
    rows = AuditEvent.objects.filter(Q(actor=user) | about).order_by("at", "id")
    return [{"at": _plain(row.at), "act": row.verb, "by_me": row.actor_id == user.pk} for row in rows]


def _plain(value: Any) -> Any:
    """Days and moments as ISO 8601; nothing stays nothing."""
    return value and value.isoformat()
