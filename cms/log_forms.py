"""The forms of `/beheer/logboek/`: which part of the log, and why somebody takes it along."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.forms import A_DAY
from cms.log_exporting import LogReason
from cms.log_selectors import SYSTEM
from cms.log_words import GROUPS, SENTENCES

__all__ = ["LogFilter", "ReasonForm"]

FROM_THE_LIST = {"invalid_choice": _("Kies iets uit de lijst.")}
UNREADABLE = _("Dit kunnen we niet lezen. Typ het opnieuw.")


def day_field(label: Any) -> forms.DateField:
    """A day; the browser shows its own calendar."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget, error_messages=A_DAY)


def verb_choices() -> list[tuple[Any, Any]]:
    """Every act below what it is about, and before them all that is about it."""
    parts = sorted(GROUPS.items(), key=lambda part: str(part[1]))
    groups = [(label, [(part, _("Alles: %s") % label), *_acts_of(part)]) for part, label in parts]
    return [("", _("Alles")), *groups]


def _acts_of(part: str) -> list[tuple[str, Any]]:
    return [(verb, words) for verb, words in SENTENCES.items() if verb.startswith(f"{part}.")]


class LogFilter(forms.Form):
    """Which acts: read from the address. By key, because a name does not belong in an address."""

    wie = forms.ChoiceField(label=_("Wie"), required=False, error_messages=FROM_THE_LIST)
    wat = forms.ChoiceField(label=_("Wat"), required=False, choices=verb_choices, error_messages=FROM_THE_LIST)
    over = forms.CharField(
        label=_("Waarover"),
        required=False,
        max_length=60,
        help_text=_("Een nummer van een certificaat of groep, of de sleutel uit de lijst."),
        error_messages={"null_characters_not_allowed": UNREADABLE, "max_length": UNREADABLE},
    )
    van = day_field(_("Van"))
    tot = day_field(_("Tot en met"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wie"].choices = self._people()  # type: ignore[attr-defined]

    def _people(self) -> list[tuple[str, Any]]:
        """Who has a role, and who was chosen in the list itself."""
        chosen = str(self.data.get("wie", ""))
        is_wanted = Q(groups__isnull=False) | Q(is_superuser=True)
        if is_key(chosen):
            is_wanted |= Q(key=chosen)
        people = User.objects.filter(is_wanted).distinct().order_by("name", "pk")
        return [("", _("Iedereen")), (SYSTEM, _("Vanzelf")), *((str(user.key), str(user)) for user in people)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("van"), data.get("tot")
        if first and last and first > last:
            self.add_error("tot", _("Deze dag is eerder dan de eerste. Draai ze om."))
        return data

    def narrowing(self) -> dict[str, Any]:
        """What `cms.log_selectors.filtered` takes; only of a valid form."""
        data = self.cleaned_data
        who = {"actor": data["wie"], "verb": data["wat"], "about": data["over"]}
        return who | {"first": data["van"], "last": data["tot"]}


def is_key(text: str) -> bool:
    """Whether this could be the key of an account."""
    try:
        forms.UUIDField().clean(text)
    except forms.ValidationError:
        return False
    return True


class ReasonForm(forms.Form):
    """Why the log is taken along."""

    reason = forms.ChoiceField(
        label=_("Waarvoor heb je dit nodig?"),
        choices=LogReason.choices,
        widget=forms.RadioSelect,
        error_messages=FROM_THE_LIST | {"required": _("Kies waarvoor.")},
    )
