"""The list of question types: adding one is one line here."""

from collections.abc import Mapping

from courses.quiz.base import Question
from courses.quiz.reader import Reader
from courses.quiz.types.hotspot import Hotspot
from courses.quiz.types.matching import Matching
from courses.quiz.types.multiple_response import MultipleResponse
from courses.quiz.types.numeric import Numeric
from courses.quiz.types.open_text import OpenText
from courses.quiz.types.ordering import Ordering
from courses.quiz.types.reflection import Reflection
from courses.quiz.types.scenario import Scenario
from courses.quiz.types.short_text import ShortText
from courses.quiz.types.single_choice import SingleChoice
from courses.quiz.types.true_false import TrueFalse

_TYPES: tuple[type[Question], ...] = (
    SingleChoice,
    MultipleResponse,
    TrueFalse,
    Ordering,
    Matching,
    Numeric,
    ShortText,
    Scenario,
    Reflection,
    OpenText,
    Hotspot,
)

QUESTION_TYPES: dict[str, type[Question]] = {question.type: question for question in _TYPES}
"""Question class by the word in `content["type"]`, in the order in which an editor chooses."""


def parse_question(content: Mapping[str, object]) -> Question:
    """Build a question from its content JSON. Raises InvalidQuestion with a code and a path."""
    reader = Reader(content)
    kind = content.get("type")
    if not isinstance(kind, str) or kind not in QUESTION_TYPES:
        raise reader.fail("unknown_type", "type")
    reader.word("type", allowed=(kind,))
    question = QUESTION_TYPES[kind].parse(reader)
    reader.done()
    return question
