"""More of the demo world, to measure with. Small for now; it grows with what has to be measured."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.demo.world import load_world
from cms.services.rights import grant_rights


class Command(BaseCommand):
    help = "Maakt een grotere voorbeeldwereld om mee te meten, in een lege Academie. Niet in productie."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--groups", type=int, default=200)
        parser.add_argument("--people", type=int, default=500)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Meetgegevens horen niet in productie.")
        grant_rights()
        load_world(now=timezone.now(), groups=options["groups"], people=options["people"])
        self.stdout.write(f"{options['groups']} groepen en {options['people']} mensen gemaakt.")
