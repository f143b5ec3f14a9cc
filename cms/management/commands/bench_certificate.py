"""`manage.py bench_certificate`: CPU and bytes of one sealed certificate, warm, as JSON, for `make bench`."""

import json
import statistics
import time
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.test import Client
from django.utils import timezone

from certificates.dates import local_day
from certificates.models import Certificate, CertificateFile
from certificates.services.files import render_file
from certificates.services.making import certificate_data, make


class Command(BaseCommand):
    help = "Makes certificates of the demo world without storing them, and tells what one costs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, default=20)

    def handle(self, *args: Any, rounds: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Meten doe je in de demo.")
        valid = Certificate.objects.valid_on(local_day(timezone.now()))
        waiting = CertificateFile.objects.exclude(pending_token="").filter(certificate__in=valid)
        file = waiting.with_facts().first()
        if file is None:
            raise CommandError("Er wacht geen certificaat. Begin met een nieuwe datamap, zonder worker.")
        now = timezone.now()
        for _ in range(3):
            made = make(file, at=now)
        report = {
            "cpu_ms": _median_ms(lambda: make(file, at=now), rounds),
            "bytes": len(made.pdf),
            "check": urlsplit(certificate_data(file).url).path,
            "holder": _email(file.certificate),
            "upload_ms": _upload_ms(file, rounds),
        }
        self.stdout.write(json.dumps(report))


def _upload_ms(file: CertificateFile, rounds: int) -> float:
    """The whole request in which the file of a certificate, as it was issued, is recognized. Nothing stays of it."""
    visitor = Client(headers={"host": "localhost"})
    with transaction.atomic():
        now = timezone.now()
        CertificateFile.objects.filter(pk=file.pk).update(next_try_at=now)
        render_file(file=file, now=now)
        file.refresh_from_db()
        with file.pdf.open("rb") as stored:
            content = stored.read()

        def upload() -> None:
            sent = SimpleUploadedFile("certificaat.pdf", content, content_type="application/pdf")
            answer = visitor.post("/controle/pdf/", {"pdf": sent})
            if file.certificate.number not in answer.content.decode():
                raise CommandError("Het bestand is niet herkend.")

        spent = _median_ms(upload, rounds)
        transaction.set_rollback(True)
    return spent


def _email(certificate: Certificate) -> str:
    """With which address the holder signs in."""
    user = certificate.whole[0].enrollment.learner.user
    return (user and user.email) or ""


def _median_ms(act: Any, rounds: int) -> float:
    """The median CPU of `rounds` calls, in milliseconds, all threads together."""
    spent = []
    for _ in range(rounds):
        begin = time.process_time()
        act()
        spent.append((time.process_time() - begin) * 1000)
    return statistics.median(spent)
