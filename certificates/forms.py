"""Forms of the foundation's pages."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.names import NAME_LENGTH, NameField
from certificates.errors import SeriesChanged
from certificates.models import Certificate
from certificates.rendering import missing_glyphs
from certificates.services.changing import CorrectionReason
from certificates.services.revoking import Series, series_editions
from registrations.models import Registration

__all__ = ["CorrectForm", "RefuseNameForm", "RevokeForm", "RevokeSeriesForm", "SeriesForm", "SignatoryForm"]

A_DAY = {"invalid": _("Schrijf de dag zo: 31-12-2026.")}


class WordsField(forms.CharField):
    """A text of the foundation; a line end counts as one sign, as in the browser, and NUL bytes go."""

    default_error_messages = {"max_length": _("Dit is te lang: houd het bij %(limit_value)d tekens.")}

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\0", "") if text else text


class HolderNameField(NameField):
    """The name of a holder, filled in by somebody else: what is wrong with it is never about "je naam"."""

    default_error_messages = {
        "no_letters": _("Vul de naam in, met letters."),
        "too_long": _("Deze naam is te lang: houd het bij 150 tekens."),
        "unprintable": _(
            "We kunnen dit niet op een certificaat drukken: %(signs)s. Schrijf de naam met gewone letters, zoals in "
            "het paspoort van de houder."
        ),
    }

    def to_python(self, value: Any) -> str:
        try:
            return super().to_python(value)
        except ValidationError as error:
            words = self.error_messages[error.code]  # type: ignore[index]  # clean_name names each
            raise ValidationError(words, code=error.code, params=error.params) from error


class RevokeForm(forms.Form):
    """Why a certificate is revoked."""

    reason = WordsField(
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

    holder_name = HolderNameField(
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
        own = Registration.objects.confirmed().filter(user__registrations__certificates=certificate)
        self.fields["registration"].queryset = own.select_related("group")  # type: ignore[attr-defined]

    def clean_reason(self) -> CorrectionReason:
        return CorrectionReason(self.cleaned_data["reason"])


class SeriesForm(forms.Form):
    """Which certificates are revoked at once."""

    edition = forms.ChoiceField(
        label=_("Cursus en editie"),
        error_messages={
            "required": _("Kies een cursus en een editie."),
            "invalid_choice": _("Kies een cursus en een editie uit de lijst."),
        },
    )
    issued_from = forms.DateField(
        label=_("Afgegeven vanaf"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=A_DAY,
    )
    issued_until = forms.DateField(
        label=_("Afgegeven tot en met"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=A_DAY,
    )
    group_number = WordsField(
        label=_("Registernummer van de groep"),
        required=False,
        max_length=20,
        help_text=_("Alleen de certificaten van deze groep. Laat het leeg voor alle groepen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("%(title)s, editie %(edition)s (%(count)s)")
        self.fields["edition"].choices = [  # type: ignore[attr-defined]
            ("", _("Kies")),
            *(
                (f"{code}:{edition}", words % {"title": title, "edition": edition, "count": count})
                for code, edition, title, count in series_editions()
            ),
        ]

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("issued_from"), self.cleaned_data.get("issued_until")
        if first and last and first > last:
            self.add_error("issued_until", _("Deze dag is vóór de eerste dag. Kies een latere."))
        return self.cleaned_data

    def series(self) -> Series:
        """What was chosen; for a form that is valid."""
        code, edition = self.cleaned_data["edition"].split(":", 1)
        return Series(
            course_code=code,
            edition_number=edition,
            issued_from=self.cleaned_data["issued_from"],
            issued_until=self.cleaned_data["issued_until"],
            group_number=self.cleaned_data["group_number"].strip(),
        )


class RevokeSeriesForm(RevokeForm):
    """The reason, and the number of certificates typed by hand; hidden is what the page showed."""

    typed = forms.IntegerField(
        label=_("Hoeveel certificaten trek je in?"),
        help_text=_("Typ het aantal dat hierboven staat."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Typ het aantal."), "invalid": _("Typ het aantal in cijfers.")},
    )
    count = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    newest = forms.CharField(widget=forms.HiddenInput, max_length=19)

    def clean(self) -> dict[str, Any]:
        if {"count", "newest"} & set(self.errors):  # nobody sees what is wrong with a hidden field
            self.add_error("typed", SeriesChanged.message)
            return self.cleaned_data
        typed, count = self.cleaned_data.get("typed"), self.cleaned_data.get("count")
        if typed is not None and typed != count:
            self.add_error("typed", _("Dit is niet het aantal dat hierboven staat."))
        return self.cleaned_data


class RefuseNameForm(forms.Form):
    """Why a name stays as it is."""

    answer = WordsField(
        label=_("Antwoord aan de houder"),
        max_length=300,
        help_text=_("De houder leest dit in een mail. Hooguit 300 tekens."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schrijf op waarom je het verzoek afwijst.")},
    )


class PrintedField(WordsField):
    """A line on certificates: without what nobody sees, and asked again when the font lacks a sign of it."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        seen = " ".join("".join(sign for sign in text if unicodedata.category(sign)[0] != "C").split())
        if missing := missing_glyphs(seen):
            words = _("Dit kunnen we niet op een certificaat drukken: %(signs)s. Schrijf het met gewone letters.")
            raise ValidationError(words % {"signs": missing}, code="unprintable")
        return seen


class SignatoryForm(forms.Form):
    """Who signs from now on."""

    name = PrintedField(
        label=_("Naam"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Schrijf op wie tekent.")},
    )
    function = PrintedField(
        label=_("Functie"),
        max_length=80,
        required=False,
        help_text=_("Bijvoorbeeld: voorzitter van Stichting WABP."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    picture = forms.FileField(
        label=_("Handtekening"),
        required=False,
        help_text=_("Een png of jpg van hoogstens 2 MB. Mooi is een png zonder achtergrond."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        error_messages={
            "empty": _("Dit bestand is leeg. Kies een ander bestand."),
            "missing": _("Kies het bestand opnieuw."),
            "invalid": _("Kies het bestand opnieuw."),
        },
    )
