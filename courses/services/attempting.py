"""Saving the answers of an attempt (DESIGN §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from courses.models import AnswerEvent, Attempt, AttemptItem, QuestionVersion
from courses.quiz import InvalidResponse, Question, Response, Tries, parse_question, tries_of

__all__ = [
    "AnswerRefused",
    "SavedAnswer",
    "item_tries",
    "parsed",
    "save_answer",
    "standing_answers",
]

KEPT_QUESTIONS = 2000
MAX_LATE = 100  # answers to one question after the end that are kept
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


@dataclass(frozen=True)
class SavedAnswer:
    """What stands after a save: the page shows exactly this.

    `is_late`: this answer came after the submit, after the time, or after the explanation. `is_standing`: False when a
    newer one, of another tab or device, stands instead; this one is kept too.
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
    attempts: QuerySet[Attempt],
    position: int,
    uuid: UUID,
    sequence: int,
    data: Mapping[str, Sequence[str]],
    now: datetime,
) -> SavedAnswer:
    """Appends the answer in the form fields `data` to question `position` and gives the standing answer.

    `attempts` names the one attempt, fetched through its owner: it is read together with the question.

    The same `uuid` with the same content is a repeat and writes nothing; with other content (the back button)
    it is a new event. After the submit, the time limit, or (practice mode) the explanation an answer is logged and
    changes nothing. An empty form of a page that had not seen the standing answer (a second tab) does not clear it. In
    the practice mode the field `check` makes it a try. Raises AnswerRefused for an unknown attempt or position, and
    InvalidResponse (nothing is written) for values that the question does not have.
    """
    item = locked_item(attempts, position)
    if item is None:
        raise AnswerRefused("Deze vraag hoort niet bij deze poging. Ga terug naar je toets.")
    is_open = takes_answers(item, now)
    standing, same_uuid = events_at_stake(item, uuid)
    checked_now = same_uuid is not None and is_open and becomes_try(same_uuid, standing, item, data)
    if same_uuid and not checked_now and is_repeat(same_uuid, item, data):
        # There and back under one UUID, without JavaScript: the answer in between stands, and the page must say so.
        stands = standing is None or standing.response == same_uuid.response
        return SavedAnswer(item, standing or same_uuid, is_repeat=True, is_late=same_uuid.is_late, is_standing=stands)
    response = parsed(item.version).read(data, standing.response if standing else None, item.arrangement)
    if standing and response is None and sequence <= standing.sequence and "restart" not in data:
        return SavedAnswer(item, standing, is_repeat=True, is_late=not is_open, is_standing=False)
    if same_uuid and checked_now:
        sequence = max(sequence, same_uuid.sequence + 1)  # whichever of the two requests came first
    if not is_open and enough_late(item):
        return SavedAnswer(item, standing or AnswerEvent(item=item), is_repeat=True, is_late=True, is_standing=False)
    sequence = believable(sequence, standing)
    outranks = standing is None or (is_open and (sequence, now) >= (standing.sequence, standing.received_at))
    event = AnswerEvent.objects.create(
        item=item,
        uuid=uuid4() if same_uuid else uuid,
        sequence=sequence,
        response=response,
        received_at=now,
        is_late=not is_open,
        # What does not stand is no try: the page of another tab would lose one without seeing why.
        is_try=is_open and outranks and is_try(item, response, data),
    )
    shown = event if outranks else standing or event
    stands = outranks or shown.response == response
    return SavedAnswer(item, shown, is_repeat=False, is_late=not is_open, is_standing=stands)


def is_try(item: AttemptItem, response: Response | None, data: Mapping[str, Sequence[str]]) -> bool:
    """Whether the learner of a practice quiz wants to know if this is right; what is not finished is no try."""
    question = parsed(item.version)
    asked = ("check" in data or question.is_stepwise) and not question.is_marked_by_person
    return item.attempt.rules.is_practice and asked and question.is_complete(response)


def enough_late(item: AttemptItem) -> bool:
    """Whether so many answers came after the end already that keeping more tells nothing."""
    return AnswerEvent.objects.filter(item=item, is_late=True).count() >= MAX_LATE


def becomes_try(
    event: AnswerEvent, standing: AnswerEvent | None, item: AttemptItem, data: Mapping[str, Sequence[str]]
) -> bool:
    """Whether the page saved this answer in the background and the learner now presses *Controleer* with it, once."""
    if event.item_id != item.pk or event.is_try or not is_try(item, event.response, data):
        return False
    return standing is None or not standing.is_try or standing.response != event.response


def takes_answers(item: AttemptItem, now: datetime) -> bool:
    """Whether an answer to this question still counts: handed in, out of time and explained ones are over."""
    attempt = item.attempt
    if not attempt.is_open or attempt.is_overdue(now):
        return False
    return not attempt.rules.is_practice or not item_tries(item).is_over


def item_tries(item: AttemptItem) -> Tries:
    """Where somebody stands with a question in the practice mode."""
    events = AnswerEvent.objects.filter(item=item, is_try=True, is_late=False).order_by("received_at", "id")
    responses = [event.response for event in events if event.response is not None]
    return tries_of(parsed(item.version), responses, most=item.attempt.rules.max_tries)


def believable(sequence: int, standing: AnswerEvent | None) -> int:
    """The number that the page gave, so that a slow older answer never beats a newer one.

    Bounded, because a made-up number must not outrank every later answer.
    """
    return min(max(sequence, 1), (standing.sequence if standing else 0) + UNSEEN_AHEAD)


def locked_item(attempts: QuerySet[Attempt], position: int) -> AttemptItem | None:
    """The question with its version and whether it `is_last`; locks the attempt.

    The lock keeps an answer from slipping in between the reading and the closing of a submit.
    """
    later = AttemptItem.objects.filter(attempt=OuterRef("attempt"), position__gt=OuterRef("position"))
    items = AttemptItem.objects.select_for_update(of=("attempt",)).select_related("attempt", "version")
    return items.annotate(is_last=~Exists(later)).filter(attempt__in=attempts, position=position).first()


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
