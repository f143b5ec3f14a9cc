"""*Waar staat deze vraag?*: quizzes, lessons and editions, live and draft, and how many people answered it."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from courses.models import Attempt, AttemptItem, Category, CourseEdition, CoursePage, LessonPage, Question, QuizPage
from courses.services.attempting import save_answer
from courses.services.usage import bank_usage, question_usage
from tests.conftest import NOW
from tests.courses.desk import signed_in, words
from tests.courses.pages import soup_of
from tests.courses.question_forms import url_of
from tests.factories.neighborhood import QUESTIONS
from tests.factories.quizzes import SCREEN, add_question, make_quiz_course, start, stream

pytestmark = pytest.mark.django_db

TRUE_FALSE = QUESTIONS["true_false"].content


def quiz() -> QuizPage:
    return QuizPage.objects.get(slug="toets")


def lesson() -> LessonPage:
    return LessonPage.objects.get(slug="les")


def screens_with(question: Question) -> Any:
    practice = {"type": "practice", "id": str(uuid4()), "value": {"question": question.pk, "facts": []}}
    screen = {**SCREEN, "value": {**SCREEN["value"], "content": [*SCREEN["value"]["content"], practice]}}
    return stream(LessonPage, "screens", [screen])


def draw_from(question: Question) -> Any:
    return stream(QuizPage, "slots", [{"type": "draw", "value": {"category": question.category_id, "count": 1}}])


def fixed(*questions: Question) -> Any:
    return stream(QuizPage, "slots", [{"type": "fixed", "value": {"question": one.pk}} for one in questions])


@pytest.fixture
def edition(db: None) -> CourseEdition:
    return make_quiz_course([TRUE_FALSE])


@pytest.fixture
def asked(edition: CourseEdition) -> Question:
    return Question.objects.get()


def test_a_fixed_question_in_a_quiz_and_its_edition(asked: Question, edition: CourseEdition) -> None:
    usage = question_usage(asked)
    assert [(use.title, use.course, use.is_live, use.is_draft) for use in usage.fixed] == [
        ("De toets", "Proefcursus", True, True)
    ]
    assert usage.editions == [edition]
    assert (usage.drawn, usage.practiced, usage.people, usage.practicers, usage.has_few) == ([], [], 0, 0, False)


def test_trials_of_editors_are_no_editions(asked: Question, edition: CourseEdition) -> None:
    trial = CourseEdition.objects.create(
        course=edition.course, status=CourseEdition.Status.PREVIEW, source={}, content_hash="x"
    )
    trial.questions.set(edition.questions.all())
    assert question_usage(asked).editions == [edition]
    assert bank_usage().editions == {asked.key: 1}


def test_a_draft_that_adds_and_one_that_takes_away(asked: Question) -> None:
    other = add_question(QUESTIONS["ordering"].content)
    page = quiz()
    page.slots = fixed(other)
    page.save_revision()
    assert [(use.is_live, use.is_draft) for use in question_usage(asked).fixed] == [(True, False)]
    assert [(use.is_live, use.is_draft) for use in question_usage(other).fixed] == [(False, True)]


def test_an_unpublished_quiz_is_a_draft(asked: Question) -> None:
    quiz().unpublish()
    assert [(use.is_live, use.is_draft) for use in question_usage(asked).fixed] == [(False, True)]


def test_a_draw_uses_every_question_of_its_category_but_those_for_practice(asked: Question) -> None:
    page = quiz()
    page.slots = draw_from(asked)
    page.save_revision().publish()
    practice = add_question(QUESTIONS["ordering"].content, is_practice=True)
    elsewhere = add_question(QUESTIONS["matching"].content, category="anders")
    usage = bank_usage()
    assert [use.title for use in usage.drawn_in(asked)] == ["De toets"]
    assert usage.drawn_in(practice) == usage.drawn_in(elsewhere) == []
    assert not usage.is_used(practice)
    assert usage.is_used(asked)


@pytest.mark.parametrize("is_published", [True, False])
def test_a_lesson_that_practices(asked: Question, is_published: bool) -> None:
    page = lesson()
    page.screens = screens_with(asked)
    revision = page.save_revision()
    if is_published:
        revision.publish()
    assert [(use.title, use.is_live, use.is_draft) for use in question_usage(asked).practiced] == [
        ("Les", is_published, True)
    ]


def test_slots_that_point_at_nothing(asked: Question) -> None:
    page = quiz()
    page.slots = stream(QuizPage, "slots", [{"type": "fixed", "value": {"question": None}}])
    page.save_revision().publish()
    assert question_usage(asked).fixed == []


def answered(edition: CourseEdition, times: int) -> None:
    for _number in range(times):
        attempt = start(edition)
        item = AttemptItem.objects.get(attempt=attempt)
        for value in ("true", "false"):
            save_answer(
                attempts=Attempt.objects.filter(pk=attempt.pk), position=item.position, uuid=uuid4(),
                sequence=item.answers.count() + 1, data={"value": [value]}, now=NOW,
            )  # fmt: skip


def test_people_are_counted_from_five(asked: Question, edition: CourseEdition) -> None:
    """People, and not answers: every one of them answered twice."""
    answered(edition, 4)
    usage = question_usage(asked)
    assert (usage.people, usage.has_few) == (0, True)
    answered(edition, 1)
    usage = question_usage(asked)
    assert (usage.people, usage.has_few) == (5, False)
    Attempt.objects.update(purpose=Attempt.Purpose.PANEL)
    assert question_usage(asked).people == 0


def test_the_page(asked: Question, edition: CourseEdition, chief: User) -> None:
    answered(edition, 2)
    page = lesson()
    page.screens = screens_with(asked)
    page.save_revision()
    response = signed_in(chief).get(url_of("usage", asked.pk))
    text = words(response)
    for sentence in ("Proefcursus: De toets", "Proefcursus: Les", "(alleen in het concept)",
                     "Proefcursus 1.0: uitgegeven", "Door minder dan 5 mensen."):  # fmt: skip
        assert sentence in text, sentence
    links = {str(link["href"]) for link in soup_of(response).find_all("a", href=True)}
    assert f"/beheer/toetsen/cijfers/{quiz().key}/" in links
    assert f"/beheer/pages/{lesson().pk}/edit/" in links


def test_the_page_of_an_unused_question(chief: User) -> None:
    question = add_question(TRUE_FALSE, is_practice=True)
    text = words(signed_in(chief).get(url_of("usage", question.pk)))
    assert "Nog door niemand." in text
    assert "Dit is een oefenvraag. Een toets trekt hem nooit." in text


def test_the_form_leads_there(asked: Question, chief: User) -> None:
    response = signed_in(chief).get(url_of("edit", asked.pk))
    assert soup_of(response).find("a", href=url_of("usage", asked.pk), string="Waar staat deze vraag?")


def test_the_page_costs_the_same_with_more_of_everything(asked: Question, edition: CourseEdition, chief: User) -> None:
    client = signed_in(chief)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url_of("usage", asked.pk)).status_code == 200
        return len(queries)

    cost()
    few = cost()
    answered(edition, 6)
    make_quiz_course([QUESTIONS["matching"].content, QUESTIONS["ordering"].content], slug="nog-een")
    course = CoursePage.objects.get(slug="nog-een")
    course.add_child(instance=QuizPage(title="Nog een", slug="nog-een", slots=fixed(asked)))
    assert cost() == few
    assert Category.objects.count() == 2


def test_the_list_says_where(asked: Question, chief: User) -> None:
    client: Client = signed_in(chief)
    assert "1 toets, 1 editie" in words(client.get(url_of("list")))
    assert not client.get(url_of("list"), {"used": "no"}).context["object_list"]
    assert list(client.get(url_of("list"), {"used": "yes"}).context["object_list"]) == [asked]
