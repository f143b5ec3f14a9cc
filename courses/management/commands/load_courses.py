"""Loads the written courses into the manuscript and releases what changed."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from courses.models import CourseIndexPage
from courses.services.loading import CONTENT, load_course
from courses.services.loading_paths import load_paths


class Command(BaseCommand):
    help = (
        "Zet de geschreven cursussen in het manuscript en geeft uit wat veranderd is. Twee keer laden verandert niets. "
        "Wat een redacteur zelf heeft aangepast, blijft staan en wordt gemeld; dan gaat er ook niets uit."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("courses", nargs="*", help="namen van mappen in courses/content; leeg: alle")

    def handle(self, *args: Any, **options: Any) -> None:
        index = CourseIndexPage.objects.get()
        names = options["courses"] or sorted(path.parent.name for path in CONTENT.glob("*/course.toml"))
        for name in names:
            loaded = load_course(folder=CONTENT / name, index=index, now=timezone.now())
            state = "uitgegeven" if loaded.released else "blijft"
            self.stdout.write(f"{name}: editie {loaded.edition.number} {state}")
            self.tell_skipped(loaded.edited)
        self.tell_skipped(load_paths(file=CONTENT / "paden.toml", now=timezone.now()))

    def tell_skipped(self, titles: Iterable[str]) -> None:
        """What an editor changed stays his."""
        for title in titles:
            self.stdout.write(f"  overgeslagen, want aangepast op de site: {title}")
