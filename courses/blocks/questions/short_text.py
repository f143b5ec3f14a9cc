"""A few typed words for editors."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wagtail import blocks

from courses.blocks.questions.base import QuestionTypeBlock, item
from courses.blocks.questions.typed import credit_block, percentage

ANSWER_FIELDS = [
    ("text", blocks.CharBlock(max_length=200, label="Antwoord")),
    ("credit", credit_block()),
    ("feedback", blocks.TextBlock(rows=2, required=False, label="Uitleg bij dit antwoord")),
]
SWITCHES = ("case_sensitive", "ignore_diacritics", "ignore_spaces")


class ShortTextBlock(QuestionTypeBlock):
    type_name = "short_text"

    answers = blocks.ListBlock(
        blocks.StructBlock(ANSWER_FIELDS, label="Antwoord"),
        min_num=1,
        max_num=12,
        label="Antwoorden",
        help_text="Het bovenste antwoord dat past, telt. Een sterretje betekent: hier mag van alles staan. *112* past "
        "ook op ‘bel meteen 112’. Hoort er echt een sterretje in het antwoord, typ dan \\*.",
    )
    case_sensitive = blocks.BooleanBlock(required=False, label="Hoofdletters tellen mee")
    ignore_diacritics = blocks.BooleanBlock(
        required=False,
        default=True,
        label="Accenten en krulletjes tellen niet mee",
        help_text="Dan is cafe hetzelfde als café, en foto's met een rechte apostrof hetzelfde als met een kromme. "
        "Telefoons maken die krom zonder dat je het merkt.",
    )
    ignore_spaces = blocks.BooleanBlock(
        required=False,
        label="Spaties tellen niet mee",
        help_text="Dan is ‘buurt preventie’ hetzelfde als ‘buurtpreventie’.",
    )
    feedback_wrong = blocks.TextBlock(rows=2, required=False, label="Uitleg bij een ander antwoord")

    class Meta:
        icon = "pilcrow"
        label = "Typ een paar woorden"

    def content(self, value: Any) -> dict[str, Any]:
        answers = [
            {
                "id": bound.id,
                "text": bound.value["text"],
                "credit": percentage(bound.value["credit"]),
                "feedback": bound.value["feedback"],
            }
            for bound in value["answers"].bound_blocks
        ]
        switches = {name: bool(value[name]) for name in SWITCHES}
        return self.common(value) | {"answers": answers, **switches, "feedback_wrong": value["feedback_wrong"]}

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        return super().raw(content, key) | {
            "answers": [item(key, answer["id"], raw_answer(answer)) for answer in content["answers"]],
            **{name: content.get(name, False) for name in SWITCHES},
            "feedback_wrong": content.get("feedback_wrong", ""),
        }


def raw_answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    """One answer as Wagtail stores it."""
    credit = answer.get("credit", "100").replace(".", ",")
    return {"text": answer["text"], "credit": credit, "feedback": answer.get("feedback", "")}
