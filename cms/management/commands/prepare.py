"""`manage.py prepare`: everything between an empty data folder and a site that can start, in one process.

Each step looks first whether it is needed, so running it again costs little and changes nothing.
"""

import hashlib
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from certificates.keyring import KeyProblem
from certificates.services.keys import make_keys, register_keys
from cms.services.rights import grant_rights
from cms.services.workflows import set_up_workflow

# Written when the whole world stands; who removes the demo world afterwards does not get it back.
DEMO_STAMP = "demo-loaded"


class Command(BaseCommand):
    help = (
        "Migrates, makes the cache table, gives the roles their rights, collects static files and, in the demo, "
        "loads the demo world once."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--without-demo", action="store_true", help="leave the demo world out")

    def handle(self, *args: Any, without_demo: bool, **options: Any) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        self._migrate()
        self._keys()
        grant_rights()
        set_up_workflow()
        self._collect()
        if settings.DEMO and not without_demo:
            self._load_demo()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connections["default"])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Ik maak de database klaar…")
            call_command("migrate", verbosity=0, interactive=False)
        if "academie_cache" not in self._cache_tables():
            for alias in connections:
                call_command("createcachetable", database=alias, verbosity=0)

    def _cache_tables(self) -> set[str]:
        return {name for alias in connections for name in connections[alias].introspection.table_names()}

    def _keys(self) -> None:
        """In the demo, keys that say so; in production the public halves of the keys that are there."""
        now = timezone.now()
        try:
            if settings.DEMO:
                make_keys(now=now, organization=settings.WAGTAIL_SITE_NAME, is_demo=True)
            else:
                register_keys(now=now)
        except KeyProblem as problem:
            raise CommandError(str(problem)) from None

    def _collect(self) -> None:
        """Collects only when a source changed: hashing and compressing everything takes seconds."""
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        digest = _static_digest()
        if stamp.exists() and stamp.read_text() == digest:
            return
        self.stdout.write("Ik zet de bestanden van de site klaar…")
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(digest)

    def _load_demo(self) -> None:
        stamp = settings.DATA_DIR / DEMO_STAMP
        if stamp.exists() or "load_demo" not in get_commands():
            return
        self.stdout.write("Ik laad de voorbeeldwereld…")
        # All of it or nothing, because an interrupted start is tried again; its logins are for the terminal, not here.
        with transaction.atomic():
            call_command("load_demo", verbosity=0, stdout=StringIO())
        stamp.touch()


def _static_digest() -> str:
    """Changes with the name, size or time of any static source."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=[]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
