"""A question that cannot be asked keeps a release from going out, in the sentences of its form and never in a code."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import CoursePage, LessonPage, Question
from courses.quiz import InvalidQuestion
from courses.services.freezing import CannotFreeze, freeze_course
from courses.services.question_problems import why_unfinished
from courses.views.bank_kinds import empty_body
from tests.courses.desk import signed_in, words
from tests.factories.neighborhood import QUESTIONS
from tests.factories.quizzes import SCREEN as PLAIN_SCREEN
from tests.factories.quizzes import SLUG, add_question, make_quiz_course, stream

pytestmark = pytest.mark.django_db

CODE = re.compile(r"\(?[a-z]+_[a-z_]+\)?|[a-z]+\[\d")
ASKED = [kind for kind in QUESTIONS if kind != "hotspot"]


def course() -> CoursePage:
    return CoursePage.objects.get(slug=SLUG)


def problems() -> list[str]:
    with pytest.raises(CannotFreeze) as caught:
        freeze_course(course())
    return caught.value.problems


def spoil(question: Question, **fields: Any) -> Question:
    """As it may stand there since before a rule came: published, and not finished any more."""
    body = question.body.get_prep_value()
    body[0]["value"] |= fields
    question.body = stream(Question, "body", body)
    question.save()
    return question


def practice_with(question: Question) -> None:
    block = {"type": "practice", "id": "0d3f4a8e-0000-4000-8000-000000000001", "value": {"question": question.pk}}
    value = PLAIN_SCREEN["value"]
    screen = {**PLAIN_SCREEN, "value": {**value, "content": [*value["content"], block]}}
    lesson = LessonPage.objects.get(slug="les")
    lesson.screens = stream(LessonPage, "screens", [screen])
    lesson.save()


@pytest.mark.parametrize("kind", ASKED)
def test_every_type_says_what_is_missing(kind: str) -> None:
    make_quiz_course([QUESTIONS[kind].content, QUESTIONS["true_false" if kind != "true_false" else "numeric"].content])
    question = next(one for one in Question.objects.all() if one.body[0].block_type == kind)
    spoil(question, stem="", explanation="")
    [problem] = [one for one in problems() if question.title in one]
    assert problem == f"De vraag ‘{question.title}’ is nog niet af. De vraag ontbreekt. De uitleg ontbreekt."


def test_an_answer_key_that_is_gone() -> None:
    make_quiz_course([QUESTIONS["single_choice"].content])
    question = Question.objects.get()
    options = question.body.get_prep_value()[0]["value"]["options"]
    for option in options:
        option["value"]["correct"] = False
    spoil(question, options=options)
    assert problems().count(f"De vraag ‘{question.title}’ is nog niet af. Kies minstens één goed antwoord.") == 1


@pytest.mark.parametrize("kind", list(QUESTIONS))
def test_no_code_is_ever_shown(kind: str) -> None:
    question = Question(title="Leeg", body=empty_body(kind))
    with pytest.raises(InvalidQuestion) as caught:
        question.content()
    text = why_unfinished(question, caught.value)
    assert not CODE.search(text), text
    assert text.endswith(".")


def test_a_question_without_a_type_still_gets_a_sentence() -> None:
    assert why_unfinished(Question(title="Niets"), InvalidQuestion("empty")) == "Er is nog een veld leeg."


def test_a_practice_question_is_named() -> None:
    make_quiz_course([QUESTIONS["true_false"].content])
    question = add_question(QUESTIONS["ordering"].content, is_practice=True)
    practice_with(question)
    spoil(question, stem="")
    assert problems() == [f"De oefenvraag ‘{question.title}’ is nog niet af. De vraag ontbreekt."]


def test_the_release_screen_reads_it(chief: User) -> None:
    make_quiz_course([QUESTIONS["true_false"].content])
    question = spoil(Question.objects.get(), stem="")
    text = words(signed_in(chief).get(reverse("release_course", args=[course().pk])))
    assert f"De vraag ‘{question.title}’ is nog niet af. De vraag ontbreekt." in text


def test_a_preview_with_a_practice_question_without_a_type(chief: User) -> None:
    """It is a draft of a minute ago: the rest of the lesson is shown."""
    make_quiz_course([QUESTIONS["true_false"].content])
    question = add_question(QUESTIONS["ordering"].content, is_practice=True)
    practice_with(question)
    Question.objects.filter(pk=question.pk).update(body=[])
    client: Client = signed_in(chief)
    lesson = LessonPage.objects.get(slug="les")
    assert client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk])).status_code == 200
    assert "‘Wat eerst?’" not in problems()[0]
    assert "is nog niet af." in problems()[0]
