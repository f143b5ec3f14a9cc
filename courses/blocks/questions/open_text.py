"""An answer in the learner's own words, for editors."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wagtail import blocks

from courses.blocks.questions.base import QuestionTypeBlock, listed

LINE_FIELDS = [
    ("text", blocks.TextBlock(rows=2, label="Wat moet er in het antwoord staan")),
    ("points", blocks.IntegerBlock(min_value=1, max_value=10, default=1, label="Punten")),
]


class OpenTextBlock(QuestionTypeBlock):
    type_name = "open_text"

    rubric = blocks.ListBlock(
        blocks.StructBlock(LINE_FIELDS, label="Regel"),
        min_num=1,
        max_num=8,
        label="Waar let je op bij het nakijken",
        help_text="Iemand kijkt elk antwoord na en geeft punten per regel. De deelnemer ziet deze regels pas na het "
        "inleveren.",
    )
    model_answer = blocks.TextBlock(
        rows=4,
        required=False,
        label="Voorbeeld van een goed antwoord",
        help_text="De deelnemer ziet dit pas als zijn antwoord is nagekeken.",
    )
    max_characters = blocks.IntegerBlock(
        min_value=100,
        max_value=4000,
        default=1500,
        label="Zo lang mag het antwoord zijn, in tekens",
        help_text="1500 tekens is ongeveer een halve bladzijde in Word.",
    )

    class Meta:
        icon = "edit"
        label = "Antwoord in eigen woorden (iemand kijkt na)"

    def content(self, value: Any) -> dict[str, Any]:
        rubric = [
            {"id": bound.id, "text": bound.value["text"], "points": bound.value["points"]}
            for bound in value["rubric"].bound_blocks
        ]
        own = {"rubric": rubric, "model_answer": value["model_answer"], "max_characters": value["max_characters"]}
        return self.common(value) | own

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        return super().raw(content, key) | {
            "rubric": listed(key, content["rubric"]),
            "model_answer": content.get("model_answer", ""),
            "max_characters": content.get("max_characters", 1500),
        }
