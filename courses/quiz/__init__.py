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
from courses.quiz.drawing import draw
from courses.quiz.errors import InvalidQuestion, InvalidResponse, UnknownRuleVersion
from courses.quiz.registry import QUESTION_TYPES, parse_question
from courses.quiz.responses import FormData, Response
from courses.quiz.scores import RULE_VERSION, ReviewRow, Score, Total, Verdict, is_passed, total
from courses.quiz.types.matching import Matching
from courses.quiz.types.multiple_response import MultipleResponse
from courses.quiz.types.ordering import Ordering
from courses.quiz.types.scenario import Scenario
from courses.quiz.types.scenario_graph import ScenarioChoice, ScenarioNode
from courses.quiz.types.single_choice import SingleChoice
from courses.quiz.types.true_false import TrueFalse

__all__ = [
    "QUESTION_TYPES",
    "RULE_VERSION",
    "FormData",
    "InvalidQuestion",
    "InvalidResponse",
    "Matching",
    "MultipleResponse",
    "Ordering",
    "Question",
    "Response",
    "ReviewRow",
    "Scenario",
    "ScenarioChoice",
    "ScenarioNode",
    "Score",
    "SingleChoice",
    "Total",
    "TrueFalse",
    "UnknownRuleVersion",
    "Verdict",
    "answer_key",
    "canonical_json",
    "content_hash",
    "draw",
    "is_passed",
    "parse_question",
    "total",
]
