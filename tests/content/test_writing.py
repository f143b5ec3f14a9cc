"""Writing a course back to its files: what was loaded comes out again, with what editors changed (DESIGN §4)."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from courses.blocks import question_body
from courses.models import Category, CoursePage, LessonPage, Meldpunt, Question, QuizPage, Source
from courses.services.freezing import freeze_course
from courses.services.loading import CONTENT, Loaded, load_course
from courses.services.toml_text import toml_text
from courses.services.writing import CannotWrite, export_course
from tests.conftest import NOW
from tests.content.written import SLUGS
from tests.courses.changes import first_lesson, first_text
from tests.factories.courses import course_index, edit_lesson, edit_question, edit_quiz, image_block, make_image

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

USUAL = {"rule": "all_or_nothing", "shuffle": True, "clicks": 1, "max_characters": 1500, "ask_sure": True}
"""What a load fills in where a file is silent; for every other field that is: nothing, or no."""


def filled_in(value: Any) -> Any:
    """A file without what a load would fill in itself: whether the file names it is a matter of taste."""
    if isinstance(value, list):
        return [filled_in(child) for child in value]
    if isinstance(value, dict):
        told = {name: filled_in(child) for name, child in value.items()}
        return {name: child for name, child in told.items() if child != USUAL.get(name, type(child)())}
    return value


def files(folder: Path) -> dict[str, Any]:
    return {path.name: filled_in(tomllib.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.toml"))}


@contextmanager
def empty_database() -> Iterator[None]:
    """What is written inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def load(folder: Path) -> Loaded:
    return load_course(folder=folder, index=course_index(), now=NOW)


def export(page: CoursePage, to: Path) -> Path:
    export_course(page=CoursePage.objects.get(pk=page.pk), to=to)
    return to / page.slug


def check_round_trip(page: CoursePage, folder: Path) -> None:
    """Loading an export changes nothing here, and makes the same course elsewhere."""
    here = freeze_course(CoursePage.objects.get(pk=page.pk)).content_hash
    again = load(folder)
    assert (again.released, again.edited) == (False, ())
    assert freeze_course(again.page).content_hash == here


@pytest.mark.parametrize("slug", SLUGS)
def test_an_export_is_what_was_loaded(slug: str, tmp_path: Path) -> None:
    with empty_database():
        loaded = load(CONTENT / slug)
        folder = export(loaded.page, tmp_path)
        check_round_trip(loaded.page, folder)
        assert files(folder) == files(CONTENT / slug)
    with empty_database():
        assert load(folder).edition.content_hash == loaded.edition.content_hash


def test_a_course_keeps_its_own_sources_beside_others(tmp_path: Path) -> None:
    """A number that another course loaded first has a source there; this one goes on naming its own."""
    pages = [load(CONTENT / slug).page for slug in SLUGS]
    for page in pages:
        exported, original = files(export(page, tmp_path)), files(CONTENT / page.slug)
        for part in (exported, original):
            rows = part["course.toml"]["meldpunten"]
            # The words are those of the course that came first.
            part["course.toml"]["meldpunten"] = [(row["id"], row.get("source")) for row in rows]
        assert exported == original


def other_words() -> None:
    edit_lesson(first_lesson(), lambda screens: first_text(screens, 'Een "citaat", een \\ en drie """.'))


def new_option() -> None:
    question = Question.objects.filter(title="Waarom bel je vóór je appt?").get()
    options = question.body.get_prep_value()[0]["value"]["options"]
    extra = {"text": "Nog een antwoord", "correct": False, "feedback": "Nee.", "percent": ""}
    edit_question(question, options=[{"type": "item", "id": str(uuid4()), "value": extra}, *options[::-1]])


def new_pair() -> None:
    question = next(row for row in Question.objects.all() if row.body[0].block_type == "matching")
    pairs = question.body.get_prep_value()[0]["value"]["pairs"]
    extra = {"stem": "Iets anders", "match": "Een eigen antwoord"}
    edit_question(question, pairs=[{"type": "item", "id": str(uuid4()), "value": extra}, *pairs])


def new_step_name() -> None:
    """A choice is stored under the name that its step had when it was loaded."""
    question = next(row for row in Question.objects.all() if row.body[0].block_type == "scenario")
    nodes = question.body.get_prep_value()[0]["value"]["nodes"]
    nodes[0]["value"]["label"] = "begin"
    edit_question(question, nodes=nodes)


def new_question() -> None:
    content = {
        "type": "single_choice",
        "stem": "Wat is nieuw?",
        "explanation": "Dit.",
        "options": [
            {"id": "a", "text": "Dit", "correct": True, "feedback": "Ja."},
            {"id": "b", "text": "Dat", "correct": False, "feedback": "Nee."},
        ],
    }
    body = Question._meta.get_field("body").stream_block.to_python(question_body(content, uuid4()))
    category = Category.objects.get(course_slug="saar", slug="app")
    question = Question.objects.create(title="Een nieuwe vraag", category=category, body=body)
    question.save_revision().publish()


