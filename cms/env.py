"""Reading the environment: typed, and loud when something is missing (DESIGN §8)."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

__all__ = ["database", "number", "origin", "origins", "required", "secret_file", "sqlite", "text"]


def text(name: str, default: str = "") -> str:
    """The variable `name`, stripped; `default` when it is absent or empty."""
    return os.environ.get(name, "").strip() or default


def required(name: str, explain: str) -> str:
    """The variable `name`; raises ImproperlyConfigured with a sentence that says what to set."""
    if value := text(name):
        return value
    raise ImproperlyConfigured(f"Zet de omgevingsvariabele {name}: {explain}")


def number(name: str, default: int, *, low: int, high: int) -> int:
    """The variable `name` as a whole number; raises ImproperlyConfigured when it is none between `low` and `high`."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdecimal() and len(value) < 10 and low <= int(value) <= high):
        raise ImproperlyConfigured(f"Zet {name} op een heel getal van {low} tot en met {high}, nu staat er: {value}")
    return int(value)


def origin(name: str, value: str, *, schemes: tuple[str, ...]) -> str:
    """`value`, the variable `name`, as scheme, host and port, without the last slash.

    Raises ImproperlyConfigured for anything more or less: this address is printed on paper, for good (DESIGN §7).
    """
    example = f"{schemes[0]}://academie.example.nl"
    try:
        parts = urlsplit(value)
        is_whole = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port above 65535 or no number, a bracket that does not close
        is_whole = False
    if not is_whole:
        raise ImproperlyConfigured(
            f"Zet {name} op een volledig adres dat begint met {schemes[0]}://, zoals {example}. "
            f"Een poort is een getal van 1 tot en met 65535. Nu staat er: {value}"
        )
    if parts.path not in {"", "/"} or "?" in value or "#" in value or "@" in parts.netloc:
        raise ImproperlyConfigured(
            f"Zet {name} op alleen het adres van de site, zoals {example}: zonder pad, vraagteken, hekje of "
            f"gebruikersnaam. Nu staat er: {value}"
        )
    return f"{parts.scheme}://{parts.netloc}"


def origins(name: str, value: str, *, schemes: tuple[str, ...]) -> list[str]:
    """The addresses in `value`, the variable `name`, with commas between them; each judged by `origin`."""
    return [origin(name, address.strip(), schemes=schemes) for address in value.split(",") if address.strip()]


def secret_file(path: Path) -> str:
    """The secret in `path` (mode 0600), made with 50 random characters when it is not there yet."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


# IMMEDIATE and WAL: with Django's defaults 745 of 1800 racing writes failed; FULL: an answer that said
# "bewaard" survives a power cut (research/experience.md §1.5).
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA journal_size_limit=27103364;"
    ),
}


def sqlite(path: Path) -> dict[str, Any]:
    """Settings of one SQLite database file."""
    # Kept open: opening the file and running the PRAGMAs anew costs more than most pages.
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "CONN_MAX_AGE": None, "OPTIONS": SQLITE_OPTIONS}


def database(url: str) -> dict[str, Any]:
    """Settings of `postgres://user:password@host:port/name?option=value`, with psycopg's pool.

    Raises ImproperlyConfigured for any other scheme.
    """
    try:
        parts = urlsplit(url)
        is_postgres = parts.scheme in {"postgres", "postgresql"} and parts.port != 0
    except ValueError:
        is_postgres = False
    if not is_postgres:
        # The address itself is not repeated: it holds a password.
        raise ImproperlyConfigured(
            "Zet DATABASE_URL op een adres dat begint met postgres://, met een poort van 1 tot en met 65535; "
            "laat de variabele weg voor SQLite in de datamap."
        )
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options | {"pool": {"min_size": 1, "max_size": 8}},
    }
