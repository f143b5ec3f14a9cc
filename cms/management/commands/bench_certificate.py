"""`manage.py bench_certificate`: CPU of one certificate in a warm process, as JSON, for `make bench`."""

import json
import statistics
import time
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.dates import local_day
from certificates.models import Certificate, CertificateFile
from certificates.rendering import render_certificate
from certificates.services.files import certificate_data


class Command(BaseCommand):
    help = "Makes certificates of the demo world without storing them, and tells what one costs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, default=20)

    def handle(self, *args: Any, rounds: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Meten doe je in de demo.")
        valid = Certificate.objects.valid_on(local_day(timezone.now()))
        waiting = CertificateFile.objects.exclude(pending_token="").filter(certificate__in=valid)
        file = waiting.select_related("certificate").first()
        if file is None:
            raise CommandError("Er wacht geen certificaat. Begin met een nieuwe datamap, zonder worker.")
        data = certificate_data(file)
        for _ in range(3):
            render_certificate(data)
        report = {
            "cpu_ms": _median_ms(lambda: render_certificate(data), rounds),
            "check": urlsplit(data.url).path,
            "holder": _email(file.certificate),
        }
        self.stdout.write(json.dumps(report))


def _email(certificate: Certificate) -> str:
    """With which address the holder signs in."""
    user = certificate.completion.enrollment.learner.user
    return (user and user.email) or ""


def _median_ms(act: Any, rounds: int) -> float:
    """The median CPU of `rounds` calls, in milliseconds, all threads together."""
    spent = []
    for _ in range(rounds):
        begin = time.process_time()
        act()
        spent.append((time.process_time() - begin) * 1000)
    return statistics.median(spent)
