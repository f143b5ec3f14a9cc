"""Single choice for editors."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from wagtail import blocks

from courses.blocks.questions.base import QuestionTypeBlock, item
from courses.blocks.questions.typed import percentage

OPTION_FIELDS = [
    ("text", blocks.TextBlock(rows=2, label="Antwoord")),
    ("correct", blocks.BooleanBlock(required=False, label="Dit is goed")),
    ("feedback", blocks.TextBlock(rows=2, required=False, label="Uitleg bij dit antwoord")),
    (
        "percent",
        blocks.CharBlock(
            required=False,
            max_length=12,
            label="Punten in procent (alleen bij ingevoerde vragen)",
            help_text="Laat dit leeg, tenzij er al iets staat.",
        ),
    ),
]


class SingleChoiceBlock(QuestionTypeBlock):
    type_name = "single_choice"
    renamed: ClassVar[Mapping[str, str]] = {"credit": "percent", "weight": "percent"}
    share: ClassVar[str] = "credit"
    """The engine's name for the percentage of an option."""

    options = blocks.ListBlock(
        blocks.StructBlock(OPTION_FIELDS, label="Antwoord"), min_num=2, max_num=8, label="Antwoorden"
    )
    shuffle = blocks.BooleanBlock(required=False, default=True, label="Antwoorden in wisselende volgorde")

    class Meta:
        icon = "radio-full"
        label = "Eén goed antwoord"

    def content(self, value: Any) -> dict[str, Any]:
        options = [self.option(bound, value) for bound in value["options"].bound_blocks]
        return self.common(value) | {"options": options, "shuffle": bool(value["shuffle"])}

    def option(self, bound: Any, value: Any) -> dict[str, Any]:
        """An option with the id that Wagtail keeps on every list item, so that answers survive a move or an edit."""
        percent = percentage(bound.value["percent"])
        return {
            "id": bound.id,
            "text": bound.value["text"],
            "correct": bool(bound.value["correct"]),
            "feedback": bound.value["feedback"],
        } | ({self.share: percent} if percent and self.has_share(bound.value, value) else {})

    def has_share(self, option: Any, value: Any) -> bool:
        """Whether the engine asks a percentage of this option: the right one always has 100."""
        return not option["correct"]

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        return super().raw(content, key) | {
            "options": [item(key, option["id"], self.raw_option(option)) for option in content["options"]],
            "shuffle": content.get("shuffle", True),
        }

    def raw_option(self, option: Mapping[str, Any]) -> dict[str, Any]:
        """One option as Wagtail stores it."""
        words = {name: value for name, value in option.items() if name not in {"id", self.share}}
        return words | {"percent": option.get(self.share, "").replace(".", ",")}
