"""Writing the audit log."""

from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import AuditEvent, User

__all__ = ["record"]


def record(*, actor: User | None, verb: str, target: models.Model, at: datetime, **detail: Any) -> AuditEvent:
    """One row for one business act, inside the caller's transaction.

    `target` is named by its `key` (or `number`, or primary key); `detail` is JSON without personal data.
    """
    key = getattr(target, "key", None) or getattr(target, "number", None) or target.pk
    return AuditEvent.objects.create(
        actor=actor, verb=verb, object_type=target._meta.label_lower, object_key=str(key), detail=detail, at=at
    )
