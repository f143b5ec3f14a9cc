"""Writes `docs/verwerkingsregister.md` anew, after a field was added or a term changed."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.processing_register import PATH, register_text


class Command(BaseCommand):
    help = "Schrijft docs/verwerkingsregister.md opnieuw, uit accounts/personal_data.py en de modellen."

    def handle(self, *args: Any, **options: Any) -> None:
        PATH.write_text(register_text(), encoding="utf-8")
        self.stdout.write(f"Geschreven: {PATH.name}")
