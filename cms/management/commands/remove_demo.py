"""Removes the demo world."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.demo.removing import remove_world


class Command(BaseCommand):
    help = "Haalt de voorbeeldwereld weg: alle verzonnen mensen, groepen en certificaten, en niets anders."

    def handle(self, *args: Any, **options: Any) -> None:
        for label, count in remove_world().items():
            self.stdout.write(f"{label}: {count}")
