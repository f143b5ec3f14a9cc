"""`manage.py clean_up --dry-run`: what goes by itself, and how much of it would go now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.services.terms import MOST, TERMS, clean, rehearse


class Command(BaseCommand):
    help = (
        "Ruimt op wat te oud is, alles in één keer. De site doet dit ook vanzelf. "
        "Met --dry-run telt het alleen en blijft alles staan."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="alleen tellen wat er weg zou gaan")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        for term in TERMS:
            count = (rehearse if dry_run else clean)(term, now=now)
            more = " of meer" if dry_run and count >= MOST else ""
            self.stdout.write(f"{term.name}: {count}{more}")
        self.stdout.write("Er is niets veranderd." if dry_run else "Klaar.")
