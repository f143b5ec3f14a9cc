"""What cannot be read is told in one sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from courses.services.django_quiz_app import Unreadable, read_dump, reading
from courses.services.django_quiz_app.source import TABLES
from tests.courses.django_quiz_app.source import change, dump_of, refused, url_of


@pytest.mark.parametrize("url", ["mysql://host/db", "sqlite://", "oud.sqlite3", "http://[", "", "postgres://[x"])
def test_an_address_that_we_do_not_know_is_one_sentence(db: None, url: str) -> None:
    assert refused(database=url).startswith(("Dit adres kennen we niet.", "We kunnen deze database niet openen."))


def test_a_database_that_does_not_answer_is_one_sentence_without_its_password(db: None, tmp_path: Path) -> None:
    assert refused(database=f"sqlite:///{tmp_path}/weg.sqlite3").startswith("We kunnen deze database niet openen.")
    sentence = refused(database="postgres://iris:geheim@127.0.0.1:1/oud")
    assert sentence.startswith("We kunnen deze database niet openen.")
    assert "geheim" not in sentence


def test_a_file_that_is_no_database_is_one_sentence(db: None, tmp_path: Path) -> None:
    path = tmp_path / "brief.sqlite3"
    path.write_text("Beste buren, " * 100)
    assert refused(database=url_of(path)).startswith("We kunnen de tabel quiz_category niet lezen.")


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_is_missing_is_named(db: None, old: Path, table: str) -> None:
    change(old, f"DROP TABLE {table}")
    assert refused(database=url_of(old)).startswith(f"We kunnen de tabel {table} niet lezen.")


def test_an_empty_source_is_one_sentence(db: None, old: Path) -> None:
    change(old, "DELETE FROM quiz_quiz; DELETE FROM quiz_question")
    assert refused(database=url_of(old)) == reading_nothing()
    assert refused(dump=dump_of(old)) == reading_nothing()


def reading_nothing() -> str:
    return "Hier staan geen toetsen en geen vragen van django-quiz-app in."


@pytest.mark.parametrize("text", ["", "{", "{}", "[1]", '[{"model": "quiz.quiz"}]', "[" * 100_000])
def test_a_dump_that_is_broken_is_one_sentence(db: None, tmp_path: Path, text: str) -> None:
    path = tmp_path / "dump.json"
    path.write_text(text)
    assert refused(dump=path).startswith("Dit bestand is geen dump van django-quiz-app.")


def test_a_dump_in_another_encoding_or_nowhere_is_one_sentence(db: None, tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    path.write_bytes('["\u00e9"]'.encode("latin-1"))
    assert refused(dump=path).startswith("Dit bestand is geen dump van django-quiz-app.")
    assert refused(dump=tmp_path / "weg.json").startswith("We kunnen dit bestand niet openen.")
    assert refused(dump=tmp_path).startswith("We kunnen dit bestand niet openen.")


@pytest.mark.parametrize(("field", "value"), [("content", 3), ("quiz", "1"), ("category", "1"), ("explanation", [])])
def test_a_row_that_cannot_be_read_is_named(old: Path, field: str, value: Any) -> None:
    path = dump_of(old)
    objects = json.loads(path.read_text())
    next(thing for thing in objects if thing["model"] == "quiz.question")["fields"][field] = value
    path.write_text(json.dumps(objects))
    with pytest.raises(Unreadable, match=f"quiz_question.*{field}"):
        read_dump(path)


def test_a_dump_that_is_too_big_is_not_opened(db: None, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_DUMP", 10)
    assert refused(dump=dump_of(old)).startswith("Dit bestand is groter dan 100 MB.")
