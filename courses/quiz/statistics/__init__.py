"""Statistics of a quiz and its questions, for editors: which question is bad (quiz.md §2.7).

    attempts = ([Item(slot="1", question=key, fraction=1.0, max_mark=2.0, response="a")], ...)
    result = figures(attempts, {key: QuestionInfo(random_guess=random_guess_score(question))})
    result.quiz.mean.value     # a float, or None with result.quiz.mean.reason
    result.to_json()           # to store; Statistics.from_json reads it

`figures(..., key=attrgetter("version"))` gives a row per version. The attempts that count (finished, no previews,
first or all) are the caller's choice, as is hiding figures of fewer than 5 people (DESIGN §5).
"""

from courses.quiz.response_classes import NO_MATCH, NO_RESPONSE
from courses.quiz.statistics.calculation import figures
from courses.quiz.statistics.figure import Figure, InvalidFigures, Reason
from courses.quiz.statistics.guessing import random_guess_score
from courses.quiz.statistics.items import Item, QuestionInfo
from courses.quiz.statistics.results import QuestionFigures, QuizFigures, SlotFigures, Statistics

__all__ = [
    "NO_MATCH",
    "NO_RESPONSE",
    "Figure",
    "InvalidFigures",
    "Item",
    "QuestionFigures",
    "QuestionInfo",
    "QuizFigures",
    "Reason",
    "SlotFigures",
    "Statistics",
    "figures",
    "random_guess_score",
]
