"""The forms of a panel in `/beheer/`."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import PanelMember
from courses.release_forms import typed
from courses.services.panels import MAX_MEMBERS, Invitee

__all__ = ["DateForm", "MemberForm", "MemberFormSet", "PanelForm"]

MAX_QUESTION = 1000
USUAL = timedelta(days=14)
ROWS = 5


def date_field() -> forms.DateField:
    """The last day on which a panel may write."""
    return forms.DateField(
        label=_("Tot en met welke dag?"),
        help_text=_("Daarna kan niemand meer iets schrijven. Je mag de datum later veranderen."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Kies tot en met welke dag het panel mag kijken."),
            "invalid": _("Dit is geen datum. Kies een dag."),
        },
    )


class TypedForm(forms.Form):
    """What was posted, as somebody typed it: no NUL bytes."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(None if data is None else typed(data), *args, **kwargs)


class DateForm(TypedForm):
    """Until when a panel is open."""

    last_day = date_field()

    def clean_last_day(self) -> date:
        """The day; one that cannot be is refused here, so that the sentence stands beside the field."""
        day: date = self.cleaned_data["last_day"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError(_("Kies vandaag of een dag die nog moet komen."))
        if day > today + timedelta(days=365):
            raise forms.ValidationError(_("Kies een dag binnen een jaar."))
        return day

    @property
    def closes_at(self) -> datetime:
        """Midnight after the last day, of a valid form."""
        midnight = datetime.combine(self.cleaned_data["last_day"] + timedelta(days=1), time.min)
        return timezone.make_aware(midnight)


class PanelForm(DateForm):
    """What to ask, and until when."""

    question = forms.CharField(
        label=_("Wat wil je van het panel weten?"),
        help_text=_("Bijvoorbeeld: is dit duidelijk voor een nieuwe beheerder? Het staat bovenaan hun pagina."),
        required=False,
        max_length=MAX_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Dit is te lang: houd het bij %(limit_value)d tekens.")},
    )

    field_order = ("question", "last_day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"last_day": timezone.localdate() + USUAL})
        super().__init__(*args, **kwargs)


class MemberForm(TypedForm):
    """One person to invite; an empty row is nobody."""

    name = forms.CharField(
        label=_("Naam"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": _("Deze naam is te lang: houd het bij %(limit_value)d tekens.")},
    )
    email = forms.EmailField(
        label=_("E-mailadres"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": _("Dit is geen e-mailadres. Kijk of er een @ en een punt in staan.")},
    )
    role = forms.ChoiceField(
        label=_("Van"),
        choices=PanelMember.Role.choices,
        initial=PanelMember.Role.BEHEERDER,
        error_messages={
            "required": _("Kies van wie deze persoon komt."),
            "invalid_choice": _("Kies van wie deze persoon komt."),
        },
    )

    def clean(self) -> dict[str, Any]:
        """An address alone says nobody's name."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.has_changed() and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Vul de naam in. Zo spreken we deze persoon aan."))
        return cleaned

    def clean_name(self) -> str:
        """The name on one line: it stands in a greeting."""
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_email(self) -> str:
        """The one address as it is compared. Between quotes it could hold commas, and be more than one to a mailer."""
        email = str(self.cleaned_data["email"]).lower()
        if '"' in email:
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"])
        return email


class BaseMemberFormSet(BaseFormSet):  # type: ignore[type-arg]  # Django's own takes no argument at run time
    """A few rows of people."""

    def clean(self) -> None:
        """The same address twice would be one person with two links."""
        seen: set[str] = set()
        for form in self.forms:
            email = getattr(form, "cleaned_data", {}).get("email", "")
            if email and email in seen:
                form.add_error("email", _("Dit adres staat er al."))
            seen.add(email)

    @property
    def invitees(self) -> list[Invitee]:
        """The people of a valid set, in order."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        return [Invitee(row["name"], row["email"], row["role"]) for row in rows]


MemberFormSet: Any = formset_factory(
    MemberForm, formset=BaseMemberFormSet, extra=ROWS, max_num=MAX_MEMBERS, absolute_max=MAX_MEMBERS, validate_max=True
)
