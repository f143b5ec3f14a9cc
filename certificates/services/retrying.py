"""How the making of files goes, and trying again what failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Count, Min, Q

from accounts.audit import record
from accounts.models import User
from certificates import tasks
from certificates.errors import NotAllowed
from certificates.models import Certificate, CertificateFile
from certificates.services.changing import may_change

__all__ = ["FAILED_AFTER", "Making", "failed", "making", "retry_files"]

FAILED_AFTER = 5  # tries: by then it is no hiccup, and somebody has to look
LOOK_BACK = timedelta(hours=1)
MOST_SHOWN = 20
State = CertificateFile.State

failed = Q(state=State.WAITING, tries__gte=FAILED_AFTER)
"""Files that did not come to be; they are still tried, ever less often."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Making:
    """The files that wait, those that failed among them, and what was made in the last hour.

    `held` is why others wait, after a try that went wrong: name of the error and how many files, most first. What
    this machine lacks is no try of theirs, so without keys all of them wait here and none ever fails.
    """

    waiting: int
    failed: int
    made: int
    oldest: datetime | None
    failures: tuple[CertificateFile, ...]
    held: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """The batch of now: what was made in the last hour and what still waits."""
        return self.made + self.waiting


def making(*, now: datetime) -> Making:
    """How it stands. One query, one more when files wait, and one more when files failed."""
    waiting = Q(state=State.WAITING)
    counts = CertificateFile.objects.aggregate(
        waiting=Count("pk", filter=waiting),
        failed=Count("pk", filter=failed),
        made=Count("pk", filter=Q(state=State.READY, ready_at__gt=now - LOOK_BACK)),
        oldest=Min("certificate__issued_at", filter=waiting),
    )
    rows = CertificateFile.objects.filter(failed).select_related("certificate").order_by("-tries", "pk")
    return Making(
        **counts,
        failures=tuple(rows[:MOST_SHOWN]) if counts["failed"] else (),
        held=_held() if counts["waiting"] > counts["failed"] else (),
    )


def _held() -> tuple[tuple[str, int], ...]:
    rows = CertificateFile.objects.filter(state=State.WAITING, tries__lt=FAILED_AFTER).exclude(last_error="")
    counted = rows.order_by().values("last_error").annotate(count=Count("pk"))
    return tuple(counted.order_by("-count", "last_error").values_list("last_error", "count"))


@transaction.atomic
def retry_files(*, by: User, now: datetime, number: str = "") -> int:
    """Makes failed files due now, all of them or that of one certificate; gives how many. Raises NotAllowed.

    One is handed to a worker at once; of all, the job of every minute takes what it can.
    """
    if not may_change(by):
        raise NotAllowed
    rows = CertificateFile.objects.filter(failed)
    if number:
        rows = rows.filter(certificate__in=Certificate.objects.filter(number=number))
        for pk in rows.values_list("pk", flat=True):
            transaction.on_commit(partial(tasks.render_file.enqueue, pk), robust=True)
    count = rows.update(next_try_at=now)
    record(actor=by, verb="certificate.retry", target=by, at=now, count=count)
    return count
