"""Loads the courses and the demo world, once."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from cms.demo.data import DOMAIN
from cms.demo.removing import SOURCE
from cms.demo.staff import logins
from cms.demo.world import load_world
from cms.services.rights import grant_rights
from registrations.models import Group

LOGINS_FILE = "demo-logins.txt"


class Command(BaseCommand):
    help = "Vult een lege Academie met verzonnen mensen, groepen en certificaten. Niet in productie."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("De voorbeeldwereld hoort niet in productie: iedereen kent de inlogcodes.")
        grant_rights()
        call_command("load_courses", verbosity=0, stdout=self.stdout)
        if User.objects.filter(email__endswith=f"@{DOMAIN}").exists():
            self.stdout.write("De voorbeeldwereld staat er al.")
            return
        if Group.objects.filter(source=SOURCE).exists():
            self.stdout.write("Er zijn nog groepen van een vorige voorbeeldwereld. Neem een lege datamap.")
            return
        load_world(now=timezone.now())
        path = settings.DATA_DIR / LOGINS_FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(logins() + "\n", encoding="utf-8")
        self.stdout.write(logins())
