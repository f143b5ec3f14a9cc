"""`manage.py run_due_jobs`: what is due, once (for cron or a timer) or every so many seconds."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.jobs import run_due_jobs


class Command(BaseCommand):
    help = "Sends waiting mail, makes waiting certificates, removes what may not be kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, metavar="SECONDS", help="go on, with a pause of SECONDS")

    def handle(self, *args: Any, every: float | None, **options: Any) -> None:
        failed = run_due_jobs()
        while every:
            time.sleep(every)
            run_due_jobs()
        if failed:
            raise CommandError(f"Mislukt: {', '.join(failed)}. De oorzaak staat in het log.")
