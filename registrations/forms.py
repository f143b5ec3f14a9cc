"""What people fill in; every mistake gets a sentence that says what to do (DESIGN §11)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.models import Group, Registration
from registrations.services.recording import REASON_LENGTH

__all__ = ["ClaimForm", "MoveForm", "ReasonForm"]

UNREADABLE = _("Er staan tekens in die we niet kunnen lezen. Typ het opnieuw.")


class GroupChoice(forms.Form):
    """Which active group, by register number. `group` is there after `is_valid()`."""

    number = forms.CharField(
        label=_("Groep"),
        max_length=20,
        error_messages={
            "required": _("Kies een groep."),
            "max_length": _("Deze groep kennen we niet. Zoek hem opnieuw."),
            "null_characters_not_allowed": UNREADABLE,
        },
    )
    group: Group

    def clean_number(self) -> str:
        """Any active group may be claimed; the number is its public name (DESIGN §9)."""
        number: str = self.cleaned_data["number"]
        group = Group.objects.active().filter(number__iexact=number).first()
        if group is None:
            raise forms.ValidationError(_("Deze groep kennen we niet. Zoek hem opnieuw."), code="unknown")
        self.group = group
        return group.number


class ClaimForm(GroupChoice):
    """Which group, and as what."""

    role = forms.ChoiceField(
        label=_("Jouw rol"),
        choices=Registration.Role.choices,
        error_messages={
            "required": _("Kies of je beheerder of lid bent."),
            "invalid_choice": _("Kies of je beheerder of lid bent."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].error_messages["required"] = _("Kies je groep.")


class ReasonForm(forms.Form):
    """Why a claim is refused or a registration ended; the person reads it."""

    reason = forms.CharField(
        label=_("Waarom?"),
        help_text=_("De aanvrager leest dit. Houd het bij een of twee zinnen."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Schrijf in een of twee zinnen waarom."),
            "max_length": _("Je uitleg is te lang: hooguit 300 tekens."),
            "null_characters_not_allowed": UNREADABLE,
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The browser's own limit would cut a pasted text without a word; ours says so and keeps it.
        self.fields["reason"].widget.attrs.pop("maxlength", None)


class MoveForm(GroupChoice, ReasonForm):
    """To which group somebody is moved, and why; the person reads it."""

    field_order = ["number", "reason"]
