"""The forms of signing in. Every error says what to do; what was typed stays in the field (DESIGN §11g)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import clean_email
from accounts.names import NameField

__all__ = ["CodeForm", "KeepForm", "NameForm", "NewEmailForm", "PaperCodeForm", "SignInForm"]

EMAIL_LENGTH = 254
CODE_LENGTH = 20  # six digits with whatever spaces and dashes somebody types between them


class AddressField(forms.EmailField):
    """An e-mail address in the one spelling in which it is stored."""

    def __init__(self, **kwargs: Any) -> None:
        errors = {
            "required": _("Vul je e-mailadres in."),
            "invalid": _("Dit e-mailadres klopt niet. Een goed adres lijkt op naam@voorbeeld.nl."),
            "max_length": _("Dit e-mailadres is te lang."),
        }
        attrs = {"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        widget = forms.EmailInput(attrs=attrs)
        super().__init__(
            label=_("Je e-mailadres"), max_length=EMAIL_LENGTH, widget=widget, error_messages=errors, **kwargs
        )

    def clean(self, value: Any) -> str:
        return clean_email(super().clean(value))


class SignInForm(forms.Form):
    """Who asks for a code."""

    email = AddressField()


class NewEmailForm(forms.Form):
    """Another address than `current`."""

    email = AddressField(help_text=_("We sturen een code naar dit adres."))

    def __init__(self, *args: Any, current: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current = current
        self.fields["email"].label = _("Je nieuwe e-mailadres")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email == self.current:
            raise forms.ValidationError(_("Dit is al je e-mailadres. Vul een ander adres in."))
        return email


class NameForm(forms.Form):
    """The name of somebody who is signed in and has none yet."""

    name = NameField(
        label=_("Je naam"),
        help_text=_("Zo komt je naam op je certificaat."),
        error_messages={"required": _("Vul je naam in.")},
    )


class KeepForm(NameForm):
    """Name and e-mail of a guest who wants to keep his work."""

    email = AddressField(help_text=_("We sturen je een code. Geen reclame."))


class CodeForm(forms.Form):
    """The six digits. Whether they are right is for `CodeProcess` to say."""

    code = forms.CharField(
        label=_("Je code"),
        max_length=CODE_LENGTH,
        error_messages={
            "required": _("Vul de code uit de mail in."),
            "max_length": _("Een code heeft zes cijfers. Kijk nog eens in de mail."),
        },
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code-input", "maxlength": "20"}
        ),
    )


class PaperCodeForm(forms.Form):
    """The code on paper. Whether it is right is for `accounts.services.resuming` to say."""

    code = forms.CharField(
        label=_("De code op je papier"),
        help_text=_("Acht tekens. Hoofdletters, spaties en streepjes maken niet uit."),
        max_length=CODE_LENGTH,
        error_messages={
            "required": _("Typ de code die op je papier staat."),
            "max_length": _("Een code heeft acht tekens. Kijk nog eens op je papier."),
            "null_characters_not_allowed": _("Er staan tekens in die we niet kunnen lezen. Typ de code opnieuw."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code-input"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The browser's own limit would cut a pasted text without a word; ours says so and keeps it.
        self.fields["code"].widget.attrs.pop("maxlength", None)
