"""From attempts to figures: one pass over the attempts, then the slots, the quiz and the rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter

from courses.quiz.statistics.items import Item, QuestionInfo
from courses.quiz.statistics.question_figures import question_figures
from courses.quiz.statistics.quiz_figures import quiz_figures
from courses.quiz.statistics.results import Statistics
from courses.quiz.statistics.slot_figures import places_of
from courses.quiz.statistics.tally import Tally


def figures(
    attempts: Iterable[Sequence[Item]],
    questions: Mapping[str, QuestionInfo],
    *,
    key: Callable[[Item], str] = attrgetter("question"),
) -> Statistics:
    """Compute the figures of a quiz; the attempts are read once and may come from a generator.

    `key` says what a row is: attrgetter("question"), attrgetter("version") or a function of your own. Rows come in
    the order of `questions`, which holds what `key` gives; a question without attempts has a row too. Figures of
    the quiz and the weights go by slot, so that they do not depend on `key`. An attempt without items is one of
    0 points. Raises ValueError for a mark out of range, a slot twice in an attempt, a key that `questions` lacks.
    """
    tally = Tally(key)
    tally.add_all(attempts)
    if not tally.rows.keys() <= questions.keys():
        raise ValueError("an attempt holds a question that was not announced")
    places = places_of(tally.slots)
    rows = (question_figures(name, tally.rows[name], info, places) for name, info in questions.items())
    return Statistics(quiz=quiz_figures(tally, places), questions=tuple(rows))
