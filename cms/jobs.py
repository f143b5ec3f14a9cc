"""What has to happen every minute, each job on its own (DESIGN §8: whatever the task queue missed is found here)."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.core.management import call_command
from django.db import close_old_connections
from django.utils import timezone

from accounts.services.retention import delete_unverified
from accounts.tasks import send_waiting_mail
from certificates.keyring import KeyProblem
from certificates.services.files import delete_erased, render_due
from certificates.services.issuing import issue_missing
from certificates.services.reminders import remind_due
from certificates.services.revocation_mail import tell_due
from certificates.services.status_lists import refresh_due
from cms.services.attending import register_waiting
from cms.services.cleaning import clean_up
from courses.services.bank_importing import clean_previews
from courses.services.course_files import clean_uploads
from courses.services.grading import submit_overdue
from courses.services.measuring import measure_all
from courses.services.panel_privacy import forget_past_members
from courses.services.planning import release_due
from courses.services.regrading import resume_regrades
from courses.services.trials import remove_expired
from registrations.services.importing import clean_imports, resume_imports

__all__ = ["JOBS", "run_due_jobs"]

logger = logging.getLogger(__name__)

Job = Callable[[datetime], object]


def _mail(now: datetime) -> int:
    return send_waiting_mail()


def _certificates(now: datetime) -> int:
    return render_due(now=now)


def _erased(now: datetime) -> int:
    return delete_erased()


def _missing(now: datetime) -> int:
    return issue_missing(now=now)


def _status_lists(now: datetime) -> int:
    try:
        return refresh_due(now=now)
    except KeyProblem as problem:
        logger.warning("%s", problem)
        return 0


def _revocations(now: datetime) -> int:
    return tell_due(now=now)


def _reminders(now: datetime) -> int:
    return remind_due(now)


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


def _pages(now: datetime) -> None:
    """Wagtail's own: pages and questions with a date to appear or to go."""
    call_command("publish_scheduled", verbosity=0)


def _planned(now: datetime) -> int:
    return release_due(now=now)


def _trials(now: datetime) -> int:
    return remove_expired(now=now)


def _panels(now: datetime) -> int:
    return forget_past_members(now=now)


def _uploads(now: datetime) -> object:
    return clean_uploads(now=now)


def _register(now: datetime) -> int:
    return resume_imports(now=now)


def _register_files(now: datetime) -> int:
    return clean_imports(now)


def _evenings(now: datetime) -> int:
    return register_waiting(now=now)


def _clean(now: datetime) -> dict[str, int]:
    return clean_up(now=now)


# Missing certificates come before files: what is found now is made in the same minute. Files come last of all: on a
# busy evening they take half a minute, and nothing has to wait for that.
JOBS: dict[str, Job] = {
    "mail": _mail,
    "overdue attempts": _overdue,
    "corrections": _corrections,
    "missing certificates": _missing,
    "status lists": _status_lists,
    "revocations": _revocations,
    "reminders": _reminders,
    "planned pages": _pages,
    "planned releases": _planned,
    "unverified accounts": _unverified,
    "evenings": _evenings,
    "clean-up": _clean,
    "previews": _previews,
    "panel members": _panels,
    "trials": _trials,
    "course files": _uploads,
    "register imports": _register,
    "register files": _register_files,
    "figures": _figures,
    "erased certificates": _erased,
    "certificates": _certificates,
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
