"""The forms of *Klopt er iets niet?*: of who sends a remark, and of the desk that deals with it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.models import Remark
from courses.services.remarking import MAX_NOTE, MAX_TEXT

__all__ = ["HandledForm", "RemarkForm"]

TOO_LONG = _("Dit is te lang: het zijn %(length)d tekens. Houd het bij %(most)d.")


class WordsField(forms.CharField):
    """Text of somebody at a keyboard: a line end is one sign, whatever the browser sends, and NUL is none."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value))
        return text.replace("\r\n", "\n").replace("\0", "").strip()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise ValidationError(TOO_LONG, params={"length": len(value), "most": self.most})

    def run_validators(self, value: Any) -> None:
        """None of Django's own: what they refuse is taken out in `to_python`."""


class KindChoice(forms.RadioSelect):
    """Its id is that of the whole group, so that the list of errors can lead there."""

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return id_ if index is None else f"{id_}_{index}"


class RemarkForm(forms.Form):
    """What is wrong, in one of three kinds and the sender's own words. `key` makes a second press the same remark."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    kind = forms.ChoiceField(
        label=_("Wat is er?"),
        choices=Remark.Kind.choices,
        widget=KindChoice,
        error_messages={"required": _("Kies wat er is."), "invalid_choice": _("Kies wat er is.")},
    )
    text = WordsField(
        label=_("Vertel het in je eigen woorden"),
        help_text=_("Zet er geen namen of adressen in. Hoogstens 1.000 tekens."),
        most=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Schrijf op wat er niet klopt.")},
    )


class HandledForm(forms.Form):
    """What the desk did about a remark."""

    note = WordsField(
        label=_("Wat heb je ermee gedaan?"),
        most=MAX_NOTE,
        error_messages={"required": _("Schrijf in een paar woorden wat je ermee deed. Dan weten collega’s het ook.")},
    )
