"""The random guess score: what somebody gets who answers without reading (quiz.md §2.7)."""

from fractions import Fraction

from courses.quiz.base import Question
from courses.quiz.types.matching import Matching
from courses.quiz.types.numeric import Numeric
from courses.quiz.types.short_text import ShortText
from courses.quiz.types.single_choice import SingleChoice
from courses.quiz.types.true_false import TrueFalse


def random_guess_score(question: Question) -> float | None:
    """Return the expected fraction (0..1) of blind guessing; None for a type where that says nothing."""
    if isinstance(question, SingleChoice):
        responses: list[dict[str, object]] = [{"choice": option.id} for option in question.options]
        return _mean(question, responses)
    if isinstance(question, TrueFalse):
        return _mean(question, [{"value": True}, {"value": False}])
    if isinstance(question, Matching):
        return 1 / len(question.choices)
    if isinstance(question, ShortText):
        return float(question.lone_star_credit)
    return 0.0 if isinstance(question, Numeric) else None


def _mean(question: Question, responses: list[dict[str, object]]) -> float:
    """Score every response as the engine would, so that partial credit and critical choices count as they do."""
    return float(sum((question.grade(response).exact for response in responses), Fraction(0)) / len(responses))
