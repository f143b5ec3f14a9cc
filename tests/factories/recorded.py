"""Slow rows, made once: what a builder wrote is kept as SQL, and written again for the next test that starts the same.

A course takes a second to load and release, and hundreds of tests begin with one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import time_machine
from django.db import connection, transaction
from django.utils import timezone

__all__ = ["recorded"]

T = TypeVar("T")
Rows = frozenset[str]  # each the SQL literals of one row, in the order of its columns

# The search index of SQLite is kept by triggers; sequences follow by themselves.
KEPT_BY_THE_DATABASE = ("wagtailsearch_indexentry_fts", "sqlite_sequence", "django_migrations")


@dataclass(frozen=True)
class Change:
    """What a builder did to one table."""

    table: str
    columns: tuple[str, ...]
    before: Rows
    after: Rows

    def is_as_before(self) -> bool:
        return _rows(self.table, self.columns) == self.before

    def write(self) -> None:
        with connection.cursor() as cursor:
            for row in self.before - self.after:
                cursor.execute(f"DELETE FROM {_quoted(self.table)} WHERE {self._is(row)}")  # noqa: S608 - our own rows
            if new := self.after - self.before:
                rows = ", ".join(f"({row})" for row in sorted(new))
                cursor.execute(f"INSERT INTO {_quoted(self.table)} ({_list(self.columns)}) VALUES {rows}")  # noqa: S608

    def _is(self, row: str) -> str:
        """That a row is this one: its key is its first column, in every table of Django."""
        return f"{_quoted(self.columns[0])} = {row.partition(', ')[0]}"


_kept: dict[tuple[object, ...], tuple[Any, list[Change]]] = {}


def recorded(name: str, build: Callable[[], T]) -> T:
    """What `build()` returns, with its rows in the database.

    `name` says what `build` builds. It is run again when the tables that it changes are not as they were the last
    time, or the clock is not. Give back keys rather than objects: tests change objects.
    """
    key = (name, connection.vendor, _moment())
    result, changes = _kept.get(key, (None, []))
    if changes and all(change.is_as_before() for change in changes):
        with transaction.atomic():
            for change in changes:
                change.write()
        return result
    before = _everything()
    result = build()
    after = _everything()
    found = [Change(*table, before[table], after[table]) for table in before if before[table] != after[table]]
    _kept[key] = (result, found)
    return result


def _moment() -> object:
    """The instant at which a test made the clock stand still; else the hour."""
    now = timezone.now()
    return now if time_machine.escape_hatch.is_travelling() else now.replace(minute=0, second=0, microsecond=0)


def _everything() -> dict[tuple[str, tuple[str, ...]], Rows]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        tables = [(name, _columns(cursor, name)) for name in names if not name.startswith(KEPT_BY_THE_DATABASE)]
    return {(name, columns): _rows(name, columns) for name, columns in tables}


def _columns(cursor: Any, table: str) -> tuple[str, ...]:
    return tuple(column.name for column in connection.introspection.get_table_description(cursor, table))


def _rows(table: str, columns: tuple[str, ...]) -> Rows:
    literal = "quote({})" if connection.vendor == "sqlite" else "quote_nullable({}::text)"
    parts = " || ', ' || ".join(literal.format(_quoted(column)) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts} FROM {_quoted(table)}")  # noqa: S608
        return frozenset(row for (row,) in cursor.fetchall())


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _list(columns: tuple[str, ...]) -> str:
    return ", ".join(_quoted(column) for column in columns)
