"""Numbers and percentages as an editor types them: Dutch in the editor, decimal texts in the engine's JSON."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from courses.quiz import InvalidResponse, decimal_text, typed_number

NOT_A_NUMBER = "Typ hier een getal in cijfers, zoals 5 of 2,5."
AMBIGUOUS = "Dit getal kun je op twee manieren lezen. Typ 1500 zonder punt, of 1,5 zonder nullen erachter."


def credit_block() -> blocks.CharBlock:
    """The field for the points of a typed answer."""
    return blocks.CharBlock(
        default="100",
        max_length=12,
        label="Punten in procent",
        help_text="100 is helemaal goed, 50 is half goed, 0 is fout.",
    )


def number(text: str | None) -> str:
    """What an editor typed as a decimal text: "2,5" is "2.5"; "" for what is no number."""
    try:
        return decimal_text(typed_number(text or ""))
    except InvalidResponse:
        return ""


def dutch_number(text: str) -> str:
    """A decimal text as an editor reads it. "1.125" becomes "1,1250": 1,125 could also be more than a thousand."""
    whole, _, decimals = text.partition(".")
    if not decimals:
        return text
    unclear = len(decimals) == 3 and whole.lstrip("-") != "0"
    return f"{whole},{decimals}{'0' if unclear else ''}"


def percentage(text: str | None) -> str:
    """What an editor typed as the engine's percentage: "33,3 %" is "33.3"."""
    return (text or "").strip().removesuffix("%").strip().replace(",", ".")


class NumbersBlock(blocks.StructBlock):
    """A group with typed numbers: a wrong one gets its sentence at its own field."""

    def needed(self, value: Any) -> tuple[str, ...]:
        """The names of the numbers that must be there."""
        raise NotImplementedError

    def optional(self, value: Any) -> tuple[str, ...]:
        """The names of the numbers that may be left empty."""
        return ()

    def clean(self, value: Any) -> Any:
        """Refuses what is no number, and what could be two, beside what the fields refuse; a draft may wait."""
        if self.is_deferred_validation:
            return super().clean(value)
        try:
            cleaned, errors = super().clean(value), {}
        except blocks.StructBlockValidationError as error:
            cleaned, errors = value, dict(error.block_errors)
        filled = [name for name in self.optional(value) if value[name]]
        for name in (*self.needed(value), *filled):
            text = problem(value[name])
            if text and name not in errors:
                errors[name] = ValidationError(text)
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


def problem(text: str | None) -> str:
    """What is wrong with a typed number, "" for nothing."""
    try:
        typed_number(text or "")
    except InvalidResponse as error:
        return AMBIGUOUS if error.code == "ambiguous_number" else NOT_A_NUMBER
    return ""
