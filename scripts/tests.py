"""Runs the tests: on SQLite with the browser, then what touches the database again on PostgreSQL.

Use: `python -m scripts.tests [--all | --slow] [arguments for pytest]` inside the environment that `make test` makes.
`--slow` runs only what `make test` leaves out.
"""

import os
import subprocess
import sys
import time

from scripts import debian, postgres
from scripts.venv import ROOT

__all__ = ["main"]

# Who is ready takes over from who is not: the tests in a browser stand together, and take ten times as long as others.
WORKERS = ["-n", "2", "--dist", "worksteal"]
# Tests make their own data folder and databases; what the caller set for a site must not reach them.
OF_A_SITE = ("ACADEMIE_", "DATABASE_URL", "TEST_DATABASE_URL", "REDIS_URL", "EMAIL_", "PORT", "DJANGO_")
# Compiling the tests costs every worker seconds: what one run compiles is kept for the next.
NOT_OURS = (*OF_A_SITE, "PYTHONDONTWRITEBYTECODE")


def main(arguments: list[str]) -> int:
    """0 when everything passed on both databases."""
    tier = "slow and " if "--slow" in arguments else "" if "--all" in arguments else "not slow and "
    extra = [argument for argument in arguments if argument not in {"--all", "--slow"}]
    _need_packages()
    sqlite = _pytest("SQLite en de browser", [*extra, "-m", f"{tier}not postgres"], {})
    try:
        with postgres.server() as url:
            on_postgres = _pytest(
                "PostgreSQL", [*extra, "--database-only", "-m", f"{tier}not browser"], {"TEST_DATABASE_URL": url}
            )
    except postgres.NoServer as error:
        print(error, file=sys.stderr)
        on_postgres = 1
    return sqlite or on_postgres


def _need_packages() -> None:
    missing = debian.missing_for_tests()
    if missing and not debian.install(missing):
        sys.exit(f"Voor de tests ontbreekt iets. Installeer het: sudo apt install {' '.join(missing)}")


def _pytest(title: str, arguments: list[str], environment: dict[str, str]) -> int:
    print(f"== {title}", flush=True)
    begin = time.monotonic()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}
    command = [sys.executable, "-m", "pytest", *WORKERS, "--durations=5", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=clean | environment, check=False, stdin=subprocess.DEVNULL)
    print(f"== {title}: {time.monotonic() - begin:.0f} s", flush=True)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
