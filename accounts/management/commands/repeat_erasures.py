"""After a restore: erases again whoever was erased since the backup."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.services.erasing import erase_account
from accounts.services.erasures import returned


class Command(BaseCommand):
    help = "Na een herstel: wis opnieuw wie sinds de back-up gewist is. Twee keer mag."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Laat zien hoeveel het er zijn, en wis niets.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        users = list(returned())
        if not dry_run:
            for user in users:
                erase_account(user=user, by=None, now=timezone.now())
        done = "zou ik opnieuw wissen" if dry_run else "opnieuw gewist"
        self.stdout.write(f"Accounts {done}: {len(users)}")
