"""Takes the quizzes of django-quiz-app 0.5.1 over into a draft course (docs/django-quiz-app.md)."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from courses.services.django_quiz_app import (
    ImportRefused,
    Report,
    Source,
    Unreadable,
    import_quizzes,
    read_database,
    read_dump,
)

WORDS = {
    "new": "nieuw",
    "changed": "gewijzigd",
    "same": "gelijk",
    "kept": "gelaten zoals ze hier zijn",
    "skipped": "overgeslagen",
}


class Command(BaseCommand):
    help = "Neemt de toetsen van django-quiz-app 0.5.1 over in een cursus die nog een concept is. Leest geen personen."

    def add_arguments(self, parser: CommandParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--database", help="sqlite:///bestand of postgres://naam@server/database; alleen gelezen")
        source.add_argument("--dump", type=Path, help="bestand van dumpdata, in JSON")
        parser.add_argument("--course", default="ingevoerde-toetsen", help="webadres van de cursus")
        parser.add_argument("--dry-run", action="store_true", help="alleen kijken, niets bewaren")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_quizzes(
                source=source_of(options), slug=options["course"], dry_run=options["dry_run"], now=timezone.now()
            )
        except (Unreadable, ImportRefused) as error:
            raise CommandError(str(error)) from None
        self.tell(report)
        if options["dry_run"]:
            self.stdout.write("Dit was een proef: er is niets bewaard.")

    def tell(self, report: Report) -> None:
        """Every line of the report, then the counts."""
        for line in report.lines:
            self.stdout.write(line)
        self.stdout.write(f"Vragen: {counted(report.questions)}")
        self.stdout.write(f"Toetsen: {counted(report.quizzes)}")
        self.stdout.write(f"Alles staat bij de cursus ‘{report.slug}’.")


def source_of(options: dict[str, Any]) -> Source:
    """What the command was pointed at. Raises Unreadable."""
    if options["dump"] is not None:
        return read_dump(options["dump"])
    return read_database(options["database"])


def counted(counts: Counter[str]) -> str:
    """The counts in words, only those that are not zero."""
    return ", ".join(f"{counts[name]} {word}" for name, word in WORDS.items() if counts[name]) or "geen"
