"""The forms of *Cursus invoeren* and *Verdubbelen* in `/beheer/`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Course, CoursePage
from courses.release_forms import typed
from courses.services.course_files import free_slug
from courses.services.course_files.package import MAX_BYTES

__all__ = ["CourseFileForm", "DuplicateForm"]

NO_FILE = _("Kies eerst een bestand.")
NO_TITLE = _("Geef de kopie een naam, dan houd je ze uit elkaar.")
BAD_SLUG = _("Gebruik in het webadres alleen kleine letters, cijfers en streepjes.")
NO_CHOICE = _("Kies of de kopie eigen vragen krijgt.")


class CourseFileForm(forms.Form):
    """A course that somebody downloaded."""

    file = forms.FileField(
        label=_("Bestand"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={
            "required": NO_FILE,
            "missing": NO_FILE,
            "invalid": NO_FILE,
            "empty": _("Dit bestand is leeg. Kies een ander bestand."),
        },
    )

    def clean_file(self) -> Any:
        """Refuses a file that is too big before anybody reads it."""
        file = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise forms.ValidationError(_("Dit bestand is te groot. Een cursus is hoogstens 200 MB."))
        return file


class DuplicateForm(forms.Form):
    """What the copy is called, and whose questions it asks."""

    title = forms.CharField(
        label=_("Naam van de kopie"),
        max_length=250,
        error_messages={"required": NO_TITLE, "max_length": _("Deze naam is te lang. Maak hem korter.")},
    )
    slug = forms.RegexField(
        regex=r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
        label=_("Webadres"),
        max_length=50,
        error_messages={
            "required": BAD_SLUG,
            "invalid": BAD_SLUG,
            "max_length": _("Dit webadres is te lang. Maak het hoogstens 50 tekens."),
        },
    )
    questions = forms.ChoiceField(
        label=_("Welke vragen stelt de kopie?"),
        choices=[
            ("eigen", _("Eigen vragen: de vragenbank wordt ook verdubbeld. Wat je verandert, geldt alleen hier.")),
            ("gedeeld", _("Dezelfde vragen: verander je een vraag, dan geldt dat voor beide cursussen.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": NO_CHOICE, "invalid_choice": NO_CHOICE},
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(None if data is None else typed(data), *args, **kwargs)

    @staticmethod
    def initial_of(page: CoursePage) -> dict[str, str]:
        """What the form proposes."""
        title = str(_("%(title)s (kopie)") % {"title": page.title[:200]})
        return {"title": title, "slug": free_slug(page.slug), "questions": "eigen"}

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if CoursePage.objects.filter(slug=slug).exists() or Course.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Dit webadres is al van een andere cursus. Kies een ander."))
        return slug
