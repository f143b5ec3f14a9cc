"""Writes the published courses back to the files that `load_courses` reads."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.models import CoursePage
from courses.services.loading import CONTENT
from courses.services.writing import CannotWrite, export_course


class Command(BaseCommand):
    help = (
        "Schrijft wat er van een cursus gepubliceerd is in de bestanden die load_courses leest: met wat redacteuren op "
        "de site hebben aangepast. Opmerkingen in de oude bestanden gaan verloren; kijk na met git diff."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("courses", nargs="*", help="laatste stukje van het webadres van een cursus; leeg: alle")
        parser.add_argument("--to", type=Path, default=CONTENT, help="de map; standaard courses/content")

    def handle(self, *args: Any, **options: Any) -> None:
        pages = {page.slug: page for page in CoursePage.objects.live().order_by("path")}
        unknown = [name for name in options["courses"] if name not in pages]
        if unknown:
            raise CommandError(f"Deze cursus is er niet, of is niet gepubliceerd: {', '.join(unknown)}.")
        failed = [name for name in options["courses"] or pages if not self.export(pages[name], options["to"])]
        if failed:
            raise CommandError(f"Niet geschreven: {', '.join(failed)}.")

    def export(self, page: CoursePage, to: Path) -> bool:
        """Writes one course and says so; False when the files cannot hold it."""
        try:
            files = export_course(page=page, to=to)
        except CannotWrite as error:
            self.stderr.write(f"{page.slug}: niet geschreven, want {error}.")
            return False
        self.stdout.write(f"{page.slug}: {len(files)} bestanden geschreven in {files[0].parent}")
        return True
