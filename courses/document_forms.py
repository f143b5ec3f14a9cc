"""Uploading a document, on every screen of `/beheer/` where that can be done."""

from typing import Any

from wagtail.documents.forms import BaseDocumentForm

from courses.uploads import validate_document

__all__ = ["CourseDocumentForm"]


class CourseDocumentForm(BaseDocumentForm):
    """Wagtail's form, that looks into the file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            field.validators.append(validate_document)
