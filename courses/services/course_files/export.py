"""A course as one file: `cursus.json` and the files that it shows, the same bytes for the same course and day."""

import json
import zipfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any

from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from courses.assets import stored_asset
from courses.models import (
    Category,
    CourseDocument,
    CourseImage,
    CoursePage,
    CourseVideo,
    LessonPage,
    Meldpunt,
    Question,
    Source,
)
from courses.services.course_files.collecting import Collected, collect
from courses.services.course_files.errors import UNREADABLE, NotExportable, UnusableFile
from courses.services.course_files.fields import portable_fields
from courses.services.course_files.links import keyed_links
from courses.services.course_files.walking import Walk
from courses.services.freezing import CannotFreeze, freeze_course

__all__ = ["FORMAT", "MANIFEST", "SCHEMA", "Portable", "Writer", "export_course", "portable_course"]

FORMAT, SCHEMA = "wabp-cursus", 1
MANIFEST = "cursus.json"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: a zip knows none before it."""


@dataclass
class Portable:
    """A course without primary keys, and its files by their name in the zip."""

    data: dict[str, Any]
    files: dict[str, FieldFile] = field(default_factory=dict)


def export_course(*, page: CoursePage, on: date) -> IO[bytes]:
    """The zip of what is published of the course, read from its start. Raises NotExportable."""
    course = portable_course(page)
    course.data |= {"made_on": on.isoformat(), "edition_hash": edition_hash(page)}
    out = TemporaryFile()  # noqa: SIM115  # who asks for it closes it
    with zipfile.ZipFile(out, "w") as archive:
        text = json.dumps(course.data, ensure_ascii=False, sort_keys=True, indent=1)
        archive.writestr(entry(MANIFEST, zipfile.ZIP_DEFLATED), text.encode())
        for name, file in sorted(course.files.items()):
            with file.open("rb") as source, archive.open(entry(name, zipfile.ZIP_STORED), "w") as target:
                for chunk in source.chunks():
                    target.write(chunk)
    out.seek(0)
    return out


def entry(name: str, compression: int) -> zipfile.ZipInfo:
    """The head of a file in the zip, without a clock or a machine in it."""
    info = zipfile.ZipInfo(name, LONG_AGO)
    info.compress_type, info.create_system, info.external_attr = compression, 3, 0o644 << 16
    return info


def edition_hash(page: CoursePage) -> str:
    """What a release would give now; "" when it cannot be released yet."""
    try:
        return freeze_course(page).content_hash
    except CannotFreeze:
        return ""


def portable_course(page: CoursePage) -> Portable:
    """The published course with keys for primary keys. Raises NotExportable."""
    try:
        found = collect(page)
        if not any(isinstance(child, LessonPage) for child in found.pages):
            raise NotExportable(_("Er is nog geen les gepubliceerd. Dan is er nog niets om te downloaden."))
        return Writer(found).portable()
    except UnusableFile:
        raise NotExportable(str(UNREADABLE)) from None


class Writer:
    """Writes one collected course; without `files` photos and documents are named by their number, for here only."""

    def __init__(self, found: Collected, *, files: bool = True) -> None:
        self.found, self.with_files = found, files
        self.files: dict[str, FieldFile] = {}
        self.names: dict[tuple[type[Model], int], str] = {}
        for model in (Category, Question, Source, Meldpunt, CourseVideo):
            self.names |= {(model, number): str(row.key) for number, row in found.of(model).items()}
        for model in (CourseImage, CourseDocument):
            for number, row in found.of(model).items():
                self.names[model, number] = self.keep(row.file, row.title)
        self.walk = Walk(row=lambda model, number: self.names.get((model, number)), html=keyed_links)

    def keep(self, file: FieldFile, title: str) -> str:
        """The name in the zip of a file: its hash and its ending."""
        if not self.with_files:
            return str(file.name)
        try:
            found = stored_asset(file, "").sha256
        except FileNotFoundError:
            text = _("Het bestand van ‘%(title)s’ is er niet meer. Zet het opnieuw op de site.")
            raise NotExportable(text % {"title": title}) from None
        name = f"bestanden/{found}{PurePosixPath(str(file.name)).suffix.lower()}"
        self.files[name] = file
        return name

    def portable(self) -> Portable:
        rows = self.found.of
        data = {
            "format": FORMAT,
            "schema": SCHEMA,
            "made_by": "WABP Academie",
            "course": portable_fields(self.found.course, self.walk) if self.found.course else {},
            "pages": [self.page(page) for page in self.found.pages],
            "categories": self.listed(rows(Category).values()),
            "questions": [self.question(row) for row in by_key(rows(Question).values())],
            "sources": self.listed(rows(Source).values()),
            "meldpunten": [self.meldpunt(row) for row in by_key(rows(Meldpunt).values())],
            "videos": [self.video(row) for row in by_key(rows(CourseVideo).values())],
            "images": self.uploads(CourseImage),
            "documents": self.uploads(CourseDocument),
        }
        return Portable(data, self.files)

    def listed(self, rows: Any) -> list[dict[str, Any]]:
        return [portable_fields(row, self.walk) for row in by_key(rows)]

    def page(self, page: Any) -> dict[str, Any]:
        kind = "lesson" if isinstance(page, LessonPage) else "quiz"
        return {"kind": kind} | portable_fields(page, self.walk)

    def question(self, row: Question) -> dict[str, Any]:
        tags = sorted(item.tag.name for item in row.tagged_items.all())
        return portable_fields(row, self.walk) | {"category": self.names[Category, row.category_id], "tags": tags}

    def meldpunt(self, row: Meldpunt) -> dict[str, Any]:
        return portable_fields(row, self.walk) | {"source": self.names.get((Source, row.source_id or 0))}

    def video(self, row: CourseVideo) -> dict[str, Any]:
        return portable_fields(row, self.walk) | {
            "file": self.keep(row.file, row.title),
            "captions": self.keep(row.captions, row.title) if row.captions else None,
            "poster": self.names.get((CourseImage, row.poster_id or 0)),
        }

    def uploads(self, model: type[Model]) -> list[dict[str, Any]]:
        """Photos or documents: the same file is one, whatever it is called here."""
        found: dict[str, dict[str, Any]] = {}
        for number, row in sorted(self.found.of(model).items()):
            about = {"description": row.description} if model is CourseImage else {}
            name = self.names[model, number]
            found.setdefault(name, {"file": name, "title": row.title} | about)
        return [found[name] for name in sorted(found)]


def by_key(rows: Any) -> list[Any]:
    """In an order that is the same everywhere."""
    return sorted(rows, key=lambda row: str(row.key))
