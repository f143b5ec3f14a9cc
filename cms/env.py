"""Reading the environment: typed, and loud when something is missing (DESIGN §8)."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

__all__ = ["database", "required", "secret_file", "text"]


def text(name: str, default: str = "") -> str:
    """The variable `name`, stripped; `default` when it is absent or empty."""
    return os.environ.get(name, "").strip() or default


def required(name: str, explain: str) -> str:
    """The variable `name`; raises ImproperlyConfigured with a sentence that says what to set."""
    if value := text(name):
        return value
    raise ImproperlyConfigured(f"Zet de omgevingsvariabele {name}: {explain}")


def secret_file(path: Path) -> str:
    """The secret in `path` (mode 0600), made with 50 random characters when it is not there yet."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
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
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": SQLITE_OPTIONS}


def database(url: str) -> dict[str, Any]:
    """Settings of `postgres://user:password@host:port/name?option=value`, with psycopg's pool.

    Raises ImproperlyConfigured for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL begint met postgres://; laat de variabele weg voor SQLite in de datamap."
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
