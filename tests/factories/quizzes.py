"""A small course around the questions that a test needs: one lesson of one screen, and a quiz with those questions."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from courses.blocks import question_body
from courses.models import Attempt, Category, CourseEdition, CoursePage, Enrollment, LessonPage, Question, QuizPage
from courses.services.releasing import release_edition
from courses.services.starting import start_attempt
from tests.conftest import NOW
from tests.factories.courses import course_index, make_enrollment, quiz_of

SLUG = "proef"
SCREEN = {
    "type": "screen",
    "value": {
        "title": "Kijk om je heen",
        "minutes": 1,
        "content": [{"type": "text", "value": {"html": "<p>Wat zie je?</p>", "facts": []}}],
    },
}


def stream(model: Any, field: str, value: list[dict[str, Any]]) -> Any:
    """Stored JSON as what the StreamField holds; blocks without an id get one."""
    blocks = [{"id": str(uuid4()), **block} for block in value]
    return model._meta.get_field(field).stream_block.to_python(blocks)


def add_question(content: Mapping[str, Any], *, category: str = "proef", slug: str = SLUG, **fields: Any) -> Question:
    """A published bank question with the engine's JSON `content`."""
    row, _ = Category.objects.get_or_create(course_slug=slug, slug=category, defaults={"name": category.capitalize()})
    key = uuid4()
    body = stream(Question, "body", question_body(content, key))
    question = Question.objects.create(key=key, title=str(content["stem"])[:100], category=row, body=body, **fields)
    question.save_revision().publish()
    return Question.objects.get(pk=question.pk)


def make_quiz_course(contents: Sequence[Mapping[str, Any]], *, slug: str = SLUG, **quiz: Any) -> CourseEdition:
    """A released course whose quiz asks `contents` as fixed questions, in order; `quiz` are fields of QuizPage.

    Give `slots` (stored JSON) to ask otherwise. The address of the quiz is /leren/<slug>/toets/toets/.
    """
    course = CoursePage(
        title="Proefcursus", slug=slug, subtitle="Kort", for_whom="Iedereen", intro="Hoi.", goals="Kijken.",
        illustration="kijken",
    )  # fmt: skip
    course_index().add_child(instance=course)
    course.add_child(
        instance=LessonPage(title="Les", slug="les", message="Kijk.", screens=stream(LessonPage, "screens", [SCREEN]))
    )
    rows = [add_question(content, slug=slug) for content in contents]
    slots = quiz.pop("slots", [{"type": "fixed", "value": {"question": row.pk}} for row in rows])
    page = QuizPage(title="De toets", slug="toets", slots=stream(QuizPage, "slots", slots), **quiz)
    course.add_child(instance=page)
    for child in (course, *course.get_children()):
        child.specific.save_revision().publish()
    return release_edition(page=CoursePage.objects.get(pk=course.pk), kind="major", by=None, now=NOW)


def edit_quiz_course(slug: str = SLUG, **fields: Any) -> CourseEdition:
    """The course with changed fields of its quiz, released again as a new edition."""
    page = QuizPage.objects.get(path__startswith=CoursePage.objects.get(slug=slug).path)
    for name, value in fields.items():
        setattr(page, name, stream(QuizPage, name, value) if name in {"slots", "bands"} else value)
    page.save_revision().publish()
    return release_edition(page=CoursePage.objects.get(slug=slug), kind="major", by=None, now=NOW)


def start(
    edition: CourseEdition, *, enrollment: Enrollment | None = None, now: datetime = NOW, seed: int = 1
) -> Attempt:
    """An open attempt at the quiz of `edition`, by a new guest unless an enrollment is given."""
    enrollment = enrollment or make_enrollment(edition=edition)
    return start_attempt(enrollment=enrollment, quiz=quiz_of(enrollment), now=now, rng=random.Random(seed))
