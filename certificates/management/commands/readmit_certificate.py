"""Takes certificates in again from their PDF, after a restore from a backup that was made before them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.services.readmitting import NotReadmitted, readmit_certificate


class Command(BaseCommand):
    help = (
        "Neemt certificaten weer op uit hun eigen PDF. Nodig na het terugzetten van een backup: wie in het laatste "
        "uur een certificaat kreeg, stuurt zijn PDF op. Alleen een PDF met ons eigen, ongeschonden zegel telt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="PDF")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        refused = [path for path in files if not self._readmit(path)]
        if refused:
            raise CommandError(f"{len(refused)} van {len(files)} niet opgenomen.")

    def _readmit(self, path: Path) -> bool:
        """Takes one file in and tells about it, by the name of the file: no personal data on the screen."""
        try:
            certificate, is_new = readmit_certificate(content=path.read_bytes(), by=None, now=timezone.now())
        except (NotReadmitted, OSError) as error:
            self.stderr.write(f"{path.name}: {error}")
            return False
        self.stdout.write(f"{path.name}: {certificate.number} {'opgenomen' if is_new else 'was er al'}")
        if certificate.completion is None:
            self.stdout.write(
                f"{path.name}: de cursus van de houder is niet teruggekomen. Het is te controleren, "
                "maar de houder ziet het niet bij zijn certificaten."
            )
        return True
