"""Multiple response for editors."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wagtail import blocks

from courses.blocks.questions.single_choice import SingleChoiceBlock


class MultipleResponseBlock(SingleChoiceBlock):
    type_name = "multiple_response"

    rule = blocks.ChoiceBlock(
        choices=[
            ("all_or_nothing", "Alleen punten als alles klopt"),
            ("right_minus_wrong", "Punten per goed antwoord, aftrek per fout antwoord"),
        ],
        default="all_or_nothing",
        label="Punten",
    )

    class Meta:
        icon = "tick-inverse"
        label = "Meer goede antwoorden"

    def content(self, value: Any) -> dict[str, Any]:
        return super().content(value) | {"rule": value["rule"]}

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        return super().raw(content, key) | {"rule": content.get("rule", "all_or_nothing")}
