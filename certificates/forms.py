"""Forms of the foundation's pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.names import NAME_LENGTH, NameField
from certificates.models import Certificate
from certificates.services.changing import CorrectionReason
from registrations.models import Registration

__all__ = ["CorrectForm", "RevokeForm"]


class RevokeForm(forms.Form):
    """Why a certificate is revoked."""

    reason = forms.CharField(
        label=_("Reden"),
        max_length=300,
        help_text=_("De houder leest dit. Wie het certificaat controleert, leest alleen dat het is ingetrokken."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schrijf op waarom je het certificaat intrekt.")},
    )


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A registration by the group it is for; whatever is not in the list gets the same sentence."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as error:  # not even a key: "this is no UUID" says nothing to anybody
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error

    def label_from_instance(self, obj: Any) -> str:
        group = obj.group
        return f"{group.name} ({group.number}), {group.municipality}, {obj.get_role_display()}"


class CorrectForm(forms.Form):
    """What has to stand on the successor of `certificate`, and why."""

    holder_name = NameField(
        label=_("Naam op het certificaat"),
        help_text=_("Zo komt de naam op het nieuwe certificaat. Hooguit 150 tekens."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": NAME_LENGTH}),
        error_messages={"required": _("Schrijf de naam op die op het certificaat moet staan.")},
    )
    registration = PlaceField(
        label=_("Groep"),
        queryset=Registration.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=_("Laat de groep zoals die op het certificaat staat"),
        help_text=_("Alleen bevestigde registraties van de houder. De gegevens van de groep van vandaag komen erop."),
        error_messages={"invalid_choice": _("Kies een bevestigde registratie van deze persoon.")},
    )
    reason = forms.ChoiceField(
        label=_("Reden"),
        choices=[("", _("Kies een reden")), *CorrectionReason.choices],
        help_text=_("Dit blijft bewaard bij het oude certificaat. De houder leest het niet."),
        error_messages={
            "required": _("Kies waarom je het certificaat verbetert."),
            "invalid_choice": _("Kies een van de redenen uit de lijst."),
        },
    )

    def __init__(self, *args: Any, certificate: Certificate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["holder_name"] = certificate.holder_name
        own = Registration.objects.confirmed().filter(user=certificate.registration.user_id)
        self.fields["registration"].queryset = own.select_related("group")  # type: ignore[attr-defined]

    def clean_reason(self) -> CorrectionReason:
        return CorrectionReason(self.cleaned_data["reason"])
