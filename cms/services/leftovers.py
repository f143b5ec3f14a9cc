"""What sessions and the task queue leave behind, a bounded piece at a time."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

__all__ = ["FAILED_TASK_LIFETIME", "TASK_LIFETIME", "delete_sessions", "delete_tasks"]

TASK_LIFETIME = timedelta(days=1)
FAILED_TASK_LIFETIME = timedelta(days=14)  # long enough to find out why


def delete_sessions(*, now: datetime, limit: int) -> int:
    """Deletes up to `limit` sessions that are over; gives how many."""
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
