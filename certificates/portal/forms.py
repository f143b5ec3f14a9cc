"""What a wijkagent is asked before he takes a list along."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.services.portal import ExportReason

__all__ = ["ExportForm"]

KINDS = [("xlsx", _("Excel (xlsx)")), ("csv", _("CSV"))]


class ExportForm(forms.Form):
    """Why, and as what; `cleaned_data["reason"]` is an ExportReason."""

    reason = forms.ChoiceField(
        label=_("Waarvoor gebruik je de lijst?"),
        choices=ExportReason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies waarvoor je de lijst gebruikt."),
            "invalid_choice": _("Kies een van de redenen."),
        },
    )
    kind = forms.ChoiceField(
        label=_("Wat voor bestand wil je?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        initial="xlsx",
        error_messages={"required": _("Kies een soort bestand."), "invalid_choice": _("Kies een soort bestand.")},
    )

    def clean_reason(self) -> ExportReason:
        return ExportReason(self.cleaned_data["reason"])
