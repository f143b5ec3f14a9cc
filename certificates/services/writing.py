"""Writing one certificate row with everything that belongs to it; the acts themselves are in the other modules."""

import secrets
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from certificates import numbers, tasks
from certificates.dates import add_months, local_day
from certificates.errors import StatusListFull
from certificates.models import STATUS_LIST_SIZE, Certificate, CertificateFile
from courses.models import Completion
from registrations.models import Registration

__all__ = ["copy_of", "course_snapshot", "lock_holder", "registration_snapshot", "write_certificate"]

DRAWS = 16  # indexes drawn at once: one query finds a free one, also when the list is nearly full
KEPT = ("holder_name", "course_title", "goals", "edition_number", "passed_on", "valid_until")


def lock_holder(registration: Registration) -> None:
    """Puts everything that makes or replaces certificates of one person in line, until the transaction ends.

    Two completions of one course would else not see each other's certificate. Without the key of the row, because
    a submit already holds that through its audit row: asking for more of the same row could wait for ever.
    """
    User.objects.select_for_update(no_key=True).get(pk=registration.user_id)


def course_snapshot(completion: Completion) -> dict[str, Any]:
    """The fields that come from the edition that was passed; months count from the day of passing."""
    course = completion.edition.source["course"]
    passed_on = local_day(completion.completed_at)
    return {
        "course_title": course["title"][:200],
        "goals": list(course.get("goals", [])),
        "edition_number": completion.edition.number,
        "passed_on": passed_on,
        "valid_until": add_months(passed_on, int(course["valid_months"])),
    }


def registration_snapshot(registration: Registration) -> dict[str, Any]:
    """The fields that come from the group as it is today."""
    group = registration.group
    return {
        "registration": registration,
        "group_name": group.name,
        "group_number": group.number,
        "group_kind": group.kind,
        "municipality": group.municipality,
    }


def copy_of(certificate: Certificate) -> dict[str, Any]:
    """The fields that a corrected certificate takes over."""
    return {name: getattr(certificate, name) for name in KEPT}


def write_certificate(*, completion: Completion, fields: dict[str, Any], now: datetime) -> Certificate:
    """The row with a fresh number, token and status index, and its file, which a worker makes after the commit.

    Needs a transaction. Raises IntegrityError when the completion has a standing certificate, or when number,
    token or index were drawn before; StatusListFull when no index is free.
    """
    token = numbers.new_token()
    certificate = Certificate.objects.create(
        completion=completion,
        number=numbers.new_number(),
        token_hash=numbers.hash_token(token),
        host=settings.ACADEMIE_URL,
        status_index=_free_index(),
        issued_on=local_day(now),
        issued_at=now,
        **fields,
    )
    file = CertificateFile.objects.create(certificate=certificate, pending_token=token, next_try_at=now)
    transaction.on_commit(partial(tasks.render_file.enqueue, file.pk), robust=True)
    return certificate


def _free_index() -> int:
    """A random place in the status list, so that a place says nothing about who or when (DESIGN §7)."""
    for _ in range(20):
        drawn = {secrets.randbelow(STATUS_LIST_SIZE) for _ in range(DRAWS)}
        taken = Certificate.objects.filter(status_index__in=drawn).values_list("status_index", flat=True)
        if free := drawn - set(taken):
            return free.pop()
    raise StatusListFull
