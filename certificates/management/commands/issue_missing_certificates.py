"""Repair: issue what was missed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from certificates.services.issuing import issue_missing, missing_completions


class Command(BaseCommand):
    """Skips completions of guests, of people without a proven address or a name, and without a registration."""

    help = "Geeft certificaten uit die er al hadden moeten zijn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="tel alleen, verander niets")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self.stdout.write(f"{len(missing_completions())} certificaten ontbreken. Er is niets veranderd.")
            return
        self.stdout.write(self.style.SUCCESS(f"{issue_missing(now=timezone.now())} certificaten uitgegeven."))
