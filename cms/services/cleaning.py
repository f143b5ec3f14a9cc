"""The daily clean-up: what nobody needs any more, a bounded piece at a time (`/privacy/` says how long what stays)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.services.resuming import delete_old_codes
from accounts.services.retention import blank_mail, delete_limits
from cms.services.evening_privacy import forget_guests

__all__ = ["LIMIT", "clean_up"]

LIMIT = 2000  # rows of each kind per run: a second of work, so that it never holds up an answer
EVERY = timedelta(days=1)
DONE = "cms.services.cleaning"
TASK_LIFETIME = timedelta(days=1)
FAILED_TASK_LIFETIME = timedelta(days=14)  # long enough to find out why


def clean_up(*, now: datetime, limit: int = LIMIT) -> dict[str, int]:
    """Once a day; gives how many rows of each kind went, nothing when today's work is done.

    A day with more than `limit` rows of a kind goes on at the next call, a minute later.
    """
    if cache.get(DONE):
        return {}
    counts = {name: part(now=now, limit=limit) for name, part in PARTS.items()}
    if max(counts.values()) < limit:
        cache.set(DONE, True, timeout=EVERY.total_seconds())
    return counts


def delete_sessions(*, now: datetime, limit: int) -> int:
    """Deletes sessions that are over."""
    return delete_some(Session.objects.filter(expire_date__lt=now), limit=limit)


def delete_tasks(*, now: datetime, limit: int) -> int:
    """Deletes what the task queue remembers of finished tasks: a day, and two weeks of those that failed."""
    done = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - TASK_LIFETIME)
    failed = Q(status=TaskResultStatus.FAILED, finished_at__lt=now - FAILED_TASK_LIFETIME)
    return delete_some(DBTaskResult.objects.filter(done | failed).order_by(), limit=limit)


def delete_some(rows: QuerySet[Any], *, limit: int) -> int:
    """Deletes up to `limit` of `rows`; gives how many."""
    some = list(rows.values_list("pk", flat=True)[:limit])
    return rows.model._default_manager.filter(pk__in=some).delete()[0]


PARTS: dict[str, Callable[..., int]] = {
    "limits": delete_limits,
    "sessions": delete_sessions,
    "tasks": delete_tasks,
    "mail": blank_mail,
    "paper codes": delete_old_codes,
    "names of evenings": forget_guests,
}
