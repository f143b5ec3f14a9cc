"""Makes the PDFs that wait, with as many processes as you like, and shows how far it is."""

import os
import sys
import time
from argparse import ArgumentParser
from subprocess import DEVNULL, Popen
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.models import CertificateFile
from certificates.services.files import render_due

BATCH = 50
SECONDS_BETWEEN_LINES = 2.0
WIDTH = 30


class Command(BaseCommand):
    help = (
        "Maakt de certificaten die wachten, en laat zien hoe ver het is. De worker doet dit ook vanzelf; dit is voor "
        "na een drukke avond of een herstel. Onderbreken mag: wat klaar is, blijft klaar."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="hoeveel tegelijk")
        parser.add_argument("--quietly", action="store_true", help="alleen maken, zonder balk (voor zichzelf)")

    def handle(self, *args: Any, processes: int, quietly: bool, **options: Any) -> None:
        if quietly:
            make_all()
            return
        batch = Batch()
        command = [sys.executable, "manage.py", "make_certificate_files", "--quietly", "--skip-checks"]
        count = max(1, min(processes, len(batch.files)))
        helpers = [Popen(command, cwd=settings.BASE_DIR, stdin=DEVNULL) for _ in range(count)]
        while any(helper.poll() is None for helper in helpers):
            time.sleep(SECONDS_BETWEEN_LINES)
            self.tell(batch)
        self.tell(batch)
        self.stdout.write("")
        broken = sum(helper.poll() != 0 for helper in helpers)
        if failed := batch.failed():
            raise CommandError(f"{failed} niet gelukt; de worker probeert het later weer. Het log zegt waarom.")
        if broken:
            raise CommandError(f"{broken} van de {count} processen stopten te vroeg. Start dit commando nog een keer.")

    def tell(self, batch: "Batch") -> None:
        """One line that is written over: a bar, how many are ready, and how long it still takes."""
        total, ready = len(batch.files), batch.ready()
        spent = time.monotonic() - batch.begin
        left = f", nog {spent / ready * (total - ready):.0f} s" if ready else ""
        bar = ("#" * (WIDTH * ready // total if total else WIDTH)).ljust(WIDTH, ".")
        self.stdout.write(f"\r[{bar}] {ready} van {total} klaar{left}   ", ending="")
        self.stdout.flush()


class Batch:
    """The files that were due when we began, and how they fare."""

    def __init__(self) -> None:
        self.begin, self.began_at = time.monotonic(), timezone.now()
        self.files = set(CertificateFile.objects.due(self.began_at).values_list("pk", flat=True))

    def ready(self) -> int:
        rows = CertificateFile.objects.filter(state=CertificateFile.State.READY, ready_at__gte=self.began_at)
        return len(self.files.intersection(rows.values_list("pk", flat=True)))

    def failed(self) -> int:
        rows = CertificateFile.objects.filter(state=CertificateFile.State.WAITING).exclude(last_error="")
        return len(self.files.intersection(rows.values_list("pk", flat=True)))


def make_all() -> None:
    """Batch after batch of what is due now; what fails is due again later, so it is not met twice."""
    began_at = timezone.now()
    while CertificateFile.objects.due(began_at).exists():
        render_due(now=timezone.now(), limit=BATCH)
