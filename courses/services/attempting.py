"""Starting an attempt and saving its answers (DESIGN §5)."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from accounts import audit
from courses.models import AnswerEvent, Attempt, AttemptItem, Enrollment, QuestionVersion
from courses.quiz import RULE_VERSION, InvalidResponse, Question, Response, content_hash, draw, parse_question
from courses.services.reading import Content, QuizContent, edition_content

__all__ = [
    "AnswerRefused",
    "SavedAnswer",
    "parsed",
    "response_of",
    "save_answer",
    "standing_answers",
    "start_attempt",
]

POINTS = Decimal(1)
KEPT_QUESTIONS = 2000
UNSEEN_AHEAD = 1000  # answers of one page that may still be on their way
_parsed: dict[str, Question] = {}


class AnswerRefused(Exception):
    """The answer cannot be kept: there is no such question in this attempt. `message` is a Dutch sentence."""


def parsed(version: QuestionVersion) -> Question:
    """The engine's object of a version, kept per process: a version never changes."""
    question = _parsed.get(version.content_hash)
    if question is None:
        if len(_parsed) >= KEPT_QUESTIONS:
            _parsed.clear()
        question = _parsed[version.content_hash] = parse_question(version.content)
    return question


@transaction.atomic
def start_attempt(
    *, enrollment: Enrollment, quiz: QuizContent, now: datetime, rng: random.Random | None = None
) -> Attempt:
    """The open attempt of this learner and quiz; a new one, drawn and frozen, when there is none."""
    open_attempts = Attempt.objects.open().filter(
        learner=enrollment.learner_id, quiz_key=quiz.key, purpose=Attempt.Purpose.LEARNER
    )
    if existing := open_attempts.first():
        return existing
    try:
        with transaction.atomic():
            return new_attempt(enrollment, quiz, now, rng or random.SystemRandom())
    except IntegrityError:  # a second tab was first: attempt_one_open kept one
        return open_attempts.get()


def new_attempt(enrollment: Enrollment, quiz: QuizContent, now: datetime, rng: random.Random) -> Attempt:
    """An attempt with its questions, options in the order they will be shown, and the policy of today."""
    earlier = Attempt.objects.filter(enrollment=enrollment, quiz_key=quiz.key).aggregate(Max("number"))
    attempt = Attempt.objects.create(
        enrollment=enrollment,
        learner_id=enrollment.learner_id,
        edition_id=enrollment.edition_id,
        quiz_key=quiz.key,
        number=(earlier["number__max"] or 0) + 1,
        policy=dict(quiz.policy),
        rule_version=RULE_VERSION,
        started_at=now,
    )
    versions = drawn_versions(edition_content(enrollment.edition), quiz, rng)
    AttemptItem.objects.bulk_create(
        new_item(attempt, position, version, rng) for position, version in enumerate(versions, start=1)
    )
    audit.record(actor=enrollment.learner.user, verb="attempt.started", target=attempt, at=now, number=attempt.number)
    return attempt


def drawn_versions(content: Content, quiz: QuizContent, rng: random.Random) -> list[QuestionVersion]:
    """The versions that this attempt asks, in order."""
    shuffle = bool(quiz.policy["shuffle_questions"])
    keys = draw(quiz.slots, quiz.bank, rng, shuffle=shuffle)
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
        points=POINTS,
        shown_hash=content_hash(question.shown(arrangement)),
    )


@dataclass(frozen=True)
class SavedAnswer:
    """What stands after a save: the page shows exactly this.

    `is_late`: this answer came after the submit. `is_standing`: False when a newer one, of another tab or device,
    stands instead; this one is kept too.
    """

    item: AttemptItem
    event: AnswerEvent
    is_repeat: bool
    is_late: bool = False
    is_standing: bool = True

    @property
    def response(self) -> Response | None:
        return self.event.response

    @property
    def is_last(self) -> bool:
        """Whether no question follows."""
        return bool(self.item.is_last)  # type: ignore[attr-defined]  # annotated by locked_item


