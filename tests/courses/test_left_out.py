"""*Dit gaat niet mee*: every draft that a release leaves out, of this course and of what it borrows (DESIGN §4)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from courses.models import CoursePage, LessonPage, Question, QuizPage
from courses.services.duplicating import duplicate_course
from courses.services.freezing import CannotFreeze, freeze_course, left_out
from courses.services.releasing import release_edition
from tests.conftest import NOW
from tests.courses import changes
from tests.factories.courses import saar_page

pytestmark = pytest.mark.usefixtures("saar")


@pytest.fixture
def borrower(chief: User) -> CoursePage:
    """A published course that asks, draws and practices with the questions of another one."""
    page = duplicate_course(page=saar_page(), title="Kopie", slug="kopie", own_questions=False, by=chief, now=NOW)
    for row in (page, *page.get_children()):
        row.specific.get_latest_revision().publish()
    return CoursePage.objects.get(pk=page.pk)


def draft(row: Any, title: str) -> None:
    row.title = title
    row.save_revision()


def fixed(question: Question) -> Any:
    block = {"type": "fixed", "id": "1b4d8f5e-0000-4000-8000-000000000001", "value": {"question": question.pk}}
    return QuizPage._meta.get_field("slots").stream_block.to_python([block])


def test_a_draft_of_the_course_page(chief: User) -> None:
    draft(saar_page(), "Een nieuwe naam")
    assert left_out(saar_page()) == ["De cursuspagina heeft wijzigingen die nog niet gepubliceerd zijn."]


@pytest.mark.parametrize("is_practice", [False, True])
def test_a_draft_of_a_question_of_another_course(borrower: CoursePage, is_practice: bool) -> None:
    question = changes.question_of("single_choice", is_practice=is_practice)
    old = question.title
    draft(question, "Anders")
    assert left_out(borrower) == [f"De vraag ‘{old}’ heeft wijzigingen die nog niet gepubliceerd zijn."]
    question.unpublish()
    assert left_out(borrower) == [f"De vraag ‘{question.title}’ is nog een concept."]


def test_a_fixed_question_of_another_course(borrower: CoursePage) -> None:
    """It is told also when nothing is drawn from its category."""
    question = Question.objects.filter(is_practice=False).first()
    quiz = QuizPage.objects.child_of(borrower).get()
    quiz.slots = fixed(question)
    quiz.save_revision().publish()
    other = Question.objects.filter(is_practice=False).exclude(category=question.category).first()
    old = question.title
    draft(question, "Anders")
    draft(other, "Ook anders")
    assert left_out(borrower) == [f"De vraag ‘{old}’ heeft wijzigingen die nog niet gepubliceerd zijn."]


def test_what_a_draft_would_ask_is_not_told(borrower: CoursePage) -> None:
    """A quiz that is no part of the release brings no questions along."""
    QuizPage.objects.child_of(borrower).get().unpublish()
    draft(Question.objects.filter(is_practice=False).first(), "Anders")
    assert left_out(borrower) == ["‘De toets’ is nog niet gepubliceerd."]


def test_the_queries_do_not_grow(borrower: CoursePage) -> None:
    with CaptureQueriesContext(connection) as few:
        left_out(borrower)
    for number in range(5):
        lesson = LessonPage.objects.child_of(borrower).first()
        lesson.copy(update_attrs={"slug": f"kopie-{number}", "title": f"Les {number}"}, keep_live=True)
    for question in Question.objects.all():
        draft(question, f"{question.title} anders")
    borrower = CoursePage.objects.get(pk=borrower.pk)
    with CaptureQueriesContext(connection) as many:
        drafts = left_out(borrower)
    assert len(drafts) >= Question.objects.filter(is_practice=False).count()
    assert len(many) == len(few) <= 4


# --- the page of the course itself ------------------------------------------------------------------
def test_an_unpublished_course_cannot_be_released(chief: User) -> None:
    changes.other_words("Andere woorden.")
    saar_page().unpublish()
    with pytest.raises(CannotFreeze) as caught:
        release_edition(page=saar_page(), kind="minor", by=chief, now=NOW)
    assert caught.value.problems == ["De cursuspagina is nog niet gepubliceerd."]


def test_an_unpublished_course_can_be_previewed() -> None:
    saar_page().unpublish()
    assert freeze_course(saar_page(), drafts=True).source["lessons"]
