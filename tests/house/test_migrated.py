"""The test database may be a copy; then it is the same as one that the migrations made here."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import databases, migrated


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with the Python that the key looks at."""
    for app in migrated.APPS:
        path = tmp_path / app if app.endswith(".py") else tmp_path / app / "migrations" / "0001_initial.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("one = 1\n")
    return tmp_path


def test_the_key_stays_while_nothing_changes(house: Path) -> None:
    before = migrated.key(house)
    (house / "courses" / "notes.txt").write_text("no Python")
    assert migrated.key(house) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda house: (house / "courses/migrations/0001_initial.py").write_text("one = 2\n"),
        lambda house: (house / "cms/migrations/0002_more.py").write_text("two = 2\n"),
        lambda house: (house / "accounts/roles.py").write_text("roles = 3\n"),
        lambda house: (house / "certificates/migrations/0001_initial.py").unlink(),
        lambda house: (house / "tests/settings.py").write_text("other = 1\n"),
    ],
    ids=["edited", "added", "imported", "removed", "settings"],
)
def test_the_key_changes_with_our_python(change: Callable[[Path], object], house: Path) -> None:
    before = migrated.key(house)
    change(house)
    assert migrated.key(house) != before


def test_the_key_changes_with_a_package(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = migrated.key(house)
    monkeypatch.setattr(migrated, "distributions", list)
    assert migrated.key(house) != before


@pytest.mark.django_db
def test_every_migration_was_applied() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.mark.django_db
def test_rights_and_content_types_are_those_of_the_models() -> None:
    before = _rights()
    call_command("migrate", verbosity=0)
    assert _rights() == before


@pytest.mark.django_db
def test_a_copy_is_kept_for_the_next_run() -> None:
    if databases.is_sqlite():
        # One, the newest: another run may have made it since, when somebody is at work on the code.
        assert len(list(migrated.FOLDER.glob("*.sqlite3"))) == 1
    elif migrated.RUN:
        assert migrated._exists(migrated._template())


def _rights() -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    types = set(ContentType.objects.values_list("app_label", "model"))
    return types, set(Permission.objects.values_list("content_type__model", "codename"))
