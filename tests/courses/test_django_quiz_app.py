"""The import of django-quiz-app: what it asks comes along as drafts, and nothing of what people did is read."""

import json
import random
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import AuditEvent, User
from courses.models import Attempt, Category, CourseEdition, CoursePage, Grade, LessonPage, Question, QuizPage
from courses.quiz import parse_question
from courses.services.django_quiz_app import Source, Unreadable, import_quizzes, read_database, read_dump, reading
from courses.services.django_quiz_app.source import TABLES
from courses.services.grading import submit_attempt
from courses.services.marking import mark_answer
from courses.services.reading import edition_content
from courses.services.releasing import release_edition
from courses.services.starting import start_attempt
from tests.conftest import NOW
from tests.factories.courses import course_index, edit_question, make_enrollment, right_data, save
from tests.factories.quizzes import SCREEN, add_question, stream
from tests.quiz import samples

SLUG = "ingevoerde-toetsen"
SCHEMA = """
CREATE TABLE auth_user (id integer PRIMARY KEY, username text);
CREATE TABLE quiz_progress (id integer PRIMARY KEY, score text, user_id integer);
CREATE TABLE quiz_sitting (id integer PRIMARY KEY, user_id integer, quiz_id integer, user_answers text);
CREATE TABLE quiz_category (id integer PRIMARY KEY, category text);
CREATE TABLE quiz_subcategory (id integer PRIMARY KEY, sub_category text, category_id integer);
CREATE TABLE quiz_quiz (id integer PRIMARY KEY, title text, url text, pass_mark integer, max_questions integer,
    category_id integer, random_order boolean, answers_at_end boolean, exam_paper boolean, single_attempt boolean,
    draft boolean, description text, success_text text, fail_text text);
CREATE TABLE quiz_question (id integer PRIMARY KEY, category_id integer, sub_category_id integer, content text,
    explanation text, figure text);
CREATE TABLE quiz_question_quiz (id integer PRIMARY KEY, question_id integer, quiz_id integer);
CREATE TABLE multichoice_mcquestion (question_ptr_id integer PRIMARY KEY, answer_order text);
CREATE TABLE multichoice_answer (id integer PRIMARY KEY, question_id integer, content text, correct boolean);
CREATE TABLE true_false_tf_question (question_ptr_id integer PRIMARY KEY, correct boolean);
CREATE TABLE essay_essay_question (question_ptr_id integer PRIMARY KEY);
INSERT INTO auth_user VALUES (1, 'iris');
INSERT INTO quiz_progress VALUES (1, 'Buurt,3,4,', 1);
INSERT INTO quiz_sitting VALUES (1, 1, 1, '{}');
INSERT INTO quiz_category VALUES (1, 'Buurt'), (2, 'Verkeer');
INSERT INTO quiz_subcategory VALUES (5, 'Fietsen', 2);
INSERT INTO quiz_quiz VALUES
    (1, 'Veilig op straat', 'veilig', 70, NULL, 1, true, true, true, true, false,
     '<p>Kijk goed.</p><p>Neem de tijd.</p>', 'Goed gedaan!', 'Lees het nog eens.'),
    (2, 'Oefenen', 'oefenen', 0, 2, NULL, false, false, false, false, true, '', '', 'Nog niet.');
INSERT INTO quiz_question VALUES
    (10, 1, NULL, 'Wie bel je bij <b>brand</b>?', 'Bij brand telt elke seconde.', ''),
    (11, 2, 5, 'Een fiets heeft licht nodig.', 'In het donker.', NULL),
    (12, NULL, NULL, 'Wat doe je als eerste?', '', 'uploads/2015/figuur.png'),
    (13, 2, NULL, 'Wat is rood?', 'Kijk om je heen.', ''),
    (14, 2, NULL, 'Groen is doorrijden.', 'Ja.', ''),
    (15, NULL, NULL, 'Rood is stoppen.', 'Ja.', '');
INSERT INTO quiz_question_quiz (question_id, quiz_id) VALUES (10, 1), (11, 1), (12, 1), (13, 2), (14, 2), (15, 2);
INSERT INTO multichoice_mcquestion VALUES (10, 'content'), (13, 'random');
INSERT INTO multichoice_answer VALUES (1, 10, 'Niemand', false), (2, 10, '112', true), (3, 10, 'De buren', false),
    (4, 13, 'Een roos', true), (5, 13, 'Een tomaat', true), (6, 13, 'Gras', false);
INSERT INTO true_false_tf_question VALUES (11, true), (14, true), (15, false);
INSERT INTO essay_essay_question VALUES (12);
"""
MODELS = {
    "quiz_category": "quiz.category",
    "quiz_subcategory": "quiz.subcategory",
    "quiz_quiz": "quiz.quiz",
    "quiz_question": "quiz.question",
    "multichoice_mcquestion": "multichoice.mcquestion",
    "multichoice_answer": "multichoice.answer",
    "true_false_tf_question": "true_false.tf_question",
    "essay_essay_question": "essay.essay_question",
    "quiz_sitting": "quiz.sitting",
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The database of a django-quiz-app with two quizzes and somebody's sitting."""
    path = tmp_path / "oud 2015.sqlite3"
    change(path, SCHEMA)
    return path


def change(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as source:
        source.executescript(script)
        source.commit()


def dump_of(path: Path) -> Path:
    """The same as `dumpdata` writes it."""
    objects = []
    with closing(sqlite3.connect(path)) as source:
        source.row_factory = sqlite3.Row
        links = [tuple(row) for row in source.execute("SELECT question_id, quiz_id FROM quiz_question_quiz")]
        for table, model in MODELS.items():
            for row in map(dict, source.execute(f"SELECT * FROM {table}")):  # noqa: S608
                pk = row.pop("id") if "id" in row else row.pop("question_ptr_id")
                fields = {name.removesuffix("_id"): value for name, value in row.items()}
                if model == "quiz.question":
                    fields["quiz"] = [quiz for question, quiz in links if question == pk]
                objects.append({"model": model, "pk": pk, "fields": fields})
    path = path.with_suffix(".json")
    path.write_text(json.dumps(objects))
    return path


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def run(path: Path, **options: Any) -> str:
    """What the command says; a .json is a dump."""
    source = {"dump": path} if path.suffix == ".json" else {"database": url_of(path)}
    out = StringIO()
    call_command("import_django_quiz_app", **source, **options, stdout=out)
    return out.getvalue()


def refused(**options: Any) -> str:
    """The one sentence of a run that fails."""
    with pytest.raises(CommandError) as caught:
        call_command("import_django_quiz_app", **options, stdout=StringIO())
    assert caught.value.returncode == 1
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def question(number: int) -> Question:
    """The draft that stands in the bank now."""
    return Question.objects.get(idnumber=f"django-quiz-app:{number}").get_latest_revision_as_object()


def quiz(title: str) -> QuizPage:
    return QuizPage.objects.get(title=title).get_latest_revision_as_object()


def world() -> list[Any]:
    """Everything that an import writes."""
    return [
        list(model.objects.order_by("pk").values()) for model in (Question, QuizPage, CoursePage, Category, AuditEvent)
    ]


# --- reading ----------------------------------------------------------------------------------------
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


# --- what cannot be read ----------------------------------------------------------------------------
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


# --- what comes along -------------------------------------------------------------------------------
@pytest.fixture
def shelf(db: None) -> None:
    course_index()


def test_the_course_is_a_draft_and_so_are_its_questions(shelf: None, old: Path) -> None:
    run(old)
    page = CoursePage.objects.get(slug=SLUG)
    assert not page.live
    assert page.latest_revision is not None
    assert Question.objects.filter(live=False).count() == Question.objects.count() == 6
    assert dict(QuizPage.objects.child_of(page).values_list("title", "live")) == {
        "Veilig op straat": True, "Oefenen": False,
    }  # fmt: skip
    assert AuditEvent.objects.get(verb="django_quiz_app.imported").detail == {
        "questions": {"new": 6, "skipped": 0},
        "quizzes": {"new": 2},
    }


def test_a_choice_keeps_its_order_and_loses_its_markup(shelf: None, old: Path) -> None:
    run(old)
    content = question(10).content()
    assert (content["type"], content["stem"]) == ("single_choice", "Wie bel je bij brand?")
    assert content["explanation"] == "Bij brand telt elke seconde."
    assert [(option["text"], option["correct"]) for option in content["options"]] == [
        ("112", True), ("De buren", False), ("Niemand", False),
    ]  # fmt: skip
    assert content["shuffle"] is False
    assert question(13).content()["shuffle"] is True


def test_an_order_that_nobody_chose_stays_as_it_is(shelf: None, old: Path) -> None:
    change(old, "UPDATE multichoice_mcquestion SET answer_order = NULL")
    run(old)
    content = question(10).content()
    assert [option["text"] for option in content["options"]] == ["Niemand", "112", "De buren"]
    assert content["shuffle"] is False


def test_a_second_right_answer_gives_all_points_too(shelf: None, old: Path) -> None:
    assert "Vraag 13: er zijn meer goede antwoorden." in run(old)
    row = question(13)
    roos, tomaat, gras = row.content()["options"]
    asked = parse_question(row.content())
    assert [int(asked.grade({"choice": option["id"]}).fraction) for option in (roos, tomaat, gras)] == [1, 1, 0]


def test_true_or_false_and_an_essay_come_along(shelf: None, old: Path) -> None:
    run(old)
    assert (question(11).content()["type"], question(11).content()["correct"]) == ("true_false", True)
    essay = question(12).content()
    assert essay["type"] == "open_text"
    assert [(line["text"], line["points"]) for line in essay["rubric"]] == [("Het antwoord is goed", 1)]


def test_questions_live_in_the_categories_they_had(shelf: None, old: Path) -> None:
    run(old)
    homes = {number: question(number).category.name for number in (10, 11, 12)}
    assert homes == {10: "Buurt", 11: "Verkeer: Fietsen", 12: "Zonder categorie"}
    assert {*Category.objects.values_list("course_slug", flat=True)} == {SLUG}


def test_the_rules_of_a_quiz_come_along(shelf: None, old: Path) -> None:
    run(old)
    page = quiz("Veilig op straat")
    assert page.slug == "veilig"
    assert page.intro == "Kijk goed.\nNeem de tijd."
    assert page.policy().to_json() == {
        "pass_mark": 70, "shuffle_questions": True, "feedback": "end", "max_attempts": 1, "wait_minutes": 0,
        "time_limit_minutes": 0, "max_tries": 1, "penalty": 0,
    }  # fmt: skip
    bands = [(band.value["low"], band.value["text"]) for band in page.bands]
    assert bands == [(0, "Lees het nog eens."), (70, "Goed gedaan!")]
    # Questions of a category together, those without one first: the order that django-quiz-app has.
    assert [slot.value["question"].idnumber[-2:] for slot in page.slots] == ["12", "10", "11"]


def test_a_quiz_that_asks_some_of_its_questions_draws_them(shelf: None, old: Path) -> None:
    said = run(old)
    page = quiz("Oefenen")
    assert (page.feedback, page.max_tries, page.max_attempts, page.pass_mark) == ("each", 1, 0, 1)
    assert [(slot.block_type, slot.value["count"]) for slot in page.slots] == [("draw", 2)]
    category = page.slots[0].value["category"]
    assert category.name == "Toets: Oefenen"
    assert {row.idnumber[-2:] for row in category.questions.all()} == {"13", "14", "15"}
    # The category that they left stays as a label.
    assert [*question(13).tags.names()] == [*Question.objects.get(pk=question(13).pk).tags.names()] == ["Verkeer"]
    assert [*question(15).tags.names()] == []
    assert "De toets ‘Oefenen’ had 0 als slaaggrens. Het is nu 1 procent." in said
    assert "De toets ‘Oefenen’ had geen slotzin voor wie slaagt." in said


def test_two_draws_from_the_same_questions_share_them_and_others_become_fixed(shelf: None, old: Path) -> None:
    change(
        old,
        """INSERT INTO quiz_quiz VALUES
        (3, 'Nog eens', 'oefenen', 50, 1, NULL, false, false, false, false, true, '', '', ''),
        (4, 'Overlap', 'overlap', 50, 1, NULL, false, false, false, false, true, '', '', '');
        INSERT INTO quiz_question_quiz (question_id, quiz_id) VALUES (13, 3), (14, 3), (15, 3), (10, 4), (13, 4)""",
    )
    said = run(old)
    assert quiz("Nog eens").slots[0].value["category"] == quiz("Oefenen").slots[0].value["category"]
    assert quiz("Nog eens").slug == "oefenen-2"
    assert [slot.value["question"].idnumber[-2:] for slot in quiz("Overlap").slots] == ["10"]
    assert "De toets ‘Overlap’ koos 1 van 2 vragen." in said


def test_a_dump_brings_the_same_as_the_database(shelf: None, old: Path) -> None:
    run(old)
    before = world()
    assert "Vragen: 6 gelijk\nToetsen: 2 gelijk" in run(dump_of(old))
    assert world() == before


def test_a_dry_run_says_the_same_and_writes_nothing(shelf: None, old: Path) -> None:
    before = world()
    said = run(old, dry_run=True)
    assert world() == before
    assert said == run(old) + "Dit was een proef: er is niets bewaard.\n"


def test_a_picture_and_a_missing_explanation_are_told(shelf: None, old: Path) -> None:
    said = run(old)
    assert "Vraag 12 had een plaatje: uploads/2015/figuur.png. Zet het zelf op een scherm." in said
    assert "Deze vragen hebben nog geen uitleg. Schrijf die zelf: 12." in said
    assert "De toets ‘Veilig op straat’ stond in de categorie ‘Buurt’." in said


# --- what is skipped --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("UPDATE multichoice_answer SET correct = false", "Vraag 10: er is geen goed antwoord."),
        ("DELETE FROM multichoice_answer WHERE id <> 2", "Vraag 10: er zijn te weinig antwoorden of onderdelen."),
        (
            "INSERT INTO multichoice_answer VALUES (21, 10, 'a', false), (22, 10, 'b', false), (23, 10, 'c', false), "
            "(24, 10, 'd', false), (25, 10, 'e', false), (26, 10, 'f', false)",
            "Vraag 10: er zijn te veel antwoorden of onderdelen. De vraag is overgeslagen.",
        ),
        ("UPDATE multichoice_answer SET content = '112'", "Vraag 10: twee antwoorden of onderdelen zijn hetzelfde."),
        ("UPDATE quiz_question SET content = ' ' WHERE id = 10", "Vraag 10: een tekst die nodig is, ontbreekt."),
        ("UPDATE quiz_question SET content = '<p></p>' WHERE id = 10", "Vraag 10: een tekst die nodig is, ontbreekt."),
        ("DELETE FROM multichoice_mcquestion WHERE question_ptr_id = 10", "Vraag 10: dit vraagtype kennen we niet"),
        ("UPDATE quiz_question SET content = 'a' || char(1) WHERE id = 10", "Vraag 10: er staat een teken in dat we"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_is_skipped_and_told(shelf: None, old: Path, script: str, line: str) -> None:
    change(old, script)
    said = run(old)
    assert line in said
    assert "overgeslagen" in said.partition("\nVragen: ")[2].partition("\n")[0]
    assert not Question.objects.filter(idnumber="django-quiz-app:10").exists()
    assert Question.objects.filter(idnumber="django-quiz-app:11").exists()
    assert len(quiz("Veilig op straat").slots) == 2


def test_an_answer_without_its_question_is_told(shelf: None, old: Path) -> None:
    change(old, "INSERT INTO multichoice_answer VALUES (99, 98, 'Los', true)")
    assert "Antwoord 99 hoort bij een vraag die er niet meer is. We hebben het overgeslagen." in run(old)


def test_an_empty_answer_is_left_out_and_told(shelf: None, old: Path) -> None:
    change(old, "UPDATE multichoice_answer SET content = '<img src=\"a.png\">' WHERE id = 1")
    said = run(old)
    assert "Vraag 10: een leeg antwoord is weggelaten." in said
    assert "Vraag 10: plaatjes, geluid of video zijn weggelaten." in said
    assert len(question(10).content()["options"]) == 2


def test_a_quiz_without_questions_is_skipped_and_told(shelf: None, old: Path) -> None:
    change(old, "DELETE FROM quiz_question_quiz WHERE quiz_id = 2")
    assert "De toets ‘Oefenen’ heeft geen vragen. We hebben de toets overgeslagen." in run(old)
    assert not QuizPage.objects.filter(title="Oefenen").exists()


def test_a_quiz_of_more_than_fifty_questions_is_skipped_and_told(shelf: None, old: Path) -> None:
    change(old, many(51))
    assert "De toets ‘Oefenen’ stelt 54 vragen, en dat mogen er hoogstens 50 zijn." in run(old)
    assert not QuizPage.objects.filter(title="Oefenen").exists()
    assert Question.objects.count() == 57


ALL_ASKED = "UPDATE quiz_quiz SET max_questions = NULL WHERE id = 2"


def many(count: int) -> str:
    rows = range(100, 100 + count)
    questions = ", ".join(f"({n}, 1, NULL, 'Bewering {n}', 'Uitleg', '')" for n in rows)
    types = ", ".join(f"({n}, true)" for n in rows)
    links = ", ".join(f"({n}, 2)" for n in rows)
    inserts = {
        "quiz_question": questions,
        "true_false_tf_question": types,
        "quiz_question_quiz (question_id, quiz_id)": links,
    }
    return "".join(f"INSERT INTO {table} VALUES {rows};" for table, rows in inserts.items()) + ALL_ASKED  # noqa: S608


def test_more_questions_than_a_bank_takes_in_are_refused(shelf: None, old: Path) -> None:
    change(old, many(1_500))
    assert "hoogstens 1.500" in refused(database=url_of(old))
    assert not Question.objects.exists()


# --- again ------------------------------------------------------------------------------------------
def test_a_second_run_changes_nothing(shelf: None, old: Path) -> None:
    run(old)
    before = world()
    assert "Vragen: 6 gelijk\nToetsen: 2 gelijk" in run(old)
    assert world() == before


def test_what_changed_in_the_source_changes_here_and_keeps_its_keys(shelf: None, old: Path) -> None:
    run(old)
    key, options = question(10).key, {option["text"]: option["id"] for option in question(10).content()["options"]}
    change(old, "UPDATE quiz_question SET content = 'Wie bel je?' WHERE id = 10; UPDATE quiz_quiz SET pass_mark = 80")
    said = run(old)
    assert "Vragen: 1 gewijzigd, 5 gelijk\nToetsen: 2 gewijzigd" in said
    assert question(10).content()["stem"] == "Wie bel je?"
    assert question(10).key == key
    assert {option["text"]: option["id"] for option in question(10).content()["options"]} == options
    assert Question.objects.get(key=key).title == "Wie bel je?"
    assert quiz("Oefenen").pass_mark == 80
    assert "Vragen: 6 gelijk\nToetsen: 2 gelijk" in run(old)


def test_a_change_of_a_published_question_waits_as_a_draft(shelf: None, old: Path) -> None:
    run(old)
    question(10).latest_revision.publish()
    change(old, "UPDATE quiz_question SET content = 'Wie bel je?' WHERE id = 10")
    assert "Vragen: 1 gewijzigd, 5 gelijk" in run(old)
    row = Question.objects.get(idnumber="django-quiz-app:10")
    assert (row.live, row.has_unpublished_changes) == (True, True)
    assert row.content()["stem"] == "Wie bel je bij brand?"
    assert question(10).content()["stem"] == "Wie bel je?"


@pytest.mark.parametrize("edit", [{"stem": "Wie bel jij bij brand?"}, {"critical": True}, {"hints": []}])
def test_a_question_that_an_editor_changed_is_kept_and_told(shelf: None, old: Path, edit: dict[str, Any]) -> None:
    run(old)
    edit_question(question(10), **edit)
    before = question(10).content()
    assert "Vragen: 6 gelijk" in run(old)
    change(old, "UPDATE quiz_question SET content = 'Wie bel je?' WHERE id = 10")
    said = run(old)
    if edit == {"hints": []}:  # saved without a change
        assert "Vragen: 1 gewijzigd, 5 gelijk" in said
        return
    assert "Vraag 10 is hier veranderd en ook in de bron. We hebben hem hier gelaten zoals hij is." in said
    assert "Vragen: 5 gelijk, 1 gelaten zoals ze hier zijn" in said
    assert question(10).content() == before


def test_a_question_that_an_editor_moved_or_broke_is_kept(shelf: None, old: Path) -> None:
    run(old)
    moved, broken = question(10), question(11)
    moved.category = Category.objects.get(name="Verkeer")
    broken.body = stream(Question, "body", [])
    for row in (moved, broken):
        row.save_revision()
    change(old, "UPDATE quiz_question SET content = 'Anders' WHERE id IN (10, 11)")
    assert "Vragen: 4 gelijk, 2 gelaten zoals ze hier zijn" in run(old)
    assert question(10).category.name == "Verkeer"
    assert len(question(11).body) == 0


@pytest.mark.parametrize("field", ["title", "intro", "slots"])
def test_a_quiz_that_an_editor_changed_is_kept_and_told(shelf: None, old: Path, field: str) -> None:
    run(old)
    page = quiz("Veilig op straat")
    if field == "slots":
        page.slots = stream(QuizPage, "slots", page.slots.get_prep_value()[:2])
    else:
        setattr(page, field, "Van de redactie")
    page.save_revision().publish()
    change(old, "UPDATE quiz_quiz SET pass_mark = 80 WHERE id = 1")
    assert f"De toets ‘{page.title}’ is hier veranderd en ook in de bron." in run(old)
    assert quiz(page.title).pass_mark == 70


# --- where it may stand -----------------------------------------------------------------------------
def test_a_course_of_somebody_else_is_left_alone(shelf: None, old: Path) -> None:
    words = dict.fromkeys(("subtitle", "for_whom", "intro", "goals"), "Van ons.")
    other = CoursePage(title="Van ons", slug="van-ons", illustration="kijken", **words)
    course_index().add_child(instance=other)
    assert refused(database=url_of(old), course="van-ons").startswith("Er is al een cursus met het webadres ‘van-ons’.")


@pytest.mark.parametrize("slug", ["", "Met Hoofdletters", "a/b", "x" * 51, "cafë"])
def test_an_address_that_cannot_be_is_refused(shelf: None, old: Path, slug: str) -> None:
    assert "kan niet. Gebruik hoogstens 50 kleine letters" in refused(database=url_of(old), course=slug)


def test_questions_that_stand_in_another_course_are_not_moved(shelf: None, old: Path) -> None:
    run(old)
    before = world()
    sentence = refused(database=url_of(old), course="elders")
    assert sentence.startswith(f"Bij de cursus ‘{SLUG}’ staat al een vraag met het kenmerk django-quiz-app:12.")
    assert world() == before


def test_a_course_that_moved_and_a_question_without_its_mark_are_found_again(shelf: None, old: Path) -> None:
    run(old)
    CoursePage.objects.update(slug="verhuisd")
    row = question(10)
    row.category = Category.objects.create(course_slug="elders", slug="elders", name="Elders")
    row.idnumber = ""
    row.save()
    assert "Vragen: 6 gelijk\nToetsen: 2 gelijk\nAlles staat bij de cursus ‘verhuisd’." in run(old)


def test_a_category_that_is_there_already_stays_apart(shelf: None, old: Path) -> None:
    add_question(samples.true_false(), category="buurt", slug=SLUG)
    run(old)
    assert question(10).category.slug == "buurt-2"


# --- it works ---------------------------------------------------------------------------------------
def released(old: Path) -> CourseEdition:
    """The imported course after an editor looked: a lesson added, everything published, released."""
    run(old)
    course = CoursePage.objects.get(slug=SLUG)
    lesson = LessonPage(title="Les", slug="les", message="Kijk.", screens=stream(LessonPage, "screens", [SCREEN]))
    course.add_child(instance=lesson)
    for row in (*Question.objects.all(), course, *course.get_children().specific()):
        row.get_latest_revision_as_object().save_revision().publish()
    return release_edition(page=CoursePage.objects.get(slug=SLUG), kind="major", by=None, now=NOW)


def attempt_at(edition: CourseEdition, slug: str) -> Attempt:
    enrollment = make_enrollment(edition=edition)
    content = next(quiz for quiz in edition_content(edition).quizzes if quiz.slug == slug)
    return start_attempt(enrollment=enrollment, quiz=content, now=NOW, rng=random.Random(1))


def test_an_imported_quiz_is_asked_marked_and_scored(shelf: None, old: Path, chief: User) -> None:
    attempt = attempt_at(released(old), "veilig")
    items = {item.version.type: item for item in attempt.items.select_related("version")}
    assert set(items) == {"single_choice", "true_false", "open_text"}
    for kind, item in items.items():
        save(attempt, item.position, {"text": ["Ik bel 112."]} if kind == "open_text" else right_data(item.version)[0])
    submit_attempt(attempt=attempt, now=NOW)
    assert (grade_of(attempt).needs_marking, grade_of(attempt).passed) == (True, False)
    essay = items["open_text"]
    awarded = {line["id"]: 1 for line in essay.version.content["rubric"]}
    mark_answer(item=essay, event=essay.answers.get(), awarded=awarded, comment="", by=chief, now=NOW)
    assert (grade_of(attempt).needs_marking, grade_of(attempt).passed, grade_of(attempt).score) == (False, True, 3)


def grade_of(attempt: Attempt) -> Grade:
    return Grade.objects.filter(attempt=attempt).last()


def test_an_imported_draw_asks_as_many_as_it_did(shelf: None, old: Path) -> None:
    attempt = attempt_at(released(old), "oefenen")
    assert attempt.items.count() == 2
    assert {item.version.content["stem"] for item in attempt.items.all()} < {
        "Wat is rood?", "Groen is doorrijden.", "Rood is stoppen.",
    }  # fmt: skip


def test_the_import_is_one_act(shelf: None, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source: Source = read_database(url_of(old))
    before = world()
    monkeypatch.setattr(QuizPage, "save_revision", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        import_quizzes(source=source, slug=SLUG, dry_run=False, now=NOW)
    assert world() == before
