"""Shows and scores every handed-in attempt again and compares that with what was stored (DESIGN §5)."""

import re
import time
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.services.replaying import Replay, replayable

WHAT = "Toont en scoort elke ingeleverde poging opnieuw, en vergelijkt dat met wat bewaard is. Schrijft niets."


def edition_number(text: str) -> str:
    """An edition as people write it: 2 or 2.1."""
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text):
        raise ArgumentTypeError("een editie is een nummer zoals 2.0")
    return text


class Command(BaseCommand):
    help = WHAT

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, help="hoeveel pogingen hoogstens, de oudste eerst")
        parser.add_argument("--course", default="", help="alleen deze cursus: de naam in het webadres")
        parser.add_argument("--edition", type=edition_number, help="alleen deze editie, zoals 2.0")

    def handle(self, *args: Any, **options: Any) -> None:
        replay, found = Replay(), 0
        begin = time.monotonic()
        attempts = replayable(course=options["course"], edition=options["edition"] or "")
        for different in replay.run(attempts, limit=options["limit"]):
            found += 1
            self.stdout.write(f"poging {different.attempt}: {different.what}")
        seconds = max(time.monotonic() - begin, 1e-6)
        self.stdout.write(
            f"{replay.attempts} pogingen, {replay.items} vragen, {replay.grades} uitslagen in {seconds:.1f} s"
            f" ({replay.attempts / seconds:.0f} pogingen per seconde)"
        )
        if found:
            raise CommandError(f"{found} keer is iets anders dan het bewaard is")
        self.stdout.write("alles is gelijk")
