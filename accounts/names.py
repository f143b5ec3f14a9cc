"""Names of people: kept as they write them, without what only a machine can see (DESIGN §7, §11g)."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext as _

from accounts import hooks

__all__ = ["NAME_LENGTH", "NameField", "clean_name"]

NAME_LENGTH = 150
ASK_LATIN = (
    "We kunnen dit niet op je certificaat drukken: %(signs)s. Schrijf je naam met gewone letters, zoals in je paspoort."
)
# Control, format (bidi overrides and zero-width signs), surrogate, private and unassigned code points.
INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Blanks that Unicode counts as letters, symbols or marks: Hangul fillers, braille blank, joiner.
INVISIBLE_SIGNS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# A name stands in mails, and mail programs make a link of what looks like an address.
ADDRESS = re.compile(r"://|\bwww\.|\S@\S", re.IGNORECASE)


def clean_name(text: str) -> str:
    """`text` in NFC, stripped, single spaces, invisible characters removed; 1 to 150 characters with a letter, and
    no address.

    Everything visible stays, `<b>` too: escaping is the template's task. Raises ValidationError in Dutch,
    also for signs that a certificate cannot print.
    """
    spaced = " ".join(text.split())
    visible = "".join(sign for sign in spaced if not _is_invisible(sign))
    name = unicodedata.normalize("NFC", " ".join(visible.split()))
    if not any(unicodedata.category(sign).startswith("L") for sign in name):
        raise ValidationError(_("Vul je naam in, met letters."), code="no_letters")
    if ADDRESS.search(name):
        raise ValidationError(_("Vul alleen je naam in, zonder webadres of e-mailadres."), code="address")
    if len(name) > NAME_LENGTH:
        raise ValidationError(_("Je naam is te lang: hooguit 150 tekens."), code="too_long")
    if missing := "".join(check(name) for check in hooks.unprintable):
        raise ValidationError(_(ASK_LATIN), params={"signs": missing[:10]}, code="unprintable")
    return name


def _is_invisible(sign: str) -> bool:
    return (
        unicodedata.category(sign) in INVISIBLE_CATEGORIES
        or sign in INVISIBLE_SIGNS
        or "\ufe00" <= sign <= "\ufe0f"  # variation selectors
        or "\U000e0100" <= sign <= "\U000e01ef"
    )


class NameField(forms.CharField):
    """The name of a person in a form."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name"}))
        super().__init__(strip=False, **kwargs)
        # clean_name() takes NUL out instead of complaining about it.
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return clean_name(text) if text.strip() else ""
