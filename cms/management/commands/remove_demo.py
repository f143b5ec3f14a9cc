"""Removes the demo world."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.demo.removing import remove_world


class Command(BaseCommand):
    help = (
        "Haalt de voorbeeldwereld weg: alle verzonnen mensen, groepen en certificaten. "
        "Waar echte mensen aan vastzitten, blijft."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        removed = remove_world()
        for label, count in removed.counts.items():
            self.stdout.write(f"{label}: {count}")
        for name in removed.kept_accounts:
            self.stdout.write(
                f"Account blijft, zonder adres, rollen en tweede stap: {name}. "
                "Het trok een certificaat van een echt mens in, of bekeek het."
            )
        for name in removed.kept_groups:
            self.stdout.write(f"Groep blijft, want er is een echt mens geregistreerd: {name}.")
