"""Multiple response for editors."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from wagtail import blocks

from courses.blocks.questions.single_choice import SingleChoiceBlock


class MultipleResponseBlock(SingleChoiceBlock):
    type_name = "multiple_response"
    share: ClassVar[str] = "weight"

    rule = blocks.ChoiceBlock(
        choices=[
            ("all_or_nothing", "Alleen punten als alles klopt"),
            ("right_minus_wrong", "Punten per goed antwoord, aftrek per fout antwoord"),
            ("weights", "Punten in procent bij elk antwoord (alleen bij ingevoerde vragen)"),
        ],
        default="all_or_nothing",
        label="Punten",
    )

    class Meta:
        icon = "tick-inverse"
        label = "Meer goede antwoorden"

    def content(self, value: Any) -> dict[str, Any]:
        return super().content(value) | {"rule": value["rule"]}

    def has_share(self, option: Any, value: Any) -> bool:
        """Whether the engine asks a percentage: with this rule of every option, with another rule of none."""
        return bool(value["rule"] == "weights")

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        return super().raw(content, key) | {"rule": content.get("rule", "all_or_nothing")}
