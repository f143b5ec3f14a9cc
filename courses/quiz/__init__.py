"""The quiz engine: question types, scoring and drawing in plain Python, without Django, files or a clock.

    question = parse_question(content)                # InvalidQuestion
    arrangement = question.arrange(rng)               # stored with the attempt
    question.shown(arrangement)                       # what the learner sees, without answers
    response = question.read(data, standing, arrangement)  # InvalidResponse
    question.grade(response).fraction                 # Decimal 0..1

Exact rules: DESIGN §5.
"""

from courses.quiz.answer_keys import answer_key
from courses.quiz.base import Question
from courses.quiz.canonical import canonical_json, content_hash
from courses.quiz.decimals import decimal_text
from courses.quiz.drawing import draw
from courses.quiz.errors import InvalidQuestion, InvalidResponse, UnknownRuleVersion
from courses.quiz.policy import GRACE, Policy
from courses.quiz.registry import QUESTION_TYPES, parse_question
from courses.quiz.responses import FormData, Response
from courses.quiz.scores import (
    RIGHT,
    RULE_VERSION,
    ReviewRow,
    Score,
    Total,
    Verdict,
    either_score,
    full_score,
    is_passed,
    total,
)
from courses.quiz.tries import Tries, score_of_tries, tries_of
from courses.quiz.typed_numbers import typed_number
from courses.quiz.types.hotspot import Hotspot, Picture
from courses.quiz.types.hotspot_areas import Area
from courses.quiz.types.matching import Matching
from courses.quiz.types.multiple_response import MultipleResponse
from courses.quiz.types.numeric import Numeric
from courses.quiz.types.open_text import OpenText, RubricLine
from courses.quiz.types.ordering import Ordering
from courses.quiz.types.reflection import Reflection, ReflectionOption
from courses.quiz.types.scenario import Scenario
from courses.quiz.types.scenario_graph import ScenarioChoice, ScenarioNode
from courses.quiz.types.short_text import ShortText
from courses.quiz.types.single_choice import SingleChoice
from courses.quiz.types.true_false import TrueFalse

__all__ = [
    "GRACE",
    "QUESTION_TYPES",
    "RIGHT",
    "RULE_VERSION",
    "Area",
    "FormData",
    "Hotspot",
    "InvalidQuestion",
    "InvalidResponse",
    "Matching",
    "MultipleResponse",
    "Numeric",
    "OpenText",
    "Ordering",
    "Picture",
    "Policy",
    "Question",
    "Reflection",
    "ReflectionOption",
    "Response",
    "ReviewRow",
    "RubricLine",
    "Scenario",
    "ScenarioChoice",
    "ScenarioNode",
    "Score",
    "ShortText",
    "SingleChoice",
    "Total",
    "Tries",
    "TrueFalse",
    "UnknownRuleVersion",
    "Verdict",
    "answer_key",
    "canonical_json",
    "content_hash",
    "decimal_text",
    "draw",
    "either_score",
    "full_score",
    "is_passed",
    "parse_question",
    "score_of_tries",
    "total",
    "tries_of",
    "typed_number",
]
