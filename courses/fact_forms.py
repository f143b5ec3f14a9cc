"""The forms of *Redactie > Feiten nakijken* in `/beheer/`."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.blocks.facts import CHECKERS

__all__ = ["NOBODY", "CheckForm", "FactFilter", "checker_words"]

NOBODY = "niemand"
"""In the filter: facts of which nobody chose who checks them."""
BIGGEST_ID = 2**31 - 1
CHANGED = _("De lijst is intussen veranderd. Kijk hieronder hoe die er nu uitziet.")
# What is not on the form comes from a page that is out of date, or from nowhere.
HIDDEN = {"required": CHANGED, "invalid": CHANGED, "invalid_choice": CHANGED, "max_length": CHANGED,
          "max_value": CHANGED, "min_value": CHANGED, "null_characters_not_allowed": CHANGED}  # fmt: skip
NO_ROLE = _("Kies wie dit feit heeft nagekeken.")


def checker_words(check_by: str) -> str:
    """Who checks a fact, in words."""
    return str(dict(CHECKERS).get(check_by) or _("nog niet gekozen"))


class FactFilter(forms.Form):
    """Which facts to show; what is left empty shows all."""

    course = forms.ChoiceField(
        label=_("Cursus"), required=False, error_messages={"invalid_choice": _("Kies een cursus uit de lijst.")}
    )
    check_by = forms.ChoiceField(
        label=_("Wie kijkt het na"),
        choices=[("", _("Iedereen")), *CHECKERS, (NOBODY, _("nog niet gekozen"))],
        required=False,
        error_messages={"invalid_choice": _("Kies wie het nakijkt uit de lijst.")},
    )
    show = forms.ChoiceField(
        label=_("Welke feiten"),
        choices=[("", _("Alleen na te kijken")), ("all", _("Alle feiten"))],
        required=False,
        error_messages={"invalid_choice": _("Kies welke feiten je wilt zien.")},
    )

    def __init__(self, data: Any, courses: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="fact-%s")
        field = self.fields["course"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (this class says so)
        field.choices = [("", str(_("Alle cursussen"))), *courses]


class CheckForm(forms.Form):
    """One fact, as it stood on the page, and who checked it."""

    place = forms.ChoiceField(choices=[("les", ""), ("vraag", "")], error_messages=HIDDEN)
    number = forms.IntegerField(min_value=1, max_value=BIGGEST_ID, error_messages=HIDDEN)
    fact = forms.CharField(max_length=64, error_messages=HIDDEN)
    seen = forms.CharField(max_length=64, error_messages=HIDDEN)
    by_role = forms.ChoiceField(choices=CHECKERS, error_messages={"required": NO_ROLE, "invalid_choice": NO_ROLE})

    @property
    def refusal(self) -> str:
        """The first sentence of what is wrong."""
        return next(str(error) for errors in self.errors.values() for error in errors)