@transaction.atomic
def save_answer(
    *,
    attempt: Attempt,
    position: int,
    uuid: UUID,
    sequence: int,
    data: Mapping[str, Sequence[str]],
    now: datetime,
) -> SavedAnswer:
    """Appends the answer in the form fields `data` to question `position` and gives the standing answer.

    The same `uuid` with the same content is a repeat and writes nothing; with other content (the back button)
    it is a new event. After the submit an answer is logged and changes nothing. An empty form of a page that had
    not seen the standing answer (a second tab) does not clear it. Raises AnswerRefused for an unknown position, and
    InvalidResponse (nothing is written) for values that the question does not have.
    """
    item = locked_item(attempt, position)
    if item is None:
        raise AnswerRefused("Deze vraag hoort niet bij deze poging. Ga terug naar je toets.")
    is_open = item.attempt.is_open
    standing, same_uuid = events_at_stake(item, uuid)
    if same_uuid and is_repeat(same_uuid, item, data):
        # There and back under one UUID, without JavaScript: the answer in between stands, and the page must say so.
        stands = standing is None or standing.response == same_uuid.response
        return SavedAnswer(item, standing or same_uuid, is_repeat=True, is_late=same_uuid.is_late, is_standing=stands)
    response = parsed(item.version).read(data, standing.response if standing else None, item.arrangement)
    if standing and response is None and sequence <= standing.sequence and "restart" not in data:
        return SavedAnswer(item, standing, is_repeat=True, is_late=not is_open, is_standing=False)
    event = AnswerEvent.objects.create(
        item=item,
        uuid=uuid4() if same_uuid else uuid,
        sequence=believable(sequence, standing),
        response=response,
        received_at=now,
        is_late=not is_open,
    )
    outranks = standing is None or (is_open and rank(event) > rank(standing))
    shown = event if outranks else standing or event
    stands = outranks or shown.response == response
    return SavedAnswer(item, shown, is_repeat=False, is_late=not is_open, is_standing=stands)


def believable(sequence: int, standing: AnswerEvent | None) -> int:
    """The number that the page gave, so that a slow older answer never beats a newer one.

    Bounded, because a made-up number must not outrank every later answer.
    """
    return min(max(sequence, 1), (standing.sequence if standing else 0) + UNSEEN_AHEAD)


def locked_item(attempt: Attempt, position: int) -> AttemptItem | None:
    """The question with its version and whether it `is_last`; locks the attempt.

    The lock keeps an answer from slipping in between the reading and the closing of a submit.
    """
    later = AttemptItem.objects.filter(attempt=OuterRef("attempt"), position__gt=OuterRef("position"))
    items = AttemptItem.objects.select_for_update(of=("attempt",)).select_related("attempt", "version")
    return items.annotate(is_last=~Exists(later)).filter(attempt=attempt.pk, position=position).first()


def events_at_stake(item: AttemptItem, uuid: UUID) -> tuple[AnswerEvent | None, AnswerEvent | None]:
    """The standing answer of `item` and the event with this UUID, whoever's it is, in one query."""
    best = standing_first(AnswerEvent.objects.filter(item=item)).values("pk")[:1]
    events = list(AnswerEvent.objects.filter(Q(uuid=uuid) | Q(pk=Subquery(best))))
    in_time = [event for event in events if event.item_id == item.pk and not event.is_late]
    return max(in_time, key=rank, default=None), next((event for event in events if event.uuid == uuid), None)


def rank(event: AnswerEvent) -> tuple[int, datetime, int]:
    """The highest of these is the standing answer (DESIGN §5)."""
    return event.sequence, event.received_at, event.pk


def is_repeat(event: AnswerEvent, item: AttemptItem, data: Mapping[str, Sequence[str]]) -> bool:
    """Whether `data` is what `event` was made of: read again on the answer that stood before it."""
    if event.item_id != item.pk:
        return False
    standing = standing_first(AnswerEvent.objects.filter(item=item, pk__lt=event.pk)).first()
    try:
        response = parsed(item.version).read(data, standing.response if standing else None, item.arrangement)
    except InvalidResponse:
        return False
    return event.response == response


def standing_first(events: QuerySet[AnswerEvent]) -> QuerySet[AnswerEvent]:
    """The answers that count, the standing one first; late ones left out."""
    return events.filter(is_late=False).order_by("-sequence", "-received_at", "-id")


def standing_answers(attempt: Attempt) -> dict[int, AnswerEvent]:
    """Item id → its standing answer, for a whole attempt in one query."""
    events = AnswerEvent.objects.filter(item__attempt=attempt, is_late=False)
    return {event.item_id: event for event in events.order_by("sequence", "received_at", "id")}


def response_of(event: AnswerEvent | None) -> dict[str, Any] | None:
    """The response of an event, None when there is no event or it was cleared."""
    return event.response if event else None
