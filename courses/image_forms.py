"""Uploading a photo."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from PIL import Image, ImageFile
from wagtail.images.forms import BaseImageForm

__all__ = ["CourseImageForm"]


class CourseImageForm(BaseImageForm):
    """Refuses a photo that did not come over whole with a sentence.

    Wagtail lets the error of Pillow through, or meets it only when it makes a smaller copy.
    """

    def _clean_fields(self) -> None:
        try:
            super()._clean_fields()
            self._read_whole()
        except OSError:
            self.add_error("file", _("Deze foto is niet heel overgekomen. Kies hem opnieuw."))

    def _read_whole(self) -> None:
        """Reads a new file to its last pixel; raises OSError when that is not there."""
        file = self.cleaned_data.get("file")
        if file and "file" in self.changed_data:
            file.seek(0)
            with strict_about_ends(), Image.open(file) as image:
                image.load()
            file.seek(0)


@contextmanager
def strict_about_ends() -> Iterator[None]:
    """Pillow as it is by itself: WeasyPrint tells it, for the whole process, to put up with half a photo."""
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
