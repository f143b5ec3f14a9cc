"""A copy of a course to go on with: all drafts, under keys of its own (DESIGN §3)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from courses.models import Category, CourseIndexPage, CoursePage, Question
from courses.services.course_files import UnusableFile
from courses.services.course_files.collecting import collect
from courses.services.course_files.errors import UNREADABLE
from courses.services.course_files.export import Writer
from courses.services.course_files.making import Maker
from courses.services.course_files.renewing import renewed_course

__all__ = ["CannotDuplicate", "duplicate_course"]


class CannotDuplicate(Exception):
    """The copy was not made; the message is a Dutch sentence for the editor."""


@transaction.atomic
def duplicate_course(
    *, page: CoursePage, title: str, slug: str, own_questions: bool, by: User, now: datetime
) -> CoursePage:
    """A course like `page`, as it was written last, of which nothing is published yet.

    With `own_questions` it has its own bank to change; else it asks and draws the same questions as `page`, and a
    change to those counts for both. Raises CannotDuplicate.
    """
    writer, data = written(page)
    data = renewed_course(data, title=title, slug=slug, own_questions=own_questions)
    names = {(model, key): number for (model, number), key in writer.names.items()}
    maker = Maker(data, names, by=by, live=False)
    try:
        make_bank(maker)
        copy = maker.course(CourseIndexPage.objects.ancestor_of(page).get())
    except UnusableFile as error:
        raise CannotDuplicate(str(error)) from None
    audit.record(
        actor=by, verb="course.duplicated", target=copy, at=now, source=str(page.key), own_questions=own_questions
    )
    return copy


def written(page: CoursePage) -> tuple[Writer, dict[str, Any]]:
    """The course as a file would hold it, and who wrote that. Raises CannotDuplicate for what cannot be read."""
    try:
        writer = Writer(collect(page, drafts=True), files=False)
        return writer, writer.portable().data
    except UnusableFile:
        raise CannotDuplicate(str(UNREADABLE)) from None


def make_bank(maker: Maker) -> None:
    """The categories and questions that are new; the others are here."""
    for row in maker.data["categories"]:
        if (Category, row["key"]) not in maker.names:
            maker.category(row)
    for row in maker.data["questions"]:
        if (Question, row["key"]) not in maker.names:
            maker.question(row)
