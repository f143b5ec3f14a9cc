"""The photos, documents and films of a course file, taken in as an upload is: looked at, cleaned, kept once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from django.core.files.images import ImageFile
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from wagtail.utils.file import hash_filelike

from accounts.models import User
from courses.models import CourseDocument, CourseImage, CourseVideo
from courses.services.course_files.fields import row_fields
from courses.services.course_files.making import told
from courses.services.course_files.package import Package
from courses.services.course_files.pictures import kept_picture
from courses.services.course_files.walking import Walk
from courses.uploads import validate_document

__all__ = ["Uploads", "forgotten_on_failure"]

Row = Mapping[str, Any]
NO_LINKS = Walk(row=lambda _model, _key: None)


@contextmanager
def forgotten_on_failure() -> Iterator[list[FieldFile]]:
    """Takes files out of storage again when the import does not go through: a transaction knows no files."""
    stored: list[FieldFile] = []
    try:
        yield stored
    except BaseException:
        for file in stored:
            with suppress(OSError):
                file.storage.delete(str(file.name))
        raise


class Uploads:
    """Takes in the files of one package; `stored` gets every file that was written."""

    def __init__(self, package: Package, stored: list[FieldFile], *, by: User | None) -> None:
        self.package, self.stored, self.by = package, stored, by
        self.names: dict[tuple[type[Model], str], int] = {}

    def take(self) -> dict[tuple[type[Model], str], int]:
        """Photos, documents and films; gives (model, name in the file) → primary key."""
        for row in self.package.data["images"]:
            self.names[CourseImage, row["file"]] = self.image(row).pk
        for row in self.package.data["documents"]:
            self.names[CourseDocument, row["file"]] = self.document(row).pk
        for row in self.package.data["videos"]:
            self.names[CourseVideo, row["key"]] = self.video(row).pk
        return self.names

    def image(self, row: Row) -> CourseImage:
        with self.package.copy(row["file"]) as file, told(row["title"]):
            content = kept_picture(file)
            found = CourseImage.objects.filter(file_hash=hash_filelike(content)).first()
            if found is not None:
                return found
            content.seek(0)
            image = CourseImage(title=row["title"], description=row["description"], uploaded_by_user=self.by)
            image.file = ImageFile(content, name=content.name)
            image._set_image_file_metadata()
            image.full_clean(exclude=["file", "width", "height"])
            return self.saved(image, image.file)

    def document(self, row: Row) -> CourseDocument:
        with self.package.copy(row["file"]) as file, told(row["title"]):
            validate_document(file)
            found = CourseDocument.objects.filter(file_hash=hash_filelike(file)).first()
            if found is not None:
                return found
            file.seek(0)
            document = CourseDocument(title=row["title"], file=file, uploaded_by_user=self.by)
            document._set_document_file_metadata()
            document.full_clean(exclude=["file"])
            return self.saved(document, document.file)

    def video(self, row: Row) -> CourseVideo:
        """The film with this key; ours when it is here."""
        found = CourseVideo.objects.filter(key=row["key"]).first()
        if found is not None:
            return found
        video = CourseVideo(key=row["key"], **row_fields(CourseVideo, row, NO_LINKS))
        video.poster_id = self.names.get((CourseImage, row.get("poster") or ""))
        with self.package.copy(row["file"]) as film, told(row["title"]):
            video.file = film
            if not row.get("captions"):
                return self.checked_video(video)
            with self.package.copy(row["captions"]) as captions:
                video.captions = captions
                return self.checked_video(video)

    def checked_video(self, video: CourseVideo) -> CourseVideo:
        video.full_clean(exclude=["poster"])
        saved = self.saved(video, video.file)
        if video.captions:
            self.stored.append(video.captions)
        return saved

    def saved(self, row: Any, file: FieldFile) -> Any:
        row.save()
        self.stored.append(file)
        return row
