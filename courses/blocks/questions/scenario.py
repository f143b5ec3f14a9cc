"""A story with choices for editors."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from wagtail import blocks

from courses.blocks.questions.base import QuestionTypeBlock, item


class ScenarioChoiceBlock(blocks.StructBlock):
    text = blocks.TextBlock(rows=2, label="Keuze")
    next = blocks.CharBlock(required=False, max_length=20, label="Ga naar stap (leeg: einde)")
    points = blocks.IntegerBlock(min_value=0, max_value=10, default=0, label="Punten")
    feedback = blocks.TextBlock(rows=2, required=False, label="Wat gebeurt er dan, en waarom")
    critical = blocks.BooleanBlock(required=False, label="Gevaarlijke keuze: geen punten voor de hele situatie")


class ScenarioBlock(QuestionTypeBlock):
    type_name = "scenario"
    renamed: ClassVar[Mapping[str, str]] = {"id": "label"}

    nodes = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("label", blocks.CharBlock(max_length=20, label="Naam van deze stap (kort, zoals A of B)")),
                ("text", blocks.TextBlock(rows=3, label="Wat er gebeurt")),
                (
                    "choices",
                    blocks.ListBlock(ScenarioChoiceBlock(label="Keuze"), max_num=5, default=[], label="Keuzes"),
                ),
            ],
            label="Stap",
        ),
        min_num=2,
        max_num=15,
        label="Stappen; de eerste is het begin",
    )

    class Meta:
        icon = "arrow-right"
        label = "Situatie met keuzes"

    def content(self, value: Any) -> dict[str, Any]:
        nodes = [self.node(bound.value) for bound in value["nodes"].bound_blocks]
        return self.common(value) | {"start": nodes[0]["id"] if nodes else "", "nodes": nodes}

    @staticmethod
    def node(value: Any) -> dict[str, Any]:
        """One step of the situation in the engine's JSON."""
        choices = [
            {
                "id": bound.id,
                "text": bound.value["text"],
                "next": bound.value["next"] or None,
                "points": bound.value["points"],
                "feedback": bound.value["feedback"],
                "critical": bool(bound.value["critical"]),
            }
            for bound in value["choices"].bound_blocks
        ]
        return {"id": value["label"], "text": value["text"], "choices": choices}

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        """Nodes with the start first; the label of a node is its id in the content."""
        nodes = sorted(content["nodes"], key=lambda node: node["id"] != content["start"])
        return super().raw(content, key) | {
            "nodes": [item(key, f"node:{node['id']}", raw_node(key, node)) for node in nodes]
        }


def raw_node(key: UUID, node: Mapping[str, Any]) -> dict[str, Any]:
    """One step of the situation as Wagtail stores it."""
    choices = [
        item(
            key,
            choice["id"],
            {
                "text": choice["text"],
                "next": choice.get("next") or "",
                "points": choice["points"],
                "feedback": choice.get("feedback", ""),
                "critical": choice.get("critical", False),
            },
            f"{node['id']}:",
        )
        for choice in node.get("choices", [])
    ]
    return {"label": node["id"], "text": node["text"], "choices": choices}
