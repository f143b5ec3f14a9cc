"""An imported quiz is released, asked, marked and scored; and the import is one act."""

import random
from pathlib import Path

import pytest

from accounts.models import User
from courses.models import Attempt, CourseEdition, CoursePage, Grade, LessonPage, Question, QuizPage
from courses.services.django_quiz_app import Source, import_quizzes, read_database
from courses.services.grading import submit_attempt
from courses.services.marking import mark_answer
from courses.services.reading import edition_content
from courses.services.releasing import release_edition
from courses.services.starting import start_attempt
from tests.conftest import NOW
from tests.courses.django_quiz_app.source import SLUG, run, url_of, world
from tests.factories.courses import make_enrollment, right_data, save
from tests.factories.quizzes import SCREEN, stream


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
