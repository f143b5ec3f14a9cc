"""Whether the JSON of a course file is what our export writes: keys, fields, and that everything it names is in it."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from courses.models import (
    Category,
    CourseDocument,
    CourseImage,
    CoursePage,
    CourseVideo,
    Meldpunt,
    Question,
    Source,
)
from courses.services.course_files.errors import UnusableFile, broken, newer
from courses.services.course_files.export import FORMAT, SCHEMA
from courses.services.course_files.fields import PAGES, by_key, row_fields, row_from, rows_of
from courses.services.course_files.walking import Walk, text

__all__ = ["SNIPPETS", "checked"]

SNIPPETS: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    "categories": (Category, ()),
    "sources": (Source, ()),
    "meldpunten": (Meldpunt, ("source",)),
    "videos": (CourseVideo, ("file", "captions", "poster")),
    "questions": (Question, ("category", "tags")),
}
"""The lists of the file: their model, and the fields that refer to something else."""
UPLOADS = {"images": ("file", "title", "description"), "documents": ("file", "title")}
MAX_PAGES, MAX_ROWS, MAX_TAGS = 200, 3000, 50


def checked(data: Any, names: Collection[str]) -> dict[str, Any]:
    """`data` when every part has its shape and refers to what is there. Raises UnusableFile."""
    if not isinstance(data, dict) or data.get("format") != FORMAT or type(data.get("schema")) is not int:
        raise broken()
    if data["schema"] > SCHEMA:
        raise newer()
    row_from(data.get("course"), CoursePage)
    for page in rows_of(data, "pages", MAX_PAGES):
        row_from(page, page_model(page), "kind")
    for name, (model, more) in SNIPPETS.items():
        by_key(row_from(row, model, *more) for row in rows_of(data, name, MAX_ROWS))
    for name, fields in UPLOADS.items():
        for upload in rows_of(data, name, MAX_ROWS):
            check_upload(upload, fields)
    by_key([data["course"], *data["pages"]])
    refuse_loose_ends(data, names)
    return data | {"edition_hash": text(data.get("edition_hash", "")), "made_on": text(data.get("made_on", ""))}


def page_model(page: Any) -> type[Any]:
    kind = page.get("kind") if isinstance(page, Mapping) else None
    if not isinstance(kind, str) or kind not in PAGES:
        raise newer() if isinstance(kind, str) else broken()
    return PAGES[kind]


def check_upload(upload: Any, fields: tuple[str, ...]) -> None:
    if not isinstance(upload, Mapping) or set(upload) != set(fields):
        raise broken()
    for name in fields:
        text(upload[name])


def refuse_loose_ends(data: Mapping[str, Any], names: Collection[str]) -> None:
    """Every reference leads to something in the file, or to nothing."""
    there: dict[type[Any], set[str]] = {
        model: {row["key"] for row in data[name]} for name, (model, _m) in SNIPPETS.items()
    }
    there |= {CourseImage: files_of(data, "images"), CourseDocument: files_of(data, "documents")}

    def known(model: type[Any], name: Any) -> Any:
        if not isinstance(name, str) or name not in there[model]:
            raise broken()
        return name

    walk = Walk(row=known)
    row_fields(CoursePage, data["course"], walk)
    for page in data["pages"]:
        row_fields(PAGES[page["kind"]], page, walk)
    for question in data["questions"]:
        row_fields(Question, question, walk)
        known(Category, question.get("category"))
        check_tags(question.get("tags", []))
    for meldpunt in data["meldpunten"]:
        if meldpunt.get("source") is not None:
            known(Source, meldpunt["source"])
    for video in data["videos"]:
        if video.get("poster") is not None:
            known(CourseImage, video["poster"])
    wanted = {*there[CourseImage], *there[CourseDocument], *film_files(data)}
    if wanted - set(names):
        raise UnusableFile(_("In dit bestand ontbreekt een foto, film of document. Download het opnieuw."))


def check_tags(tags: Any) -> None:
    if not isinstance(tags, list) or len(tags) > MAX_TAGS or any(not 0 < len(text(tag)) <= 100 for tag in tags):
        raise broken()


def files_of(data: Mapping[str, Any], name: str) -> set[str]:
    return {upload["file"] for upload in data[name]}


def film_files(data: Mapping[str, Any]) -> set[str]:
    """The names of the films and their captions."""
    films = {text(video.get("file")) for video in data["videos"]}
    return films | {text(video["captions"]) for video in data["videos"] if video.get("captions") is not None}
