"""Forms of the foundation's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

__all__ = ["RevokeForm"]


class RevokeForm(forms.Form):
    """Why a certificate is revoked."""

    reason = forms.CharField(
        label=_("Reden"),
        max_length=300,
        help_text=_("De houder leest dit. Wie het certificaat controleert, leest alleen dat het is ingetrokken."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schrijf op waarom je het certificaat intrekt.")},
    )
