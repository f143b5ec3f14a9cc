"""Putting a SQLite test database back to a known state in milliseconds, whoever has it open."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import connection

__all__ = ["is_sqlite", "pristine", "put_back", "snapshot"]


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def pristine() -> Path:
    """The database of this process as its migrations left it (made by the fixture `django_db_setup`)."""
    return Path(settings.DATA_DIR) / f"{Path(connection.settings_dict['NAME']).name}.pristine"


def snapshot(copy: Path) -> None:
    """Copies the test database to `copy`."""
    _copy(connection.settings_dict["NAME"], copy)


def put_back(copy: Path) -> None:
    """Makes the test database equal to `copy`; other connections see it at their next statement.

    Forgets what is cached: that was about rows of another world, which may have the same ids.
    """
    for cache in caches.all():
        cache.clear()
    connection.close()
    _copy(copy, connection.settings_dict["NAME"])


def _copy(source: str | Path, target: str | Path) -> None:
    with closing(sqlite3.connect(source, timeout=20)) as old, closing(sqlite3.connect(target, timeout=20)) as new:
        old.backup(new)
