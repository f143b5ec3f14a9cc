"""The forms of *Toetsen > Vragen invoeren* and *Vragen uitvoeren* in `/beheer/`."""

from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.models import Category, CoursePage, Question
from courses.quiz.interchange import MAX_BYTES
from courses.quiz.interchange.problems import FILE_MESSAGES

__all__ = ["FORMAT_CHOICES", "ExportForm", "UploadForm"]

FORMAT_CHOICES = [
    ("xlsx", _("Excel (.xlsx)")),
    ("csv", _("CSV, voor een ander rekenblad")),
    ("gift", _("GIFT, tekst van Moodle")),
    ("moodle_xml", _("Moodle XML")),
    ("aiken", _("Aiken, alleen meerkeuze")),
]
NO_FILE = _("Kies eerst een bestand.")
NO_COURSE = _("Kies een cursus uit de lijst.")


def course_choices() -> list[tuple[str, str]]:
    """Every course of the manuscript."""
    return list(CoursePage.objects.order_by("title").values_list("slug", "title"))


def course_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Cursus"),
        choices=course_choices,
        error_messages={"required": NO_COURSE, "invalid_choice": NO_COURSE},
    )


class UploadForm(forms.Form):
    """A file of questions and the course that they are for."""

    course = course_field()
    file = forms.FileField(
        label=_("Bestand"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.gift,.txt,.xml,.aiken"}),
        error_messages={
            "required": NO_FILE,
            "missing": NO_FILE,
            "invalid": NO_FILE,
            "empty": _("Dit bestand is leeg. Kies een ander bestand."),
        },
    )
    format = forms.ChoiceField(
        label=_("Soort bestand"),
        choices=[("", _("Dat zegt de naam van het bestand")), *FORMAT_CHOICES],
        required=False,
        error_messages={"invalid_choice": _("Kies een soort uit de lijst.")},
    )

    def clean_file(self) -> Any:
        """Refuses a file that is too big before anybody reads it."""
        file = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise forms.ValidationError(FILE_MESSAGES["file_too_big"])
        return file

    @property
    def file_name(self) -> str:
        """The name of the file of a valid form, without folders."""
        return PurePosixPath((self.cleaned_data["file"].name or "").replace("\\", "/")).name


class ExportForm(forms.Form):
    """Which questions, and as what."""

    course = course_field()
    category = forms.ChoiceField(
        label=_("Categorie"),
        required=False,
        error_messages={"invalid_choice": _("Kies een categorie van deze cursus.")},
    )
    format = forms.ChoiceField(
        label=_("Soort bestand"),
        choices=FORMAT_CHOICES,
        error_messages={
            "required": _("Kies een soort bestand."),
            "invalid_choice": _("Kies een soort uit de lijst."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (this class says so)
        titles = dict(course_choices())
        field.choices = [("", _("Alle categorieën")), *category_choices(titles)]

    def clean(self) -> dict[str, Any]:
        """Refuses a category of another course."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("category") and data.get("course"):
            own = Category.objects.filter(key=UUID(data["category"]), course_slug=data["course"])
            if not own.exists():
                self.add_error("category", _("Deze categorie hoort bij een andere cursus. Kies een andere."))
        return data

    def questions(self) -> QuerySet[Question]:
        """The questions of a valid form."""
        chosen = Question.objects.filter(category__course_slug=self.cleaned_data["course"])
        if self.cleaned_data["category"]:
            chosen = chosen.filter(category__key=self.cleaned_data["category"])
        return chosen.select_related("category").order_by("category__slug", "title", "pk")


def category_choices(titles: dict[str, str]) -> list[tuple[str, str]]:
    """Every category of these courses, with the title of its course."""
    rows = Category.objects.filter(course_slug__in=titles).order_by("course_slug", "name")
    return [(str(row.key), f"{titles[row.course_slug]}: {row.name}") for row in rows]
