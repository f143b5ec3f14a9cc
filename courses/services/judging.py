"""The score of every question of an attempt: tries, marks of a person and corrections included (DESIGN §5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from accounts.models import User
from courses.models import AnswerEvent, Attempt, AttemptItem, Grade, Mark, QuestionVersion, Regrade
from courses.quiz import (
    InvalidResponse,
    Policy,
    Question,
    Response,
    Score,
    Total,
    either_score,
    full_score,
    is_passed,
    score_of_tries,
    total,
)
from courses.services.attempting import parsed

__all__ = ["Given", "Judged", "given_answers", "grade_of", "judge", "judged_by", "standing_regrades"]


@dataclass
class Given:
    """What somebody answered to one question: the standing answer, and the tries of the practice mode in order."""

    standing: AnswerEvent | None = None
    tries: list[AnswerEvent] = field(default_factory=list)

    @property
    def response(self) -> Response | None:
        """The standing response; None when there is no answer or it was cleared."""
        return self.standing.response if self.standing else None

    @property
    def tried(self) -> list[Response]:
        """The checked responses."""
        return [event.response for event in self.tries if event.response is not None]


@dataclass(frozen=True)
class Judged:
    """The scores of an attempt by item, None for a question without right and wrong, and their total."""

    items: Sequence[AttemptItem]
    scores: Sequence[Score | None]
    total: Total

    @property
    def fractions(self) -> dict[str, str]:
        """Position → fraction, as a grade keeps it."""
        pairs = zip(self.items, self.scores, strict=True)
        return {str(item.position): f"{score.fraction:f}" for item, score in pairs if score is not None}


def given_answers(events: Iterable[AnswerEvent]) -> dict[int, Given]:
    """Item id → what was given, from all its events that are not late, in any order."""
    answers: dict[int, Given] = {}
    for event in sorted(events, key=lambda one: (one.sequence, one.received_at, one.pk)):
        given = answers.setdefault(event.item_id, Given())
        given.standing = event
        if event.is_try:
            given.tries.append(event)
    for given in answers.values():
        # In the order in which they came: a number of the page decides what stands, not what was tried first.
        given.tries.sort(key=lambda one: (one.received_at, one.pk))
    return answers


def judge(attempt: Attempt) -> Judged:
    """Scores the attempt from its frozen versions, with what stands today: marks and corrections. Four queries."""
    items = list(AttemptItem.objects.filter(attempt=attempt).select_related("version"))
    events = AnswerEvent.objects.filter(item__attempt=attempt, is_late=False)
    marks = {mark.item_id: mark for mark in Mark.objects.filter(item__attempt=attempt)}
    return judged_by(attempt, items, given_answers(events), marks, standing_regrades(item.version_id for item in items))


def standing_regrades(version_ids: Iterable[int]) -> dict[int, Regrade]:
    """Version id → its newest correction."""
    rows = Regrade.objects.filter(version__in=list(version_ids)).select_related("corrected")
    return {row.version_id: row for row in rows}


def judged_by(
    attempt: Attempt,
    items: Sequence[AttemptItem],
    answers: Mapping[int, Given],
    marks: Mapping[int, Mark],
    regrades: Mapping[int, Regrade],
) -> Judged:
    """The same from rows at hand: no queries, so that thousands of attempts can be judged one after another."""
    scores = [
        score_of(
            item,
            answers.get(item.pk, Given()),
            rules=attempt.rules,
            rule_version=attempt.rule_version,
            mark=marks.get(item.pk),
            regrade=regrades.get(item.version_id),
        )
        for item in items
    ]
    pairs = [(item.points, score) for item, score in zip(items, scores, strict=True)]
    return Judged(items, scores, total((points, score) for points, score in pairs if points and score))


def grade_of(
    attempt: Attempt,
    judged: Judged,
    *,
    now: datetime,
    reason: str,
    newest: Grade | None = None,
    regrade: Regrade | None = None,
    actor: User | None = None,
) -> Grade:
    """The judgement as a grade, not saved yet. `newest` is the grade that it replaces: this one is never older."""
    return Grade(
        attempt=attempt,
        rule_version=attempt.rule_version,
        score=judged.total.score,
        maximum=judged.total.maximum,
        fractions=judged.fractions,
        passed=is_passed(judged.total, attempt.rules.pass_mark),
        critical_failed=judged.total.critical_failed,
        needs_marking=judged.total.needs_marking,
        # The newest counts, whatever the clock of who waited for a lock: a submit meanwhile may carry a later time.
        graded_at=max(now, newest.graded_at) if newest else now,
        reason=reason,
        regrade=regrade,
        actor=actor,
    )


def score_of(
    item: AttemptItem,
    given: Given,
    *,
    rules: Policy,
    rule_version: int,
    mark: Mark | None = None,
    regrade: Regrade | None = None,
) -> Score | None:
    """The score of one question; None when it has no right and wrong."""
    if item.points is None:
        return None
    if regrade and regrade.mode == Regrade.Mode.FULL:
        return full_score(answered=given.response is not None)
    question = parsed(item.version)
    if mark is not None and given.response is not None:
        return question.marked(Fraction(mark.fraction))
    old = question_score(question, given, rules, rule_version)
    if regrade is None or regrade.corrected is None:
        return old
    new = corrected_score(regrade.corrected, given, rules, rule_version)
    return new if regrade.mode == Regrade.Mode.NEW else either_score(old, new)


def question_score(question: Question, given: Given, rules: Policy, rule_version: int) -> Score:
    """By the answer that stands, or in the practice mode by the tries."""
    if not rules.is_practice:
        return question.grade(given.response, rule_version)
    tried = [*given.tried, *([given.response] if given.response is not None else [])]
    return score_of_tries(question, tried, penalty=rules.penalty, most=rules.max_tries, rule_version=rule_version)


def corrected_score(version: QuestionVersion, given: Given, rules: Policy, rule_version: int) -> Score:
    """By the corrected question; an answer or a try that it does not have any more was never given."""
    question = parsed(version)
    known = [event for event in given.tries if knows(question, event, rule_version)]
    standing = given.standing if given.standing and knows(question, given.standing, rule_version) else None
    return question_score(question, Given(standing, known), rules, rule_version)


def knows(question: Question, event: AnswerEvent, rule_version: int) -> bool:
    """Whether the question can judge this answer."""
    try:
        question.grade(event.response, rule_version)
    except InvalidResponse:
        return False
    return True
