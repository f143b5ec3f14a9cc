"""A database of django-quiz-app with two quizzes, and what the import of it says and leaves."""

import json
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from courses.models import Category, CoursePage, Question, QuizPage

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
