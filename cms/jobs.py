"""What has to happen every minute, each job on its own (DESIGN §8: whatever the task queue missed is found here)."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections
from django.utils import timezone

from accounts.services.retention import delete_unverified
from accounts.tasks import send_waiting_mail
from certificates.services.files import render_due
from certificates.services.issuing import issue_missing
from cms.services.cleaning import clean_up
from courses.services.bank_importing import clean_previews
from courses.services.grading import submit_overdue
from courses.services.measuring import measure_all
from courses.services.regrading import resume_regrades

__all__ = ["JOBS", "run_due_jobs"]

logger = logging.getLogger(__name__)

Job = Callable[[datetime], object]


def _mail(now: datetime) -> int:
    return send_waiting_mail()


def _certificates(now: datetime) -> int:
    return render_due(now=now)


def _missing(now: datetime) -> int:
    return issue_missing(now=now)


def _unverified(now: datetime) -> int:
    return delete_unverified(now=now)


def _overdue(now: datetime) -> int:
    return submit_overdue(now=now)


def _corrections(now: datetime) -> int:
    return resume_regrades(now=now)


def _figures(now: datetime) -> object:
    return measure_all(now=now)


def _previews(now: datetime) -> int:
    return clean_previews(now=now)


def _clean(now: datetime) -> dict[str, int]:
    return clean_up(now=now)


# Missing certificates come before files: what is found now is made in the same minute.
JOBS: dict[str, Job] = {
    "mail": _mail,
    "overdue attempts": _overdue,
    "corrections": _corrections,
    "missing certificates": _missing,
    "certificates": _certificates,
    "unverified accounts": _unverified,
    "clean-up": _clean,
    "previews": _previews,
    "figures": _figures,
}


def run_due_jobs(*, now: datetime | None = None, jobs: dict[str, Job] | None = None) -> list[str]:
    """Runs every job once; gives the names of those that failed. One that fails does not stop the others."""
    failed = []
    for name, job in (JOBS if jobs is None else jobs).items():
        try:
            job(now or timezone.now())
        except Exception:  # (logged with its traceback; the next minute tries again)
            logger.exception("due job %s failed", name)
            failed.append(name)
    close_old_connections()
    return failed