def new_source_and_number() -> None:
    """Both made on the site and used on a screen."""
    source = Source.objects.create(title="Een nieuwe bron", url="https://example.nl/", checked_on=NOW.date())
    meldpunt = Meldpunt.objects.create(name="Een nieuw nummer", number="14 020", when="Bel als.", source=source)
    fact = {"sentence": "Een feit.", "source": source.pk, "status": "gecontroleerd", "checked_on": "2026-11-21"}
    facts = [{"type": "item", "id": str(uuid4()), "value": fact | {"check_by": None}}]
    block = {"type": "meldpunt", "id": str(uuid4()), "value": {"meldpunt": meldpunt.pk, "facts": facts}}
    edit_lesson(first_lesson(), lambda screens: screens[0]["value"]["content"].append(block))


def new_screen() -> None:
    text = {"type": "text", "id": str(uuid4()), "value": {"html": "<p>Nieuw.</p>", "facts": []}}
    value = {"title": "Een nieuw scherm", "minutes": 2, "content": [text], "paper": None}
    edit_lesson(
        first_lesson(), lambda screens: screens.insert(1, {"type": "screen", "id": str(uuid4()), "value": value})
    )


def new_rules() -> None:
    bands = QuizPage._meta.get_field("bands").stream_block.to_python(
        [{"type": "band", "id": str(uuid4()), "value": {"low": 0, "text": "Goed gedaan."}}]
    )
    edit_quiz(max_attempts=3, bands=bands)


EDITS: dict[str, tuple[Callable[[], None], str]] = {
    "words": (other_words, "een \\\\ en drie"),
    "option": (new_option, "Nog een antwoord"),
    "pair": (new_pair, "Een eigen antwoord"),
    "step": (new_step_name, 'start = "begin"'),
    "question": (new_question, "Een nieuwe vraag"),
    "source": (new_source_and_number, 'id = "een-nieuwe-bron"'),
    "screen": (new_screen, "Een nieuw scherm"),
    "rules": (new_rules, "max_attempts = 3"),
}


@pytest.mark.parametrize("name", EDITS)
def test_what_an_editor_changed_comes_out(name: str, tmp_path: Path) -> None:
    edit, words = EDITS[name]
    with empty_database():
        loaded = load(CONTENT / "saar")
        edit()
        folder = export(loaded.page, tmp_path)
        assert any(words in path.read_text("utf-8") for path in folder.iterdir())
        check_round_trip(loaded.page, folder)
        here = freeze_course(CoursePage.objects.get(pk=loaded.page.pk)).content_hash
        assert here != loaded.edition.content_hash
    with empty_database():
        assert load(folder).edition.content_hash == here


def test_a_photo_does_not_fit_and_nothing_is_written(tmp_path: Path) -> None:
    page, block = load(CONTENT / "saar").page, image_block(make_image())
    edit_lesson(first_lesson(), lambda screens: screens[0]["value"]["content"].append(block))
    with pytest.raises(CannotWrite, match="past niet in een tekstbestand"):
        export(page, tmp_path)
    with pytest.raises(CommandError, match="Niet geschreven: saar"):
        call_command("export_courses", "--to", str(tmp_path), stderr=StringIO())
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_it_wrote_and_clears_old_lessons(tmp_path: Path) -> None:
    load(CONTENT / "saar")
    LessonPage.objects.order_by("path").last().unpublish()
    (tmp_path / "saar").mkdir()
    (tmp_path / "saar" / "les-6.toml").touch()
    out = StringIO()
    call_command("export_courses", "saar", to=tmp_path, stdout=out)
    assert f"saar: 7 bestanden geschreven in {tmp_path / 'saar'}" in out.getvalue()
    assert not (tmp_path / "saar" / "les-6.toml").exists()
    with pytest.raises(CommandError, match="is er niet"):
        call_command("export_courses", "fietsen", to=tmp_path)


def test_toml_gives_every_text_back() -> None:
    texts = ['"', '"""', 'a\n"""\n""', "\\n\n", "\r\n\t", "\x00\x7f\n", "\n", "’é", ""]
    table = {"a b": 1, "yes": True, "texts": texts, "rows": [{"of": texts}, {}], "sub": {"of": {"of": texts}}}
    table |= {f"t{place}": text for place, text in enumerate(texts)} | {"parts": [{"parts": [{"t": texts}]}, {"n": 1}]}
    assert tomllib.loads(toml_text(table, tables={"parts"})) == table
