"""Forms of *Register inlezen*: a file with its date, and which column is what."""

from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registrations.importing import FIELDS, MAX_BYTES, REQUIRED, Columns, Sheet
from registrations.importing.files import SENTENCES
from registrations.importing.matching import MANY

__all__ = ["ColumnsForm", "UploadForm"]

NO_FILE = gettext_lazy("Kies eerst een bestand.")
EXAMPLES = 3


class UploadForm(forms.Form):
    """A file of the register, and of which day it is."""

    file = forms.FileField(
        label=gettext_lazy("Bestand"),
        help_text=gettext_lazy("Excel (.xlsx) of CSV. Hoogstens 10 MB en 50.000 regels."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={
            "required": NO_FILE,
            "missing": NO_FILE,
            "invalid": NO_FILE,
            "empty": gettext_lazy("Dit bestand is leeg. Kies een ander bestand."),
        },
    )
    source_date = forms.DateField(
        label=gettext_lazy("Van welke dag is dit bestand?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Dit is geen datum. Typ hem als 21-11-2026.")},
    )

    def clean_file(self) -> Any:
        """Refuses a file that is too big before anybody reads it."""
        file = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise forms.ValidationError(str(SENTENCES["file_too_big"]))
        return file

    def clean_source_date(self) -> Any:
        day = self.cleaned_data["source_date"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Deze dag moet nog komen. Kies vandaag of eerder."))
        return day

    @property
    def file_name(self) -> str:
        """The name of the file of a valid form, without folders."""
        return PurePosixPath((self.cleaned_data["file"].name or "").replace("\\", "/")).name


class ColumnsForm(forms.Form):
    """For every column of the file the field that it is; `columns` is there after `is_valid()`."""

    columns: Columns

    def __init__(self, sheet: Sheet, columns: Columns, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        field_of = {heading: name for name, headings in columns.items() for heading in headings}
        choices = [("", _("niet gebruiken")), *FIELDS.items()]
        for position, heading in enumerate(sheet.headings):
            self.fields[f"column-{position}"] = forms.ChoiceField(
                label=heading,
                choices=choices,
                required=False,
                initial=field_of.get(heading, ""),
                help_text=self._examples(position),
                error_messages={"invalid_choice": _("Kies een waarde uit de lijst.")},
            )

    def _examples(self, position: int) -> str:
        """The first cells of a column, so that one sees what is in it."""
        cells = (cells[position] for _row, cells in self.sheet.lines[:50] if position < len(cells))
        return " · ".join([cell[:40] for cell in cells if cell][:EXAMPLES]) or _("(leeg)")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self.columns = {}
        for position, heading in enumerate(self.sheet.headings):
            if field := data.get(f"column-{position}"):
                self._choose(field, heading, f"column-{position}")
        if absent := [str(FIELDS[name]) for name in REQUIRED if name not in self.columns]:
            sentence = _("Kies ook een kolom voor: %(fields)s.")
            raise forms.ValidationError(sentence % {"fields": ", ".join(absent)})
        return data

    def _choose(self, field: str, heading: str, name: str) -> None:
        if field in self.columns and field not in MANY:
            sentence = _("‘%(field)s’ koos je al bij ‘%(heading)s’. Kies er één.")
            self.add_error(name, sentence % {"field": FIELDS[field], "heading": self.columns[field][0]})
            return
        self.columns.setdefault(field, []).append(heading)
