"""`manage.py distrust_key seal 1f2e…`: a stolen key, after it was replaced (docs/keys.md)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates import keyring
from certificates.keyring import KeyProblem
from certificates.services.distrusting import distrust_key
from certificates.signing.keys import Purpose


class Command(BaseCommand):
    """Cannot be undone: from then on nobody believes what the key signed."""

    help = "Meldt een sleutel als gestolen: wat ermee is getekend, telt niet meer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        purposes = [purpose.value for purpose in Purpose]
        parser.add_argument("purpose", choices=purposes, metavar="|".join(purposes), help="waarvoor de sleutel is")
        parser.add_argument("kid", help="het nummer van de sleutel")

    def handle(self, *args: Any, **options: Any) -> None:
        purpose = Purpose(options["purpose"])
        try:
            row = distrust_key(purpose, kid=options["kid"], now=timezone.now())
        except KeyProblem as problem:
            raise CommandError(_with_known(str(problem), purpose)) from None
        done = f"Sleutel {row.kid} voor {keyring.label(purpose)} telt niet meer."
        self.stdout.write(self.style.SUCCESS(done))
        self.stdout.write("Lees in docs/keys.md wat je nu doet.")


def _with_known(said: str, purpose: Purpose) -> str:
    """And the numbers of the keys that it can be, newest first."""
    rows = keyring.public_keys(purpose)
    marks = {row.kid: "" if row.retired_at else " (klaargezet)" if row.is_prepared else " (tekent nu)" for row in rows}
    known = [f"{kid}{mark}" for kid, mark in marks.items()]
    return f"{said} Sleutels: {', '.join(known) or 'geen'}."
