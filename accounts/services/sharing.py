"""The two switches of DESIGN §6: who may see which courses somebody has. Off unless their owner switched them on."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import AuditEvent, User

__all__ = ["SharedSince", "set_sharing", "shared_since"]

SWITCHES = ("group_may_see", "officer_may_find")
VERB = "sharing.change"


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedSince:
    """Since when each switch is on; None for one that is off."""

    group: datetime | None
    officer: datetime | None


@transaction.atomic
def set_sharing(*, user: User, group_may_see: bool, officer_may_find: bool, now: datetime) -> None:
    """Sets both switches of `user`; the audit row holds those that changed. The same once more writes nothing.

    A switch that was never asked about (None) and is answered with no has changed too: it is not asked again.
    """
    chosen = {"group_may_see": group_may_see, "officer_may_find": officer_may_find}
    before = User.objects.select_for_update(no_key=True).values(*SWITCHES).get(pk=user.pk)
    changed = {name: value for name, value in chosen.items() if before[name] is not value}
    if changed:
        User.objects.filter(pk=user.pk).update(**changed)
        audit.record(actor=user, verb=VERB, target=user, at=now, **changed)
    user.refresh_from_db(fields=SWITCHES)


def shared_since(user: User) -> SharedSince:
    """Since when the switches of `user` are on: one query for each that is."""
    return SharedSince(
        group=_since(user, "group_may_see") if user.group_may_see else None,
        officer=_since(user, "officer_may_find") if user.officer_may_find else None,
    )


def _since(user: User, switch: str) -> datetime | None:
    changes = AuditEvent.objects.filter(verb=VERB, object_key=str(user.key), detail__has_key=switch)
    return changes.values_list("at", flat=True).first()
