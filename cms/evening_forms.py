"""The forms of a course evening. Every error says what to do; what was typed stays in the field (DESIGN §11g)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Self
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.names import NameField
from cms.services.evenings import MAX_DAYS_AHEAD
from courses.models import Course
from registrations.models import Group, GroupQuerySet

__all__ = ["CodeForm", "JoinForm", "OpenForm", "Ticks"]

KEY: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class OpenForm(forms.Form):
    """Which group, when, and which course. After `is_valid()`: `group`, `course`."""

    number = forms.CharField(error_messages={"required": _("Kies je groep.")})
    on = forms.DateField(
        label=_("Wanneer?"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Kies de dag van de avond."),
            "invalid": _("Dit is geen dag. Typ hem zoals 21-11-2026."),
        },
    )
    course_key = forms.UUIDField(error_messages={"required": _("Kies een cursus."), "invalid": _("Kies een cursus.")})
    group: Group
    course: Course

    def __init__(self, data: Any = None, *, groups: GroupQuerySet, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.groups, self.today = groups, today

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        group = self.groups.filter(number=number).first()
        if group is None:
            raise forms.ValidationError(_("Kies je groep."), code="unknown")
        self.group = group
        return number

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not self.today <= on <= self.today + timedelta(days=MAX_DAYS_AHEAD):
            raise forms.ValidationError(_("Kies een dag vanaf vandaag, hooguit een jaar vooruit."), code="range")
        return on

    def clean_course_key(self) -> UUID:
        key: UUID = self.cleaned_data["course_key"]
        course = Course.objects.open().filter(key=key).first()
        if course is None:
            raise forms.ValidationError(_("Kies een cursus."), code="unknown")
        self.course = course
        return key


class CodeForm(forms.Form):
    """The code on the big screen. Whether it is one is for `cms.services.evenings` to say."""

    code = forms.CharField(
        label=_("De code op het scherm"),
        help_text=_("Zes tekens. Hoofdletters en spaties maken niet uit."),
        error_messages={
            "required": _("Typ de code die op het scherm staat."),
            "null_characters_not_allowed": _("Er staan tekens in die we niet kunnen lezen. Typ de code opnieuw."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code-input"}
        ),
    )


class JoinForm(forms.Form):
    """The name by which somebody joins: no e-mail."""

    name = NameField(
        label=_("Je naam"),
        help_text=_("Je beheerder ziet hiermee dat je er was. Je antwoorden ziet hij niet."),
        error_messages={"required": _("Vul je naam in.")},
    )


@dataclass(frozen=True)
class Ticks:
    """Who of the shown people was there: keys of guests. What is no key is left out: it is of nobody."""

    present: frozenset[UUID]
    absent: frozenset[UUID]

    @classmethod
    def read(cls, data: QueryDict) -> Self:
        """The fields `shown` and `present` of the form; whoever was not shown is not judged."""
        shown, present = _keys(data.getlist("shown")), _keys(data.getlist("present"))
        return cls(present & shown, shown - present)


def _keys(texts: list[str]) -> frozenset[UUID]:
    return frozenset(UUID(text) for text in texts if KEY.fullmatch(text))
