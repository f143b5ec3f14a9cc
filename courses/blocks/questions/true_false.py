"""True or false for editors."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wagtail import blocks

from courses.blocks.questions.base import QuestionTypeBlock


class TrueFalseBlock(QuestionTypeBlock):
    type_name = "true_false"

    correct = blocks.ChoiceBlock(choices=[("true", "Waar"), ("false", "Niet waar")], label="Het goede antwoord")
    feedback_true = blocks.TextBlock(rows=2, required=False, label="Uitleg bij ‘waar’")
    feedback_false = blocks.TextBlock(rows=2, required=False, label="Uitleg bij ‘niet waar’")

    class Meta:
        icon = "help"
        label = "Waar of niet waar"

    def content(self, value: Any) -> dict[str, Any]:
        return self.common(value) | {
            "correct": value["correct"] == "true",
            "feedback_true": value["feedback_true"],
            "feedback_false": value["feedback_false"],
        }

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        return super().raw(content, key) | {
            "correct": "true" if content["correct"] else "false",
            "feedback_true": content.get("feedback_true", ""),
            "feedback_false": content.get("feedback_false", ""),
        }
