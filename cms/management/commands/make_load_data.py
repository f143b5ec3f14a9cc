"""More of the demo world, to measure with: more groups and people, and a long past of answers."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from accounts.models import Learner
from cms.demo.history import add_answers
from cms.demo.nation import Nation, Size
from cms.demo.world import load_world
from cms.services.rights import grant_rights
from courses.models import CourseEdition


class Command(BaseCommand):
    help = (
        "Maakt een grotere voorbeeldwereld om mee te meten, in een lege Academie. Niet in productie. "
        "Met --answers of --national komen er antwoorden of een heel land bij, ook in een Academie waar de "
        "voorbeeldwereld al in staat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--groups", type=int, default=200)
        parser.add_argument("--people", type=int, default=500)
        parser.add_argument("--answers", type=int, default=0)
        parser.add_argument(
            "--national", action="store_true", help="groepen, mensen en certificaten van heel Nederland"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Meetgegevens horen niet in productie.")
        if options["national"]:
            self.add_nation()
        elif not options["answers"] or not Learner.objects.exists():
            grant_rights()
            load_world(now=timezone.now(), groups=options["groups"], people=options["people"])
            self.stdout.write(f"{options['groups']} groepen en {options['people']} mensen gemaakt.")
        if options["answers"]:
            self.add_answers(options["answers"])

    def add_nation(self) -> None:
        size = Size()
        Nation(edition=self.edition(), now=timezone.now()).make(size)
        self.analyze()
        self.stdout.write(
            f"{size.groups + size.teams} groepen, {size.people} mensen, {size.certificates} certificaten."
        )

    def edition(self) -> CourseEdition:
        return CourseEdition.objects.filter(course__slug="saar").current().select_related("course")[0]

    def analyze(self) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # autovacuum would, a minute later; measuring does not wait for it

    def add_answers(self, count: int) -> None:
        added = add_answers(edition=self.edition(), count=count, now=timezone.now())
        self.analyze()
        self.stdout.write(f"{added} antwoorden gemaakt.")
