"""The forms of the menu *Toetsen* in `/beheer/`."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from courses.quiz import OpenText, RubricLine

__all__ = ["MarkForm", "MoreTimeForm"]

MAX_COMMENT = 1500
PREFIX = "regel-"


class MarkForm(forms.Form):
    """Points for every line of the rubric of `question`, and a word to the learner."""

    comment = forms.CharField(
        label=_("Wat wil je de deelnemer zeggen?"),
        help_text=_("De deelnemer leest dit bij de uitslag. Schrijf kort en vriendelijk: wat was goed, wat kan beter?"),
        max_length=MAX_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("Dit is te lang: houd het bij %(limit_value)d tekens.")},
    )

    def __init__(self, question: OpenText, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        for line in question.rubric:
            self.fields[f"{PREFIX}{line.id}"] = points_field(line)

    @staticmethod
    def initial_of(awarded: Mapping[str, int], comment: str) -> dict[str, Any]:
        """What the form shows of a mark that was given before."""
        return {f"{PREFIX}{line_id}": points for line_id, points in awarded.items()} | {"comment": comment}

    @property
    def lines(self) -> Iterator[BoundField]:
        """The lines of the rubric."""
        return (self[f"{PREFIX}{line.id}"] for line in self.question.rubric)

    @property
    def awarded(self) -> dict[str, int]:
        """Line of the rubric → points, of a valid form."""
        return {line.id: self.cleaned_data[f"{PREFIX}{line.id}"] for line in self.question.rubric}


def points_field(line: RubricLine) -> forms.TypedChoiceField:
    """0 to all points of a line; nothing is chosen beforehand, so that nobody gives points by not looking."""
    return forms.TypedChoiceField(
        label=line.text,
        choices=[(points, points_words(points)) for points in range(line.points + 1)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies hoeveel punten deze regel krijgt."),
            "invalid_choice": _("Kies hoeveel punten deze regel krijgt."),
        },
    )


def points_words(points: int) -> str:
    """The words beside a choice."""
    return str(_("1 punt") if points == 1 else _("%(points)d punten") % {"points": points})


class MoreTimeForm(forms.Form):
    """Whom to give more time."""

    email = forms.EmailField(
        label=_("E-mailadres van het account"),
        error_messages={
            "required": _("Vul het e-mailadres in van wie meer tijd krijgt."),
            "invalid": _("Dit is geen e-mailadres. Kijk of er een @ en een punt in staan."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
