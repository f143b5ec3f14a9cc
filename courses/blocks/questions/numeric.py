"""A typed number for editors."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wagtail import blocks

from courses.blocks.questions.base import QuestionTypeBlock, item
from courses.blocks.questions.typed import NumbersBlock, credit_block, dutch_number, number, percentage


class NumericAnswerBlock(NumbersBlock):
    kind = blocks.ChoiceBlock(
        choices=[("tolerance", "Eén getal"), ("range", "Alles van een getal tot en met een ander getal")],
        default="tolerance",
        label="Wat is goed",
    )
    value = blocks.CharBlock(required=False, max_length=40, label="Bij één getal: welk getal")
    tolerance = blocks.CharBlock(
        required=False,
        max_length=40,
        label="Bij één getal: hoeveel mag het ernaast zitten",
        help_text="Leeg: het moet precies kloppen. Bij 5 en 0,5 is alles van 4,5 tot en met 5,5 goed.",
    )
    low = blocks.CharBlock(required=False, max_length=40, label="Bij van … tot en met …: van")
    high = blocks.CharBlock(required=False, max_length=40, label="Bij van … tot en met …: tot en met")
    credit = credit_block()
    feedback = blocks.TextBlock(rows=2, required=False, label="Uitleg bij dit antwoord")

    class Meta:
        # What stands above the answer: its numbers, so that no two have the same name.
        label = "Antwoord"
        label_format = "{value}{low} {high} · {kind}"

    def needed(self, value: Any) -> tuple[str, ...]:
        return ("low", "high") if value["kind"] == "range" else ("value",)

    def optional(self, value: Any) -> tuple[str, ...]:
        return () if value["kind"] == "range" else ("tolerance",)


class UnitBlock(NumbersBlock):
    name = blocks.CharBlock(max_length=30, label="Eenheid")
    factor = blocks.CharBlock(
        max_length=40,
        default="1",
        label="Hoeveel is 1 hiervan in de eenheid hierboven",
        help_text="Staat hierboven meter en hier cm, typ dan 0,01.",
    )

    def needed(self, value: Any) -> tuple[str, ...]:
        return ("factor",)


class NumericBlock(QuestionTypeBlock):
    type_name = "numeric"

    answers = blocks.ListBlock(
        NumericAnswerBlock(),
        min_num=1,
        max_num=6,
        label="Goede antwoorden",
        help_text="Past een getal bij meer antwoorden, dan telt het bovenste.",
    )
    unit = blocks.CharBlock(
        required=False,
        max_length=30,
        label="Eenheid naast het invulvak",
        help_text="Bijvoorbeeld meter, minuten of keer per minuut. Leeg: er hoort geen eenheid bij.",
    )
    units = blocks.ListBlock(
        UnitBlock(label="Andere eenheid"),
        required=False,
        default=[],
        max_num=6,
        collapsed=True,
        label="Andere eenheden die ook mogen",
    )
    unit_required = blocks.BooleanBlock(
        required=False,
        label="De deelnemer moet de eenheid zelf typen",
        help_text="Alleen als de eenheid kennen bij de vraag hoort. Ze staat dan niet naast het invulvak.",
    )
    feedback_wrong = blocks.TextBlock(rows=2, required=False, label="Uitleg bij een ander getal")

    class Meta:
        icon = "decimal"
        label = "Typ een getal"

    def content(self, value: Any) -> dict[str, Any]:
        units = [
            {"name": bound.value["name"], "factor": number(bound.value["factor"])}
            for bound in value["units"].bound_blocks
        ]
        return self.common(value) | {
            "answers": [self.answer(bound) for bound in value["answers"].bound_blocks],
            "unit": value["unit"] or "",
            "units": units,
            "unit_required": bool(value["unit_required"]),
            "feedback_wrong": value["feedback_wrong"],
        }

    @staticmethod
    def answer(bound: Any) -> dict[str, Any]:
        """One answer in the engine's JSON, with only the numbers of its kind."""
        value = bound.value
        numbers = {"value": number(value["value"]), "tolerance": number(value["tolerance"]) or "0"}
        if value["kind"] == "range":
            numbers = {"low": number(value["low"]), "high": number(value["high"])}
        credit = {"credit": percentage(value["credit"]), "feedback": value["feedback"]}
        return {"id": bound.id, "kind": value["kind"], **numbers, **credit}

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        return super().raw(content, key) | {
            "answers": [item(key, answer["id"], raw_answer(answer)) for answer in content["answers"]],
            "unit": content.get("unit", ""),
            "units": [item(key, f"unit:{unit['name']}", raw_unit(unit)) for unit in content.get("units", ())],
            "unit_required": content.get("unit_required", False),
            "feedback_wrong": content.get("feedback_wrong", ""),
        }


def raw_answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    """One answer as Wagtail stores it."""
    numbers = {name: dutch_number(answer.get(name, "")) for name in ("value", "tolerance", "low", "high")}
    credit = answer.get("credit", "100").replace(".", ",")
    words = {"credit": credit, "feedback": answer.get("feedback", "")}
    return {"kind": answer.get("kind", "tolerance"), **numbers, **words}


def raw_unit(unit: Mapping[str, Any]) -> dict[str, Any]:
    """One unit as Wagtail stores it."""
    return {"name": unit["name"], "factor": dutch_number(unit.get("factor", "1"))}
