"""Forms of the holder of a certificate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.names import NAME_LENGTH, NameField
from certificates.services.changing import CorrectionReason
from certificates.services.name_requests import NAME_REASONS

__all__ = ["NameRequestForm"]

WORDS = {
    CorrectionReason.MISSPELLED: _("Mijn naam is verkeerd geschreven"),
    CorrectionReason.NEW_NAME: _("Ik heet nu anders"),
}


class NameRequestForm(forms.Form):
    """The name that has to stand on the certificate, and why."""

    wanted_name = NameField(
        label=_("Naam zoals hij op je certificaat moet staan"),
        help_text=_("Schrijf hem zoals in je paspoort of op je identiteitskaart."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": NAME_LENGTH, "spellcheck": "false"}),
        error_messages={"required": _("Schrijf de naam op die op je certificaat moet staan.")},
    )
    reason = forms.ChoiceField(
        label=_("Waarom klopt de naam niet?"),
        choices=[("", _("Kies een reden")), *((one.value, WORDS.get(one, one.label)) for one in NAME_REASONS)],
        error_messages={
            "required": _("Kies waarom de naam niet klopt."),
            "invalid_choice": _("Kies een van de redenen uit de lijst."),
        },
    )
