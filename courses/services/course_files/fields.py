"""Which fields of a row stand in a file, and what they may hold."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.models import Category, CourseVideo, LessonPage, Meldpunt, Question, QuizPage, Source
from courses.services.course_files.errors import broken, newer
from courses.services.course_files.walking import Walk, converted, field_blocks, stored_stream, text

__all__ = ["PAGES", "by_key", "fields_of", "key_text", "portable_fields", "row_fields", "row_from", "rows_of"]

PAGES: dict[str, type[Page]] = {"lesson": LessonPage, "quiz": QuizPage}
OF_EVERY_PAGE = ("title", "slug", "seo_title", "search_description")
OF_SNIPPETS: dict[type[models.Model], tuple[str, ...]] = {
    Category: ("course_slug", "slug", "name"),
    Source: ("title", "url", "role", "checked_on", "checked_by_role"),
    Meldpunt: ("name", "number", "when"),
    CourseVideo: ("title", "transcript"),
    Question: ("title", "is_practice", "screen_key", "idnumber", "body", "facts"),
}


def fields_of(model: type[models.Model]) -> list[str]:
    """The names of the fields that a file holds of a row, save its key and what it refers to.

    Of a page that is every field of its own: what a later version adds goes along by itself.
    """
    if model in OF_SNIPPETS:
        return list(OF_SNIPPETS[model])
    own = [field.name for field in model._meta.local_fields if not field.remote_field and field.name != "key"]
    return [*OF_EVERY_PAGE, *own]


def portable_fields(row: models.Model, walk: Walk) -> dict[str, Any]:
    """The row as JSON: its key and its fields, with references as `walk` names them."""
    return {"key": str(row.key)} | {name: portable(row, name, walk) for name in fields_of(type(row))}  # type: ignore[attr-defined]


def portable(row: models.Model, name: str, walk: Walk) -> Any:
    field, value = row._meta.get_field(name), getattr(row, name)
    if isinstance(field, StreamField):
        return converted(field_blocks(type(row), name), stored_stream(row, name), walk)
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def row_fields(model: type[models.Model], data: Mapping[str, Any], walk: Walk) -> dict[str, Any]:
    """The fields of a row from its JSON, references resolved by `walk`; what is missing keeps its default.

    Raises UnusableFile when it is something else than the field holds.
    """
    names = fields_of(model)
    return {name: read_field(model, name, data[name], walk) for name in names if name in data}


def row_from(data: Any, model: type[models.Model], *more: str) -> dict[str, Any]:
    """A row of the file with a key and no field that we do not know; `more` are what it refers to."""
    if not isinstance(data, dict):
        raise broken()
    if set(data) - {"key", *more, *fields_of(model)}:
        raise newer()
    key_text(data.get("key"))
    row_fields(model, data, Walk(row=lambda _model, name: name))
    return data


def read_field(model: type[models.Model], name: str, value: Any, walk: Walk) -> Any:
    field: Any = model._meta.get_field(name)
    if isinstance(field, StreamField):
        return field_blocks(model, name).to_python(converted(field_blocks(model, name), value, walk))
    if value is None and field.null:
        return None
    return PLAIN.get(type(field), text)(value)


def key_text(value: Any) -> str:
    """A key as our export writes it."""
    try:
        if str(UUID(value)) == value:
            return str(value)
    except (ValueError, TypeError, AttributeError):
        pass
    raise broken()


def whole(value: Any) -> int:
    if type(value) is not int:
        raise broken()
    return value


def yes_or_no(value: Any) -> bool:
    if type(value) is not bool:
        raise broken()
    return value


def day(value: Any) -> date:
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        raise broken() from None


PLAIN: dict[type, Any] = {
    models.PositiveIntegerField: whole,
    models.BooleanField: yes_or_no,
    models.DateField: day,
    models.UUIDField: lambda value: UUID(key_text(value)),
}


def rows_of(data: Mapping[str, Any], name: str, limit: int) -> list[Any]:
    """A list of the file, not longer than a course can be."""
    rows = data.get(name)
    if not isinstance(rows, list) or len(rows) > limit:
        raise broken()
    return rows


def by_key(rows: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Key → row; the same key twice is no file of ours."""
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        if row["key"] in found:
            raise broken()
        found[row["key"]] = row
    return found
