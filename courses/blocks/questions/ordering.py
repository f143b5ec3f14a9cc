"""Ordering for editors."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wagtail import blocks

from courses.blocks.questions.base import QuestionTypeBlock, item


class OrderingBlock(QuestionTypeBlock):
    type_name = "ordering"

    items = blocks.ListBlock(
        blocks.TextBlock(rows=1, label="Stap"), min_num=3, max_num=8, label="Stappen, in de goede volgorde"
    )
    rule = blocks.ChoiceBlock(
        choices=[
            ("all_or_nothing", "Alleen punten als alles klopt"),
            ("relative_all", "Punten voor wat in de goede volgorde staat"),
        ],
        default="all_or_nothing",
        label="Punten",
    )

    class Meta:
        icon = "list-ol"
        label = "Zet op volgorde"

    def content(self, value: Any) -> dict[str, Any]:
        items = [{"id": item.id, "text": item.value} for item in value["items"].bound_blocks]
        return self.common(value) | {"items": items, "rule": value["rule"]}

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        steps = [item(key, step["id"], step["text"]) for step in content["items"]]
        return super().raw(content, key) | {"items": steps, "rule": content.get("rule", "all_or_nothing")}
