"""Opening a source of django-quiz-app 0.5.1: its database, to read only, or a JSON file that `dumpdata` wrote."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from courses.services.django_quiz_app.source import BAD_ROW, TABLES, Row, Source, Tables, Unreadable, source_of

__all__ = ["read_database", "read_dump"]

Select = Callable[[str], Iterable[tuple[Any, ...]]]

MODELS = {
    "quiz.category": "quiz_category",
    "quiz.subcategory": "quiz_subcategory",
    "quiz.quiz": "quiz_quiz",
    "quiz.question": "quiz_question",
    "multichoice.mcquestion": "multichoice_mcquestion",
    "multichoice.answer": "multichoice_answer",
    "true_false.tf_question": "true_false_tf_question",
    "essay.essay_question": "essay_essay_question",
}
MAX_DUMP = 100 * 1024 * 1024

NO_ADDRESS = "Dit adres kennen we niet. Geef sqlite:///map/bestand.sqlite3 of postgres://naam@server/database."
NO_DATABASE = "We kunnen deze database niet openen. Kijk of het adres klopt en of je erin mag lezen."
NO_TABLE = "We kunnen de tabel {} niet lezen. Kijk of dit de database van django-quiz-app 0.5.1 is."
NO_FILE = "We kunnen dit bestand niet openen. Kijk of de naam klopt."
NO_DUMP = "Dit bestand is geen dump van django-quiz-app. Maak het opnieuw met dumpdata, als JSON in UTF-8."
TOO_BIG = "Dit bestand is groter dan 100 MB. Maak de dump opnieuw, alleen van quiz, multichoice, true_false en essay."


def read_database(url: str) -> Source:
    """Read sqlite:///path or postgres://...; nothing can be written over this connection. Raises Unreadable."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Unreadable(NO_ADDRESS) from None
    if parts.scheme == "sqlite" and not parts.netloc and parts.path.strip("/"):
        with sqlite_source(Path(unquote(parts.path[1:]))) as select:
            return source_of(tables_of(select))
    if parts.scheme in {"postgres", "postgresql"}:
        with postgres_source(url) as select:
            return source_of(tables_of(select))
    raise Unreadable(NO_ADDRESS)


@contextmanager
def sqlite_source(path: Path) -> Iterator[Select]:
    """A way to select from this file, all from one moment."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
    except sqlite3.Error:
        raise Unreadable(NO_DATABASE) from None
    with closing(connection):
        connection.execute("BEGIN")
        yield connection.execute


@contextmanager
def postgres_source(url: str) -> Iterator[Select]:
    """A way to select from this server, all from one moment."""
    try:
        options = f"{conninfo_to_dict(url).get('options', '')} -c default_transaction_read_only=on"
        connection = psycopg.connect(url, options=options, connect_timeout=10)
    except (psycopg.Error, UnicodeError):
        raise Unreadable(NO_DATABASE) from None
    with closing(connection):
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        # Every name comes from TABLES.
        yield lambda query: connection.execute(query.encode())


def tables_of(select: Select) -> Tables:
    """The rows of every table of TABLES."""
    found: Tables = {}
    for table, columns in TABLES.items():
        names = ", ".join(f"{table}.{column}" for column in columns)
        try:
            rows = list(select(f"SELECT {names} FROM {table}"))  # noqa: S608  # names of TABLES only
        except (sqlite3.Error, psycopg.Error):
            raise Unreadable(NO_TABLE.format(table)) from None
        found[table] = [dict(zip(columns, row, strict=True)) for row in rows]
    return found


def read_dump(path: Path) -> Source:
    """Read the JSON of `manage.py dumpdata quiz multichoice true_false essay`. Raises Unreadable."""
    try:
        if path.stat().st_size > MAX_DUMP:
            raise Unreadable(TOO_BIG)
        objects = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise Unreadable(NO_FILE) from None
    except (ValueError, RecursionError):
        raise Unreadable(NO_DUMP) from None
    if not isinstance(objects, list):
        raise Unreadable(NO_DUMP)
    return source_of(tables_of_dump(objects))


def tables_of_dump(objects: list[Any]) -> Tables:
    """The objects of a dump as rows of the tables that they came from."""
    found: Tables = {table: [] for table in TABLES}
    for thing in objects:
        if not isinstance(thing, dict) or not isinstance(thing.get("fields"), dict):
            raise Unreadable(NO_DUMP)
        table = MODELS.get(str(thing.get("model")))
        if table is None:  # people's data and other apps
            continue
        key, *columns = TABLES[table]
        fields = thing["fields"]
        found[table].append(
            {key: thing.get("pk")} | {column: fields.get(column.removesuffix("_id")) for column in columns}
        )
        if table == "quiz_question":
            found["quiz_question_quiz"] += links_of(thing)
    return found


def links_of(question: Mapping[str, Any]) -> list[Row]:
    """The quizzes that a dumped question is in."""
    quizzes = question["fields"].get("quiz")
    if not isinstance(quizzes, list):
        raise Unreadable(BAD_ROW.format("quiz_question", "quiz"))
    return [{"question_id": question.get("pk"), "quiz_id": quiz} for quiz in quizzes]
