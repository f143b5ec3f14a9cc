"""Uploading a photo."""

from django.utils.translation import gettext as _
from wagtail.images.forms import BaseImageForm

__all__ = ["CourseImageForm"]


class CourseImageForm(BaseImageForm):
    """Refuses a photo that did not come over whole with a sentence; Wagtail lets the error of Pillow through."""

    def _clean_fields(self) -> None:
        try:
            super()._clean_fields()
        except OSError:
            self.add_error("file", _("Deze foto is niet heel overgekomen. Kies hem opnieuw."))
