"""What belongs to a course: its pages, the questions that it uses, and what those refer to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.models import (
    Category,
    CourseDocument,
    CourseImage,
    CoursePage,
    CourseVideo,
    Meldpunt,
    Question,
    QuizPage,
    Source,
)
from courses.services.course_files.fields import fields_of
from courses.services.course_files.walking import Walk, converted, field_blocks, stored_stream

__all__ = ["Collected", "add_questions", "collect", "complete", "references"]

Reference = tuple[type[Model], int]


@dataclass
class Collected:
    """The rows of a course by model and primary key; pages in their order."""

    course: CoursePage | None
    pages: list[Any]
    rows: dict[type[Model], dict[int, Any]] = field(default_factory=dict)

    def of(self, model: type[Model]) -> dict[int, Any]:
        return self.rows.setdefault(model, {})

    def fetch(self, model: type[Model], numbers: Iterable[int]) -> None:
        self.of(model).update(model._default_manager.in_bulk(sorted(set(numbers) - set(self.of(model)))))


def collect(course: CoursePage, *, drafts: bool = False) -> Collected:
    """What is published of a course; with `drafts` everything, as it was written last."""
    children = course.get_children().order_by("path").specific()
    pages = [newest(page, drafts) for page in (children if drafts else children.live())]
    found = Collected(newest(course, drafts), pages)
    asked = references(pages)
    drawn = [number for model, number in references(pages, of=QuizPage) if model is Category]
    chosen = [number for model, number in asked if model is Question]
    own = Category.objects.filter(course_slug=course.slug).values_list("pk", flat=True)
    found.fetch(Category, own)
    questions = Question.objects.filter(Q(category__in=[*own, *drawn]) | Q(pk__in=chosen))
    add_questions(found, questions if drafts else questions.filter(live=True), drafts)
    complete(found, asked | references(found.of(Question).values()))
    return found


def newest(row: Any, drafts: bool) -> Any:
    return row.get_latest_revision_as_object() if drafts and row.latest_revision_id else row


def add_questions(found: Collected, questions: QuerySet[Question], drafts: bool = False) -> None:
    """Questions with their labels, in an order that is the same everywhere."""
    rows = questions.select_related("latest_revision").prefetch_related("tagged_items__tag").order_by("key")
    found.of(Question).update({question.pk: newest(question, drafts) for question in rows})


def complete(found: Collected, asked: set[Reference]) -> None:
    """What the pages and questions refer to, and what that refers to."""

    def numbers(model: type[Model]) -> list[int]:
        return [number for kind, number in asked if kind is model]

    used = [question.category_id for question in found.of(Question).values()]
    found.fetch(Category, [*used, *numbers(Category)])
    found.fetch(CourseVideo, numbers(CourseVideo))
    posters = [video.poster_id for video in found.of(CourseVideo).values() if video.poster_id]
    found.fetch(CourseImage, [*numbers(CourseImage), *posters])
    found.fetch(CourseDocument, numbers(CourseDocument))
    found.fetch(Meldpunt, numbers(Meldpunt))
    sources = [meldpunt.source_id for meldpunt in found.of(Meldpunt).values() if meldpunt.source_id]
    found.fetch(Source, [*numbers(Source), *sources])


def references(rows: Iterable[Model | Page], *, of: type[Model] = Model) -> set[Reference]:
    """Everything that choosers in the streams of `rows` point at; of one kind of row when `of` says so."""
    found: set[Reference] = set()

    def note(model: type[Model], number: Any) -> Any:
        found.add((model, number))
        return number

    for row in (row for row in rows if isinstance(row, of)):
        for name in fields_of(type(row)):
            if isinstance(row._meta.get_field(name), StreamField):
                converted(field_blocks(type(row), name), stored_stream(row, name), Walk(row=note))
    return found
