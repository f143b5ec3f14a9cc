"""The JSON of a course as that of another course: new keys for all that is its own (DESIGN §3)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db.models import Model
from wagtail.fields import StreamField

from courses.models import Category, Question
from courses.services.course_files.fields import PAGES, fields_of
from courses.services.course_files.links import KEY
from courses.services.course_files.walking import Walk, converted, field_blocks

__all__ = ["renewed_course"]

Row = Mapping[str, Any]


def renewed_course(data: Row, *, title: str, slug: str, own_questions: bool) -> dict[str, Any]:
    """`data` under another name: keys of course, lessons, screens, blocks and quizzes are new.

    With `own_questions` so are its categories and questions, and what asks them follows; else they are left out, and
    what asks them stays. Options of a question keep their ids: they mean something within the question only.
    """
    return Renewal(data, slug, own_questions).course(title)


class Renewal:
    """One renewal: old key → new key."""

    def __init__(self, data: Row, slug: str, own_questions: bool) -> None:
        self.data, self.slug = data, slug
        self.own = {row["key"] for row in data["categories"] if row["course_slug"] == data["course"]["slug"]}
        self.categories = [row for row in data["categories"] if own_questions and row["key"] in self.own]
        self.questions = [row for row in data["questions"] if own_questions and row["category"] in self.own]
        renewed = [data["course"], *data["pages"], *self.categories, *self.questions]
        self.keys = {row["key"]: str(uuid4()) for row in renewed}
        self.screens: dict[str, str] = {}

    def course(self, title: str) -> dict[str, Any]:
        course = {**self.data["course"], "key": self.key(self.data["course"]["key"]), "title": title, "slug": self.slug}
        pages = [self.page(page) for page in self.data["pages"]]
        others = {"categories": self.others("categories"), "questions": self.others("questions")}
        return {
            **self.data,
            "course": course,
            "pages": pages,
            "categories": [self.category(row) for row in self.categories] + others["categories"],
            "questions": [self.question(row) for row in self.questions] + others["questions"],
        }

    def others(self, name: str) -> list[Row]:
        """What belongs to other courses, or is shared with this one."""
        return [row for row in self.data[name] if row["key"] not in self.keys]

    def key(self, key: str) -> str:
        return self.keys.get(key, key)

    def page(self, page: Row) -> dict[str, Any]:
        new = self.key(page["key"])

        def stream_id(old: str) -> str:
            return self.screens.setdefault(old, str(uuid5(UUID(new), old)))

        return self.walked(PAGES[page["kind"]], page, stream_id) | {"key": new}

    def category(self, row: Row) -> dict[str, Any]:
        return {**row, "key": self.key(row["key"]), "course_slug": self.slug}

    def question(self, row: Row) -> dict[str, Any]:
        """A mark is given once in the whole house, so the copy has none."""
        screen = row.get("screen_key")
        return self.walked(Question, row) | {
            "key": self.key(row["key"]),
            "category": self.key(row["category"]),
            "idnumber": "",
            "screen_key": self.screens.get(screen) if screen else None,
        }

    def walked(self, model: type[Model], row: Row, stream_id: Any = str) -> dict[str, Any]:
        """The row with its references renewed."""
        walk = Walk(row=self.reference, html=self.html, stream_id=stream_id)
        streams = [name for name in fields_of(model) if isinstance(model._meta.get_field(name), StreamField)]
        return {
            name: converted(field_blocks(model, name), value, walk) if name in streams else value
            for name, value in row.items()
        }

    def reference(self, model: type[Model], key: str) -> str:
        return self.key(key) if model in {Category, Question} else key

    def html(self, text: str) -> str:
        """Links within the course stay within the course."""
        for old, new in self.keys.items():
            text = text.replace(f'"{KEY}{old}"', f'"{KEY}{new}"')
        return text
