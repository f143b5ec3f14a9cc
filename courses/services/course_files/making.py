"""From checked JSON to rows: pages, questions, and what they refer to. Inside the caller's transaction."""

from collections.abc import Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.fields import StreamField
from wagtail.models import Page

from accounts.models import User
from courses.models import Category, CourseIndexPage, CoursePage, Question
from courses.services.course_files.errors import UnusableFile
from courses.services.course_files.fields import PAGES, row_fields
from courses.services.course_files.links import own_links
from courses.services.course_files.walking import Walk

__all__ = ["Maker", "told"]

Row = Mapping[str, Any]


@contextmanager
def told(title: str) -> Any:
    """What a model or form refuses, as one sentence about `title`."""
    try:
        yield
    except StreamBlockValidationError:
        text = _("In ‘%(title)s’ is iets niet goed ingevuld. Verbeter dat waar het bestand vandaan komt.")
        raise UnusableFile(text % {"title": title}) from None
    except ValidationError as error:
        raise UnusableFile(f"‘{title}’: {error.messages[0]}") from None
    except (TypeError, ValueError, AttributeError, LookupError):
        # Values that a block cannot read; the checks before this know most of them.
        text = _("‘%(title)s’ is beschadigd in dit bestand. Download het opnieuw.")
        raise UnusableFile(text % {"title": title}) from None


class Maker:
    """Makes the rows of one course; `names` gives (model, key) → primary key of what is there already."""

    def __init__(self, data: Row, names: dict[tuple[type[Model], str], int], *, by: User | None, live: bool) -> None:
        self.data, self.names, self.by, self.live = data, names, by, live
        self.pages: dict[str, int] = {}
        self.walk = Walk(row=self.number, html=lambda html: own_links(html, self.pages))

    def number(self, model: type[Model], key: str) -> int | None:
        return self.names.get((model, key))

    # --- the bank -----------------------------------------------------------------------------------
    def category(self, row: Row) -> Category:
        """The category with this key, or with this name in the course; made when there is none."""
        where = {name: row[name] for name in ("course_slug", "slug")}
        found = Category.objects.filter(key=row["key"]).first() or Category.objects.filter(**where).first()
        if found is None:
            found = Category(key=row["key"], **row_fields(Category, row, self.walk))
            with told(row["name"]):
                found.full_clean()
            found.save()
        self.names[Category, row["key"]] = found.pk
        return found

    def question(self, row: Row) -> Question:
        """A new question, published or a draft."""
        question = Question(key=row["key"], live=self.live, has_unpublished_changes=not self.live)
        self.fill_question(question, row)
        if question.idnumber and Question.objects.filter(idnumber=question.idnumber).exists():
            question.idnumber = ""
        question.save()
        self.save_revision(question)
        self.names[Question, row["key"]] = question.pk
        return question

    def fill_question(self, question: Question, row: Row) -> None:
        """The fields of a question, looked at as its form does."""
        with told(row.get("title", "")):
            self.fill(question, row)
            question.category_id = self.names[Category, row["category"]]
            question.full_clean(exclude=["category", "idnumber", "latest_revision"])
        question.tags.set(row.get("tags", []))

    # --- pages --------------------------------------------------------------------------------------
    def course(self, index: CourseIndexPage) -> CoursePage:
        """The course with all its pages; first all pages without text, so that links find them."""
        course: CoursePage = self.page(index, CoursePage, self.data["course"])
        made = [(self.page(course, PAGES[row["kind"]], row), row) for row in self.data["pages"]]
        for page, row in [(course, self.data["course"]), *made]:
            self.write(page, row)
        return course

    def page(self, parent: Page, model: type[Page], row: Row) -> Any:
        """A new page below `parent`, still without its streams."""
        with told(row["title"]):
            fields = row_fields(
                model, {name: value for name, value in row.items() if not is_stream(model, name)}, self.walk
            )
            page = model(key=row["key"], live=self.live, has_unpublished_changes=not self.live, owner=self.by, **fields)
            parent.add_child(instance=page)
        self.pages[row["key"]] = page.pk
        return page

    def write(self, page: Any, row: Row) -> None:
        """The streams of a page that was just made."""
        with told(row["title"]):
            self.fill(page, row)
            page.save()
            self.save_revision(page)

    # --- both ---------------------------------------------------------------------------------------
    def fill(self, target: Any, row: Row) -> None:
        """Sets the fields of `target`; a stream is looked at as the editor's form does. Raises ValidationError."""
        for name, value in row_fields(type(target), row, self.walk).items():
            if is_stream(type(target), name):
                value.stream_block.clean(value)
            setattr(target, name, value)

    def save_revision(self, target: Any, *, log: bool | str = "wagtail.create") -> None:
        revision = target.save_revision(user=self.by, clean=False, log_action=log)
        if self.live:
            revision.publish(user=self.by, skip_permission_checks=True)


def is_stream(model: type[Model], name: str) -> bool:
    """Whether the field holds blocks; `key` and `kind` are no fields to fill."""
    return name not in {"key", "kind"} and isinstance(model._meta.get_field(name), StreamField)
