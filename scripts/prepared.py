"""Whether `manage.py prepare` still has something to do, told without starting Django (which takes a second).

Standard library only.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from scripts.venv import ROOT

__all__ = ["is_prepared", "remember"]

STAMP = ".prepared"


def is_prepared(data: Path) -> bool:
    """Whether nothing changed in code, lock, static files or database since `remember(data)`."""
    stamp = data / STAMP
    return not os.environ.get("DATABASE_URL") and stamp.exists() and stamp.read_text() == _digest(data)


def remember(data: Path) -> None:
    """Call when `prepare` has succeeded."""
    (data / STAMP).write_text(_digest(data))


def _digest(data: Path) -> str:
    digest = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for path in sorted(_sources()):
        status = path.stat()
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    digest.update(repr(_applied(data / "academie.sqlite3")).encode())
    for made in ("static/.collected", "cache.sqlite3", "demo-loaded", "keys/seal.pem"):
        digest.update(f"{made} {(data / made).exists()}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    """Every file of ours that `prepare` works with: migrations, static files, rights, itself."""
    for app in ROOT.glob("*/apps.py"):
        yield from (app.parent / "migrations").glob("*.py")
        yield from (path for path in (app.parent / "static").rglob("*") if path.is_file())
    yield from (path for path in (ROOT / "static").rglob("*") if path.is_file())
    for folder in ("management/commands", "services"):
        yield from (ROOT / "cms" / folder).glob("*.py")


def _applied(database: Path) -> list[tuple[str, str]]:
    """The migrations that this very file has had; a database put back from a backup may be behind."""
    if not database.exists():
        return []
    with closing(sqlite3.connect(database, timeout=5)) as connection:
        try:
            return connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
        except sqlite3.DatabaseError:
            return []
