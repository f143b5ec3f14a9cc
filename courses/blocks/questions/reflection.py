"""A question without right or wrong, for editors."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wagtail import blocks

from courses.blocks.questions.base import QuestionTypeBlock, listed

OPTION_FIELDS = [
    ("text", blocks.TextBlock(rows=2, label="Keuze")),
    (
        "feedback",
        blocks.TextBlock(
            rows=2,
            required=False,
            label="Wat ervoor en ertegen spreekt",
            help_text="Dit leest iedereen na zijn antwoord, bij elke keuze. Schrijf het zonder oordeel.",
        ),
    ),
]


class ReflectionBlock(QuestionTypeBlock):
    type_name = "reflection"

    options = blocks.ListBlock(blocks.StructBlock(OPTION_FIELDS, label="Keuze"), min_num=2, max_num=6, label="Keuzes")
    experts = blocks.TextBlock(
        rows=4,
        required=False,
        label="Wat vakmensen kozen, en waarom",
        help_text="Bijvoorbeeld: “Drie van de vier wijkagenten belden eerst. Liever een keer te veel dan te laat.”",
    )
    ask_sure = blocks.BooleanBlock(
        required=False,
        default=True,
        label="Vraag ook: hoe zeker ben je?",
        help_text="De deelnemer kiest dan uit vier stappen, van helemaal niet zeker tot heel zeker. Het hoeft niet.",
    )

    class Meta:
        icon = "user"
        label = "Wat vind jij? (geen goed of fout)"

    def content(self, value: Any) -> dict[str, Any]:
        options = [
            {"id": bound.id, "text": bound.value["text"], "feedback": bound.value["feedback"]}
            for bound in value["options"].bound_blocks
        ]
        own = {"options": options, "experts": value["experts"], "ask_sure": bool(value["ask_sure"])}
        return self.common(value) | own

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        return super().raw(content, key) | {
            "options": listed(key, content["options"]),
            "experts": content.get("experts", ""),
            "ask_sure": content.get("ask_sure", True),
        }
