"""Uploading a photo, on every screen of `/beheer/` where that can be done."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from courses.photos import clean_photo

__all__ = ["CourseImageForm", "PhotoField"]


class PhotoField(WagtailImageField):
    """A photo that is kept without what the camera wrote into it, or refused with what to do."""

    def to_python(self, data: Any) -> Any:
        return super().to_python(clean_photo(data) if data else data)


class CourseImageForm(BaseImageForm):
    """Wagtail's form, with our field for the file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PhotoField(label=field.label, required=field.required, widget=field.widget)

    def _clean_fields(self) -> None:
        super()._clean_fields()
        # Wagtail would put the file aside as it came, camera data and all, until the rest is right.
        if self.errors and self.cleaned_data.get("file") and "file" in self.changed_data:
            self.add_error("file", _("Kies de foto opnieuw."))
