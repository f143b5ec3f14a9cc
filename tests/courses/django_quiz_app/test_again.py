"""A second run: what an editor changed is kept, and nothing moves to another course."""

from pathlib import Path
from typing import Any

import pytest

from courses.models import Category, CoursePage, Question, QuizPage
from tests.courses.django_quiz_app.source import SLUG, change, question, quiz, refused, run, url_of, world
from tests.factories.courses import course_index, edit_question
from tests.factories.quizzes import add_question, stream
from tests.quiz import samples


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
