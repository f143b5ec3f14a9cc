"""The forms of *Uitgeven* and of taking an edition back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import CourseEdition

__all__ = ["CompareForm", "ReasonForm", "ReleaseForm", "typed"]

NOW, LATER = "now", "later"
LONGEST = timedelta(days=366)
TOO_LONG = {"max_length": gettext_lazy("Dit is te lang: houd het bij %(limit_value)d tekens.")}


def typed(data: Mapping[str, Any]) -> dict[str, str]:
    """What somebody posted, without NUL bytes and with one sign for a line end, as a browser counts it."""
    return {name: str(text).replace("\0", "").replace("\r\n", "\n") for name, text in data.items()}


class ReleaseForm(forms.Form):
    """How big a change is, what people read of it, and when it goes out."""

    kind = forms.ChoiceField(
        choices=CourseEdition.Kind.choices,
        error_messages={
            "required": gettext_lazy(
                "Kies of dit een kleine verbetering, een nieuwe editie of een veiligheidscorrectie is."
            ),
            "invalid_choice": gettext_lazy(
                "Kies of dit een kleine verbetering, een nieuwe editie of een veiligheidscorrectie is."
            ),
        },
    )
    notes = forms.CharField(required=False, max_length=1000, error_messages=TOO_LONG)
    reason = forms.CharField(required=False, max_length=300, error_messages=TOO_LONG)
    # The content hash of what the page showed; the page writes it, nobody types it.
    seen = forms.CharField(required=False)
    when = forms.ChoiceField(
        required=False,
        choices=[(NOW, NOW), (LATER, LATER)],
        error_messages={"invalid_choice": gettext_lazy("Kies of dit nu uitkomt, of later.")},
    )
    day = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"invalid": gettext_lazy("Schrijf de dag zo: 31-12-2026.")},
    )
    time = forms.TimeField(
        required=False,
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
        error_messages={"invalid": gettext_lazy("Schrijf de tijd zo: 09:00.")},
    )

    def clean_day(self) -> date | None:
        """The day; one far away is a slip of the keyboard."""
        day: date | None = self.cleaned_data["day"]
        if day and day > timezone.localdate() + LONGEST:
            raise forms.ValidationError(_("Kies een dag binnen een jaar."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("when") == LATER and not self.errors and not (cleaned.get("day") and cleaned.get("time")):
            self.add_error(None, _("Kies de dag en de tijd waarop dit uitkomt."))
        return cleaned

    @property
    def due_at(self) -> datetime | None:
        """The chosen hour of a valid form, in Amsterdam; None for now."""
        if self.cleaned_data["when"] != LATER:
            return None
        chosen = datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])
        return timezone.make_aware(chosen)

    @property
    def wish(self) -> dict[str, str]:
        """What the release services ask for."""
        return {name: self.cleaned_data[name] for name in ("kind", "notes", "reason")}

    @property
    def problems(self) -> list[str]:
        """Everything that is wrong, a Dutch sentence each."""
        return [str(message) for messages in self.errors.values() for message in messages]


class ReasonForm(forms.Form):
    """Why, for colleagues."""

    reason = forms.CharField(required=False, max_length=300, error_messages=TOO_LONG)

    @property
    def problems(self) -> list[str]:
        """Everything that is wrong, a Dutch sentence each."""
        return [str(message) for messages in self.errors.values() for message in messages]


class CompareForm(forms.Form):
    """Two editions of one course, by key; the second may be the manuscript."""

    MANUSCRIPT = "nu"

    van = forms.UUIDField()
    naar = forms.CharField(max_length=40)

    def clean_naar(self) -> Any:
        """The key of an edition, or MANUSCRIPT."""
        text = self.cleaned_data["naar"]
        return text if text == self.MANUSCRIPT else forms.UUIDField().clean(text)
