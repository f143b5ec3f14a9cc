"""Matching for editors."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from wagtail import blocks

from courses.blocks.questions.base import QuestionTypeBlock, item


class MatchingBlock(QuestionTypeBlock):
    type_name = "matching"
    renamed: ClassVar[Mapping[str, str]] = {"stems": "pairs", "choices": "pairs", "text": "stem"}

    pairs = blocks.ListBlock(
        blocks.StructBlock(
            [("stem", blocks.CharBlock(label="Dit")), ("match", blocks.CharBlock(label="hoort bij dit"))], label="Paar"
        ),
        min_num=2,
        max_num=8,
        label="Paren",
    )
    distractors = blocks.ListBlock(
        blocks.CharBlock(label="Los antwoord"),
        required=False,
        default=[],
        max_num=4,
        label="Antwoorden die nergens bij horen",
    )

    class Meta:
        icon = "link"
        label = "Koppel"

    def content(self, value: Any) -> dict[str, Any]:
        stems: list[dict[str, str]] = []
        choices: dict[str, str] = {}  # text → id: equal texts are one choice (research/quiz.md §2.6)
        for pair in value["pairs"].bound_blocks:
            match = choices.setdefault(pair.value["match"], f"m-{pair.id}")
            stems.append({"id": pair.id, "text": pair.value["stem"], "match": match})
        for extra in value["distractors"].bound_blocks:
            choices.setdefault(extra.value, f"m-{extra.id}")
        return self.common(value) | {
            "stems": stems,
            "choices": [{"id": key, "text": text} for text, key in choices.items()],
        }

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        texts = {choice["id"]: choice["text"] for choice in content["choices"]}
        used = {stem["match"] for stem in content["stems"]}
        return super().raw(content, key) | {
            "pairs": [
                item(key, stem["id"], {"stem": stem["text"], "match": texts[stem["match"]]})
                for stem in content["stems"]
            ],
            "distractors": [item(key, name, text, "extra:") for name, text in texts.items() if name not in used],
        }
