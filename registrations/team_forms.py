"""What a team tells about itself, and what the foundation answers (DESIGN §6, §11)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import hooks
from registrations.codes import read_ranges
from registrations.forms import GroupChoice
from registrations.models import TeamApplication
from registrations.models.teams import MOST_MEMBERS, OLDEST_YEAR
from registrations.team_selectors import spelled_as_known

__all__ = ["MergeForm", "TeamForm"]

TOO_LONG = gettext_lazy("Dit is te lang: hooguit {most} tekens. Maak het korter.")
UNPRINTABLE = gettext_lazy("Deze tekens kunnen niet op een certificaat: %(signs)s. Gebruik gewone letters.")


class LineField(forms.CharField):
    """One line without what only a machine can see: NUL, line ends, signs that turn the text around."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]

    def to_python(self, value: Any) -> str:
        line = " ".join((super().to_python(value) or "").split())
        return " ".join("".join(sign for sign in line if sign.isprintable()).split())

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without the browser's own limit, which would cut a pasted text without a word; ours says so and keeps it."""
        return {}


def line(label: Any, *, most: int, hint: Any = "", missing: Any = "", **attrs: str) -> LineField:
    """A field for one line; without a sentence for `missing` it may stay empty."""
    too_long = format_lazy(TOO_LONG, most=most)
    return LineField(
        label=label,
        help_text=hint,
        max_length=most,
        required=bool(missing),
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": missing, "max_length": too_long},
    )


def number(label: Any, *, low: int, high: int, hint: Any, wrong: Any, missing: Any = "") -> forms.IntegerField:
    """A field for a whole number, with one sentence for every mistake in it."""
    wrongs = dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=low,
        max_value=high,
        required=bool(missing),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": missing} | wrongs,
    )


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]
    """The facts of a team; `instance` holds them after `is_valid()`, not yet saved."""

    name = line(
        gettext_lazy("Naam van het team"),
        most=120,
        hint=gettext_lazy("Zo staat het straks in de lijst en op je certificaat."),
        missing=gettext_lazy("Vul de naam van je team in."),
        autocomplete="off",
    )
    municipality = line(
        gettext_lazy("Gemeente"),
        most=80,
        missing=gettext_lazy("Vul de gemeente in waar je team actief is."),
        list="gemeenten",
        autocomplete="off",
    )
    place = line(
        gettext_lazy("Plaats of dorp"),
        most=200,
        missing=gettext_lazy("Vul de plaats in waar je team actief is."),
        autocomplete="off",
    )
    area = line(
        gettext_lazy("Welke buurt of straten? (mag leeg blijven)"),
        most=300,
        hint=gettext_lazy("In je eigen woorden. Bijvoorbeeld: de Bloemenbuurt, tussen het kanaal en het station."),
        autocomplete="off",
    )
    postcodes = line(
        gettext_lazy("Postcodes (mag leeg blijven)"),
        most=500,
        hint=gettext_lazy("Met komma’s ertussen. Bijvoorbeeld: 2711, 2712 AB of 2713-2715."),
        autocomplete="off",
    )
    members = number(
        gettext_lazy("Hoeveel leden heeft je team?"),
        low=2,
        high=MOST_MEMBERS,
        hint=gettext_lazy("Ongeveer mag ook."),
        wrong=gettext_lazy("Typ het aantal leden als getal, van 2 tot en met 2000. Bijvoorbeeld: 12."),
        missing=gettext_lazy("Vul in hoeveel leden je team heeft. Ongeveer mag ook."),
    )
    since = number(
        gettext_lazy("Sinds welk jaar bestaat je team? (mag leeg blijven)"),
        low=OLDEST_YEAR,
        high=9999,
        hint=gettext_lazy("Bijvoorbeeld: 2015."),
        wrong=gettext_lazy("Typ een jaar met vier cijfers, van 1950 tot nu. Bijvoorbeeld: 2015."),
    )
    is_coordinator = forms.BooleanField(
        label=gettext_lazy("Ik ben coördinator van dit team"),
        error_messages={
            "required": gettext_lazy("Alleen een coördinator meldt het team aan. Ben je dat? Vink het aan.")
        },
    )

    class Meta:
        model = TeamApplication
        fields = [
            "name",
            "municipality",
            "place",
            "area",
            "postcodes",
            "members",
            "since",
            "with_municipality",
            "with_police",
            "with_enforcement",
        ]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not any(sign.isalpha() for sign in name):
            raise ValidationError(_("Vul de naam van je team in, met letters."), code="no_letters")
        return _printable(name)

    def clean_municipality(self) -> str:
        return _printable(spelled_as_known(self.cleaned_data["municipality"]))

    def clean_postcodes(self) -> str:
        """As typed, once it can be read."""
        text: str = self.cleaned_data["postcodes"]
        try:
            read_ranges(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        return text

    def clean_since(self) -> int | None:
        since: int | None = self.cleaned_data["since"]
        if since and since > timezone.localdate().year:
            raise ValidationError(_("Dat jaar moet nog komen. Typ het jaar waarin je team begon."), code="future")
        return since


def _printable(text: str) -> str:
    """Raises ValidationError for signs that a certificate cannot print: this stands on it (DESIGN §7)."""
    if missing := "".join(check(text) for check in hooks.unprintable):
        raise ValidationError(UNPRINTABLE, params={"signs": missing[:10]}, code="unprintable")
    return text


class MergeForm(GroupChoice):
    """Which group the team is, and whether the applicant becomes its beheerder at once."""

    as_manager = forms.BooleanField(
        label=gettext_lazy("Maak de aanmelder meteen beheerder van die groep"),
        help_text=gettext_lazy("Zonder vinkje vraagt de aanmelder het aan en beslis je later, bij Aanvragen."),
        required=False,
    )
