"""The migrated test database, made once: the migrations cost 40 seconds of CPU, a copy half a second.

On SQLite the copy is a file in FOLDER, for every worker and every run until code or packages change. On PostgreSQL it
is a template database, for the workers of one run. Django's `migrate` runs over each copy too: what it lacks is added.
"""

import fcntl
import gc
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests import databases

__all__ = ["FOLDER", "key", "set_up", "tear_down"]

FOLDER = settings.BASE_DIR / ".migrated_cache"
APPS = ("accounts", "registrations", "courses", "certificates", "cms", "tests/settings.py")
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")

Made = list[tuple[Any, str, bool]]


def set_up() -> Made:
    """Makes the test database of this process, from the copy when there is one; give what it returns to `tear_down`."""
    make = _on_sqlite if databases.is_sqlite() else _on_postgres
    with _alone(connection.vendor), _no_garbage_collection():
        return make()


def tear_down(made: Made) -> None:
    """Removes the test database of this process, and the template that its run made."""
    teardown_databases(made, verbosity=0)
    if not databases.is_sqlite():
        # Every worker of the run does this when it is ready; who comes later would make it anew.
        _on_server(f'DROP DATABASE IF EXISTS "{_template()}"')


def key(root: Path = settings.BASE_DIR) -> str:
    """What the migrated database depends on: our Python under `root`, the packages and Python itself."""
    digest = hashlib.sha256(sys.version.encode())
    digest.update(repr(sorted((found.name, found.version) for found in distributions())).encode())
    for path in _sources(root):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:24]


def _sources(root: Path) -> Iterator[Path]:
    for name in APPS:
        yield from [root / name] if name.endswith(".py") else sorted((root / name).rglob("*.py"))


def _on_sqlite() -> Made:
    kept = FOLDER / f"{key()}.sqlite3"
    target = connection.settings_dict["TEST"]["NAME"]
    if kept.exists():
        shutil.copyfile(kept, target)
        return _set_up(keepdb=True)
    made = _set_up(keepdb=False)
    for old in FOLDER.glob("*.sqlite3"):
        old.unlink()
    # Under another name until it is whole: who is interrupted leaves no half copy.
    databases.snapshot(kept.with_suffix(".part"))
    kept.with_suffix(".part").replace(kept)
    return made


def _on_postgres() -> Made:
    template = _template()
    if _exists(template):
        connection.settings_dict["TEST"]["TEMPLATE"] = template
        return _set_up(keepdb=False)
    made = _set_up(keepdb=False)
    if RUN:
        connection.close()  # a database that somebody has open cannot be copied
        connection.close_pool()
        _on_server(f'CREATE DATABASE "{template}" TEMPLATE "{connection.settings_dict["NAME"]}"')
    return made


def _set_up(*, keepdb: bool) -> Made:
    # Not serialized: no test asks for `serialized_rollback`.
    return setup_databases(
        verbosity=0, interactive=False, aliases={"default"}, keepdb=keepdb, serialized_aliases=frozenset()
    )


def _template() -> str:
    return f"academie_migrated_{RUN[:12] or os.getpid()}"


def _exists(database: str) -> bool:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return cursor.fetchone() is not None


def _on_server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def _alone(vendor: str) -> Iterator[None]:
    """One process at a time: the first makes what the others copy."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / ".gitignore").write_text("*\n")
    with (FOLDER / f"{vendor}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """The migrations make heaps of classes; looking through them again and again is a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
