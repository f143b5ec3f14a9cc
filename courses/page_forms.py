"""The forms of the pages of a course, of a question and of a learning path, in `/beheer/`."""

from typing import Any

from django.db import transaction
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.pages import WagtailAdminPageForm

from courses.blocks.whole import HALF_FORM, LastingIds, is_whole

__all__ = ["PathForm", "QuestionModelForm", "WholePageForm"]


class QuestionModelForm(LastingIds, WagtailAdminModelForm):
    """Wagtail's form of a question; whether it is whole, its views ask."""


class PathForm(WagtailAdminModelForm):
    """Wagtail's form of a learning path, in which courses may change places."""

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        # Written one by one, the first would meet its course in the row that is still to come: `course_once_per_path`.
        steps = self.formsets["steps"]
        moved = [form.instance.pk for form in steps.initial_forms if "page" in form.changed_data]
        steps.model.objects.filter(pk__in=moved).delete()
        return super().save(commit)


class WholePageForm(LastingIds, WagtailAdminPageForm):
    """Half a form, from a page without JavaScript or from before an update, gets a sentence and no 500.

    It stands for making, changing and previewing alike; what was saved before stays, and is what the page shows.
    """

    def __init__(self, data: Any = None, files: Any = None, *args: Any, **kwargs: Any) -> None:
        self.is_half = data is not None and not self.is_whole(data, files or {})
        posted = (None, None) if self.is_half else (data, files)
        super().__init__(*posted, *args, **kwargs)

    @classmethod
    def is_whole(cls, data: Any, files: Any) -> bool:
        """Whether every field of our own was posted, and its lists can be read."""
        own = [field.name for field in cls._meta.model._meta.local_fields if field.name in cls.base_fields]
        widgets = {name: cls.base_fields[name].widget for name in own}
        if any(widget.value_omitted_from_data(data, files, name) for name, widget in widgets.items()):
            return False
        return is_whole(data, widgets)

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_half:
            self.cleaned_data: dict[str, Any] = {}
            self.add_error(None, HALF_FORM)
