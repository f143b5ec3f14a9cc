"""`manage.py run_worker`: the task worker, with the due jobs in a thread beside it.

For one machine, where a process of its own for the due jobs would cost 100 MB for a second of work an hour.
Larger sites start `db_worker` and `run_due_jobs --every 60` apart.
"""

import logging
import threading
from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands import db_worker

from certificates.services.files import warm_up
from cms.jobs import run_due_jobs


class Command(db_worker.Command):
    help = "The task worker, and every SECONDS the due jobs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--every", type=float, default=60.0, metavar="SECONDS")

    def configure_logging(self, verbosity: int) -> None:
        """Only what went wrong: the worker shares a terminal with the site."""
        for name in ("django_tasks", "django_tasks_db", "post_office"):
            logging.getLogger(name).setLevel(logging.INFO if verbosity > 1 else logging.ERROR)

    def handle(self, *args: Any, every: float, **options: Any) -> None:
        # A daemon: when the worker stops, a job in between is dropped; its rows are still there next minute.
        threading.Thread(target=_repeat, args=(every,), daemon=True, name="due-jobs").start()
        warm_up()  # in this thread, the one that makes certificates: whoever passes first waits no longer than others
        super().handle(*args, **options)


def _repeat(every: float) -> None:
    pause = threading.Event()
    # The pause comes first, so that starting up is quick.
    while not pause.wait(every):
        run_due_jobs()
