"""Single choice for editors."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wagtail import blocks

from courses.blocks.questions.base import QuestionTypeBlock, listed

OPTION_FIELDS = [
    ("text", blocks.TextBlock(rows=2, label="Antwoord")),
    ("correct", blocks.BooleanBlock(required=False, label="Dit is goed")),
    ("feedback", blocks.TextBlock(rows=2, required=False, label="Uitleg bij dit antwoord")),
]


def options(items: Any) -> list[dict[str, Any]]:
    """Options with the id that Wagtail keeps on every list item, so that answers survive a move or an edit."""
    return [
        {
            "id": item.id,
            "text": item.value["text"],
            "correct": bool(item.value["correct"]),
            "feedback": item.value["feedback"],
        }
        for item in items.bound_blocks
    ]


class SingleChoiceBlock(QuestionTypeBlock):
    type_name = "single_choice"

    options = blocks.ListBlock(blocks.StructBlock(OPTION_FIELDS), min_num=2, max_num=8, label="Antwoorden")
    shuffle = blocks.BooleanBlock(required=False, default=True, label="Antwoorden in wisselende volgorde")

    class Meta:
        icon = "radio-full"
        label = "Eén goed antwoord"

    def content(self, value: Any) -> dict[str, Any]:
        return self.common(value) | {"options": options(value["options"]), "shuffle": bool(value["shuffle"])}

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        return super().raw(content, key) | {
            "options": listed(key, content["options"]),
            "shuffle": content.get("shuffle", True),
        }
