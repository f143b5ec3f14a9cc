"""A PostgreSQL server for the tests: the one you name, one that is running, or a throwaway cluster.

The throwaway cluster is made in a temporary folder from installed binaries, never as root, and removed afterwards.
"""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from scripts import debian

__all__ = ["NoServer", "server"]

CANDIDATES = ("postgres://postgres@127.0.0.1:5432/{name}", "postgres://postgres@/{name}?host=/var/run/postgresql")
INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
# A test database is thrown away: syncing every commit to disk only costs time.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


class NoServer(Exception):
    """There is no PostgreSQL server, and no way to make one here."""


@contextmanager
def server() -> Iterator[str]:
    """The address for TEST_DATABASE_URL while the block runs; raises NoServer with a Dutch sentence.

    The database in the address need not exist: Django makes and removes `test_<name>` beside it.
    """
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    # A name of our own, so that two runs at the same time do not remove each other's database.
    name = f"academie_{os.getpid()}"
    for candidate in CANDIDATES:
        if _answers(candidate.format(name="postgres")):
            yield candidate.format(name=name)
            return
    with _throwaway() as port:
        yield f"postgres://postgres@127.0.0.1:{port}/{name}"


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


@contextmanager
def _throwaway() -> Iterator[int]:
    """A new cluster on a free port; it is gone when the block ends."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="academie-postgres-"))
    data, port, user = folder / "data", _free_port(), _unprivileged_user()
    if user:
        shutil.chown(folder, user)
    as_user = ["runuser", "-u", user, "--"] if user else []
    start = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {FAST}"
    control = [*as_user, f"{binaries}/pg_ctl", "-D", str(data)]
    try:
        _run([*as_user, f"{binaries}/initdb", "-D", str(data), *INITDB])
        _run([*control, "-w", "-l", f"{folder}/log", "-o", start, "start"])
        yield port
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], cwd="/", capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str]) -> None:
    # cwd: a user that is not root may not be allowed to enter the folder we are in.
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise NoServer(f"PostgreSQL start niet: {done.stderr.strip()[-500:]}")


def _binaries() -> Path:
    """The folder with initdb of the newest installed version; installs PostgreSQL as root when there is none."""
    for attempt in range(2):
        versions = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: float(path.split("/")[4]))
        found = versions[-1] if versions else shutil.which("initdb")
        if found:
            return Path(found).resolve().parent
        if attempt or not debian.install([debian.POSTGRES_PACKAGE]):
            break
    raise NoServer(f"Er is geen PostgreSQL. Installeer die: sudo apt install {debian.POSTGRES_PACKAGE}")


def _unprivileged_user() -> str:
    """Who runs the cluster when we are root; "" when we are not."""
    if os.geteuid() != 0:
        return ""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
