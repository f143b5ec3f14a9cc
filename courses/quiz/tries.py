"""The practice mode: several tries at one question, each wrong one costs a share of the points (quiz.md §2.8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from courses.quiz.base import Question
from courses.quiz.scores import RULE_VERSION, Score


@dataclass(frozen=True, kw_only=True)
class Tries:
    """Where somebody stands with a question: different tries so far, whether it is right, and what is left.

    `hint` is the next tip of the author after a wrong try, "" when there is none or it is over.
    """

    used: int
    is_right: bool
    left: int
    hint: str

    @property
    def is_over(self) -> bool:
        """Tell whether nothing can be tried any more: the explanation may be shown."""
        return self.is_right or not self.left


def tries_of(question: Question, responses: Sequence[Mapping[str, object]], *, most: int) -> Tries:
    """Judge the checked tries in order. The same answer again is no new try; after a right one nothing counts."""
    different = _different(responses)[:most]
    right = any(question.grade(response).is_right for response in different)
    done = not question.is_scored or question.is_marked_by_person
    left = 0 if (done and different) or right else most - len(different)
    hints = question.hints[: len(different)] if left and different else ()
    return Tries(used=len(different), is_right=right, left=left, hint=hints[-1] if hints else "")


def score_of_tries(
    question: Question,
    responses: Sequence[Mapping[str, object]],
    *,
    penalty: int,
    most: int,
    rule_version: int = RULE_VERSION,
) -> Score:
    """Return the best of fraction - penalty x earlier tries, never below 0; `penalty` in percent.

    A critical question is about knowing it: the first try must be right, whatever comes after.
    """
    scores = [question.grade(response, rule_version) for response in _different(responses)[:most]]
    if not scores or scores[-1].needs_marking or not question.is_scored:
        return scores[-1] if scores else question.grade(None, rule_version)
    worth = [max(Decimal(0), score.fraction - Decimal(penalty * place) / 100) for place, score in enumerate(scores)]
    best = max(worth).quantize(Decimal("1e-7"))
    return replace(scores[-1], fraction=best, critical_failed=scores[0].critical_failed)


def _different(responses: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    seen: list[Mapping[str, object]] = []
    for response in responses:
        if response not in seen:
            seen.append(response)
    return seen
