"""Reading the source: only the questions are read, whether from a database, a server or a dump."""

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.db import connection

from courses.services.django_quiz_app import read_database, read_dump, reading
from courses.services.django_quiz_app.source import TABLES
from tests.courses.django_quiz_app.source import SCHEMA, dump_of, url_of


def test_a_dump_says_the_same_as_the_database(old: Path) -> None:
    source = read_database(url_of(old))
    assert read_dump(dump_of(old)) == source
    assert [found.kind for found in source.questions] == [
        "essay",
        "true_false",
        "choice",
        "true_false",
        "choice",
        "true_false",
    ]


def test_only_the_tables_with_questions_are_read(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[str] = set()
    connect = sqlite3.connect

    def spied(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        source = connect(*args, **kwargs)

        def watch(action: int, table: str, *rest: Any) -> int:
            if action == sqlite3.SQLITE_READ:
                read.add(table)
            return sqlite3.SQLITE_OK

        source.set_authorizer(watch)
        return source

    monkeypatch.setattr(sqlite3, "connect", spied)
    read_database(url_of(old))
    assert read == set(TABLES)
    assert not {"quiz_sitting", "quiz_progress", "auth_user"} & read


def test_the_source_cannot_be_written(old: Path) -> None:
    with reading.sqlite_source(old) as select, pytest.raises(sqlite3.OperationalError, match="readonly"):
        select("DELETE FROM quiz_quiz")


@pytest.mark.postgres
def test_a_postgres_source_is_read_with_rights_to_its_questions_only(transactional_db: None, old: Path) -> None:
    serial = SCHEMA.replace("quiz_question_quiz (id integer", "quiz_question_quiz (id serial")
    tables = ", ".join(f"oud.{table}" for table in TABLES)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA oud; SET search_path TO oud; {serial}; SET search_path TO public")
        cursor.execute("CREATE ROLE academie_lezer; GRANT USAGE ON SCHEMA oud TO academie_lezer")
        cursor.execute(f"GRANT SELECT ON {tables} TO academie_lezer")
    try:
        assert read_database(postgres_url()) == read_database(url_of(old))
        with reading.postgres_source(postgres_url()) as select, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            select("CREATE TABLE oud.nieuw (id integer)")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA oud CASCADE; DROP ROLE academie_lezer")


def postgres_url() -> str:
    """The address of the database of the tests, for a role that may read the questions in the schema `oud`."""
    settings = connection.settings_dict
    server = {"host": settings["HOST"] or settings["OPTIONS"].get("host"), "port": settings["PORT"]}
    options = {"options": "-csearch_path=oud -crole=academie_lezer"}
    query = urlencode({name: value for name, value in (server | options).items() if value}, quote_via=quote)
    return f"postgres://{quote(settings['USER'])}:{quote(settings['PASSWORD'])}@/{settings['NAME']}?{query}"
