"""Loads the written courses into the manuscript and releases what changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from courses.models import CourseIndexPage
from courses.services.loading import CONTENT, load_course


class Command(BaseCommand):
    help = (
        "Zet de geschreven cursussen in het manuscript en geeft uit wat veranderd is. Twee keer laden verandert niets."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("courses", nargs="*", help="namen van mappen in courses/content; leeg: alle")

    def handle(self, *args: Any, **options: Any) -> None:
        index = CourseIndexPage.objects.get()
        names = options["courses"] or sorted(path.parent.name for path in CONTENT.glob("*/course.toml"))
        for name in names:
            loaded = load_course(folder=CONTENT / name, index=index, now=timezone.now())
            state = "uitgegeven" if loaded.released else "ongewijzigd"
            self.stdout.write(f"{name}: editie {loaded.edition.number} {state}")
