"""One block per question type; `content()` turns what an editor typed into the engine's JSON (DESIGN §5)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wagtail import blocks

from courses.blocks.questions.base import QuestionTypeBlock
from courses.blocks.questions.hotspot import HotspotBlock
from courses.blocks.questions.matching import MatchingBlock
from courses.blocks.questions.messages import MESSAGES, message_for
from courses.blocks.questions.multiple_response import MultipleResponseBlock
from courses.blocks.questions.numeric import NumericBlock
from courses.blocks.questions.open_text import OpenTextBlock
from courses.blocks.questions.ordering import OrderingBlock
from courses.blocks.questions.reflection import ReflectionBlock
from courses.blocks.questions.scenario import ScenarioBlock
from courses.blocks.questions.short_text import ShortTextBlock
from courses.blocks.questions.single_choice import SingleChoiceBlock
from courses.blocks.questions.true_false import TrueFalseBlock

__all__ = ["MESSAGES", "QuestionBlock", "QuestionTypeBlock", "message_for", "question_body"]


class QuestionBlock(blocks.StreamBlock):
    """Exactly one block: the type of the question."""

    single_choice = SingleChoiceBlock()
    multiple_response = MultipleResponseBlock()
    true_false = TrueFalseBlock()
    ordering = OrderingBlock()
    matching = MatchingBlock()
    numeric = NumericBlock()
    short_text = ShortTextBlock()
    scenario = ScenarioBlock()
    reflection = ReflectionBlock()
    open_text = OpenTextBlock()
    hotspot = HotspotBlock()

    class Meta:
        min_num = 1
        max_num = 1


def question_body(content: Mapping[str, Any], key: UUID) -> list[dict[str, Any]]:
    """The stored JSON of `Question.body` for the engine's JSON of a question with this key."""
    block = QuestionBlock().child_blocks[content["type"]]
    return [{"type": content["type"], "id": str(key), "value": block.raw(content, key)}]
