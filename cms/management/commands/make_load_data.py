"""More of the demo world, to measure with: more groups and people, and a long past of answers."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from accounts.models import Learner
from cms.demo.history import add_answers
from cms.demo.world import load_world
from cms.services.rights import grant_rights
from courses.models import CourseEdition


class Command(BaseCommand):
    help = (
        "Maakt een grotere voorbeeldwereld om mee te meten, in een lege Academie. Niet in productie. "
        "Met --answers komen er antwoorden bij, ook in een Academie waar de voorbeeldwereld al in staat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--groups", type=int, default=200)
        parser.add_argument("--people", type=int, default=500)
        parser.add_argument("--answers", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Meetgegevens horen niet in productie.")
        if not options["answers"] or not Learner.objects.exists():
            grant_rights()
            load_world(now=timezone.now(), groups=options["groups"], people=options["people"])
            self.stdout.write(f"{options['groups']} groepen en {options['people']} mensen gemaakt.")
        if options["answers"]:
            self.add_answers(options["answers"])

    def add_answers(self, count: int) -> None:
        edition = CourseEdition.objects.filter(course__slug="saar").current().select_related("course")[0]
        added = add_answers(edition=edition, count=count, now=timezone.now())
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # autovacuum would, a minute later; measuring does not wait for it
        self.stdout.write(f"{added} antwoorden gemaakt.")
