"""A small course with one fact."""

import pytest
from django.test import Client

from accounts.models import User
from courses.models import LessonPage, Question, Source
from tests.courses.desk import signed_in
from tests.courses.facts.one_fact import OPEN, TODAY, put_fact, put_question_fact
from tests.factories.quizzes import make_quiz_course
from tests.quiz.samples import true_false


@pytest.fixture
def source(db: None) -> Source:
    return Source.objects.create(title="Reanimatieraad", url="https://example.nl/reanimatie", checked_on=TODAY)


@pytest.fixture
def lesson(source: Source) -> LessonPage:
    """The lesson of *Proefcursus*, with one medical fact that nobody has checked."""
    make_quiz_course([true_false()])
    return put_fact(LessonPage.objects.get(), **OPEN, source=source.pk)


@pytest.fixture
def question(lesson: LessonPage, source: Source) -> Question:
    """Its question, with a fact of which nobody chose who checks it."""
    return put_question_fact(Question.objects.get(), **OPEN | {"check_by": ""}, source=source.pk)


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)
