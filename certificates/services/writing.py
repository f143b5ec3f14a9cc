"""Writing one certificate row with everything that belongs to it; the acts themselves are in the other modules."""

import secrets
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from certificates import numbers, tasks
from certificates.dates import add_months, local_day
from certificates.models import STATUS_LIST_SIZE, Certificate, CertificateFile, Signatory, StatusList
from certificates.services.telling import status_changed
from courses.models import Completion
from registrations.models import Registration

__all__ = ["copy_of", "course_snapshot", "lock_holder", "registration_snapshot", "write_certificate"]

DRAWS = 16  # places drawn at once: one query finds a free one, also when the list is nearly full
KEPT = ("holder_name", "course_title", "course_code", "goals", "edition_number", "passed_on", "valid_until")


def lock_holder(registration: Registration) -> User:
    """Puts everything that makes or replaces certificates of one person in line, until the transaction ends.

    Gives him as he is now: what was read before may be of before an erasure or another name.

    Two completions of one course would else not see each other's certificate. Without the key of the row, because
    a submit already holds that through its audit row: asking for more of the same row could wait for ever.
    """
    return User.objects.select_for_update(no_key=True).get(pk=registration.user_id)


def course_snapshot(completion: Completion) -> dict[str, Any]:
    """The fields that come from the edition that was passed; months count from the day of passing."""
    course = completion.edition.source["course"]
    passed_on = local_day(completion.completed_at)
    return {
        "course_title": course["title"][:200],
        "course_code": completion.enrollment.course.slug[:50],
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
    token or place were drawn before.
    """
    token = numbers.new_token()
    status_list, status_index = _free_place()
    certificate = Certificate.objects.create(
        completion=completion,
        number=numbers.new_number(),
        token_hash=numbers.hash_token(token),
        host=settings.ACADEMIE_URL,
        status_list=status_list,
        status_index=status_index,
        signatory=Signatory.objects.current(),
        issued_on=local_day(now),
        issued_at=now,
        **fields,
    )
    file = CertificateFile.objects.create(certificate=certificate, pending_token=token, next_try_at=now)
    transaction.on_commit(partial(tasks.render_file.enqueue, file.pk), robust=True)
    if not StatusList.objects.filter(number=status_list).exists():
        status_changed({status_list})  # a list nobody can fetch yet: its first certificate is asked about at once
    return certificate


def _free_place() -> tuple[int, int]:
    """The newest status list and a random place in it, which says nothing about who or when (DESIGN §7).

    A list that is as good as full is followed by the next.
    """
    newest = Certificate.objects.aggregate(newest=Max("status_list"))["newest"] or 1
    hosts = Certificate.objects.filter(status_list=newest).order_by("status_index").values_list("host", flat=True)
    if (hosts.first() or settings.ACADEMIE_URL) != settings.ACADEMIE_URL:
        newest += 1  # the site moved: verifiers want the same issuer on list and credential
    for _ in range(20):
        drawn = {secrets.randbelow(STATUS_LIST_SIZE) for _ in range(DRAWS)}
        in_list = Certificate.objects.filter(status_list=newest, status_index__in=drawn)
        if free := drawn - set(in_list.values_list("status_index", flat=True)):
            return newest, free.pop()
    return newest + 1, secrets.randbelow(STATUS_LIST_SIZE)
