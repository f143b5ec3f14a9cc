"""Starting an attempt: who may, drawn and frozen; more time and one more attempt for who needs it (DESIGN §5)."""

import random
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Max, Q

from accounts import audit
from accounts.services.merging import lock_learner
from courses.models import Attempt, AttemptItem, Enrollment, ExtraAttempt, MoreTime, QuestionVersion
from courses.quiz import RULE_VERSION, Policy, content_hash, draw
from courses.services.attempting import parsed
from courses.services.following import move_to_safety
from courses.services.grading import submit_attempt
from courses.services.reading import Content, QuizContent, edition_content

__all__ = ["Chances", "MayNotStart", "chances_of", "start_attempt"]

POINTS = Decimal(1)


class MayNotStart(Exception):
    """The rules of the quiz do not allow another attempt now; `chances` says why, and from when."""

    def __init__(self, chances: "Chances") -> None:
        super().__init__("no attempt now")
        self.chances = chances


@dataclass(frozen=True)
class Chances:
    """What somebody has left of a quiz. `left`: attempts, None = no limit; `opens_at`: when the wait is over."""

    taken: int
    extra: int
    left: int | None
    opens_at: datetime | None

    def may_start(self, now: datetime) -> bool:
        """Whether an attempt may start at this moment."""
        return self.left != 0 and not self.must_wait(now)

    def must_wait(self, now: datetime) -> bool:
        """Whether the next attempt opens later."""
        return self.left != 0 and self.opens_at is not None and now < self.opens_at


def chances_of(enrollment: Enrollment | None, quiz: QuizContent) -> Chances:
    """What this enrollment has left of `quiz`; a quiz without limits costs no query."""
    rules = quiz.policy
    if enrollment is None or not (rules.max_attempts or rules.wait_minutes):
        return Chances(0, 0, rules.attempts_left(0), None)
    mine = Q(quiz_key=quiz.key, purpose=enrollment.purpose)
    attempts = Attempt.objects.submitted().filter(mine, enrollment=enrollment)
    row = attempts.aggregate(taken=Count("pk"), last=Max("submitted_at"), started=Max("started_at"))
    mine_extra = ExtraAttempt.objects.filter(enrollment=enrollment, quiz_key=quiz.key)
    extra = mine_extra.aggregate(count=Count("pk"), last=Max("taken_at"))
    left = rules.attempts_left(row["taken"], extra=extra["count"])
    # Who took more than the quiz allows (a merge, a lower limit) gets what he was promised all the same.
    is_unused = extra["last"] is not None and (row["started"] is None or extra["last"] > row["started"])
    left = 1 if left == 0 and is_unused else left
    # Who wrote why goes on at once: he has waited enough.
    opens_at = None if is_unused else rules.opens_at(row["last"])
    return Chances(row["taken"], extra["count"], left, opens_at)


def start_attempt(
    *, enrollment: Enrollment, quiz: QuizContent, now: datetime, rng: random.Random | None = None
) -> Attempt:
    """The open attempt of this learner and quiz; a new one, drawn and frozen, when there is none.

    An open one whose time is over is handed in first, and stays handed in. Raises MayNotStart when the rules of the
    quiz forbid another.
    """
    overdue = Attempt.objects.overdue(now).filter(learner=enrollment.learner_id, quiz_key=quiz.key)
    for attempt in overdue:
        submit_attempt(attempt=attempt, now=now)
    return start_in_line(enrollment, quiz, now, rng or random.SystemRandom())


@transaction.atomic
def start_in_line(enrollment: Enrollment, quiz: QuizContent, now: datetime, rng: random.Random) -> Attempt:
    """The open attempt or a new one, while no other start, merge or renewal of this person is under way."""
    enrollment = in_line(enrollment)
    open_attempts = Attempt.objects.open().filter(
        learner=enrollment.learner_id, quiz_key=quiz.key, purpose=enrollment.purpose
    )
    existing = open_attempts.filter(enrollment=enrollment).first()
    if existing:
        return existing
    if move_to_safety(enrollment=enrollment, now=now, quiz_key=quiz.key):
        quiz = edition_content(enrollment.edition).quiz_by_key(quiz.key) or quiz
    chances = chances_of(enrollment, quiz)
    if not chances.may_start(now) or enrollment.closed_at is not None:
        raise MayNotStart(chances)
    # One of an enrollment that was closed since can lead nowhere, and would stand in the way of the one that counts.
    open_attempts.update(state=Attempt.State.SET_ASIDE)
    return new_attempt(enrollment, quiz, now, rng)


def in_line(enrollment: Enrollment) -> Enrollment:
    """The enrollment as it is when no other start and no merge of this person is under way.

    Nobody gets one attempt too many by pressing twice, nor one that stays behind with a guest who was taken over.
    """
    lock_learner(enrollment.learner_id)
    rows = Enrollment.objects.select_related("course", "edition", "learner__user").defer("edition__source")
    return rows.get(pk=enrollment.pk)


def new_attempt(enrollment: Enrollment, quiz: QuizContent, now: datetime, rng: random.Random) -> Attempt:
    """An attempt with its questions, options in the order they will be shown, and the policy of today."""
    earlier = Attempt.objects.filter(enrollment=enrollment, quiz_key=quiz.key).aggregate(Max("number"))
    attempt = Attempt.objects.create(
        enrollment=enrollment,
        learner_id=enrollment.learner_id,
        edition_id=enrollment.edition_id,
        quiz_key=quiz.key,
        purpose=enrollment.purpose,
        number=(earlier["number__max"] or 0) + 1,
        policy=quiz.policy.to_json(),
        rule_version=RULE_VERSION,
        started_at=now,
        due_at=due_at(quiz.policy, enrollment, now),
    )
    versions = drawn_versions(edition_content(enrollment.edition), quiz, rng)
    AttemptItem.objects.bulk_create(
        new_item(attempt, position, version, rng) for position, version in enumerate(versions, start=1)
    )
    audit.record(actor=enrollment.learner.user, verb="attempt.started", target=attempt, at=now, number=attempt.number)
    return attempt


def due_at(rules: Policy, enrollment: Enrollment, now: datetime) -> datetime | None:
    """The end of the time, later for who has more; a quiz without a limit costs no query."""
    if not rules.time_limit_minutes:
        return None
    more = MoreTime.objects.filter(learner=enrollment.learner_id).standing().first()
    return rules.due_at(now, more_time=more.percent if more else 0)


def drawn_versions(content: Content, quiz: QuizContent, rng: random.Random) -> list[QuestionVersion]:
    """The versions that this attempt asks, in order."""
    keys = draw(quiz.slots, quiz.bank, rng, shuffle=quiz.policy.shuffle_questions)
    hashes = [content.questions[key]["hash"] for key in keys]
    rows = QuestionVersion.objects.filter(content_hash__in=hashes)
    by_reference = {(str(row.question_key), row.content_hash): row for row in rows}
    return [by_reference[reference] for reference in zip(keys, hashes, strict=True)]


def new_item(attempt: Attempt, position: int, version: QuestionVersion, rng: random.Random) -> AttemptItem:
    """One question as it will be shown, with the hash of exactly that (DESIGN §5, replay)."""
    question = parsed(version)
    arrangement = question.arrange(rng)
    return AttemptItem(
        attempt=attempt,
        position=position,
        version=version,
        arrangement=list(arrangement),
        points=POINTS if question.is_scored else None,
        shown_hash=content_hash(question.shown(arrangement)),
    )
