"""The attempts that the figures of a quiz are made of, read in batches: 100,000 of them fit in little memory."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from django.db.models import FloatField, Q, TextField
from django.db.models.functions import Cast

from courses.models import AnswerEvent, Attempt, AttemptItem, CourseEdition, Grade, QuestionVersion, StoredFigures
from courses.quiz import InvalidResponse
from courses.quiz.statistics import NO_RESPONSE, Item, QuestionInfo, random_guess_score
from courses.services.attempting import parsed
from courses.services.reading import edition_content

__all__ = ["Answers", "Chosen", "chosen_attempts"]

CHUNK = 5_000
BATCH = 1_000  # attempts
LONGEST_KEPT = 300  # characters of an answer whose class is remembered; longer ones are written only once
MOST_KEPT = 20_000
ENOUGH = 5  # people; what fewer did is shown to nobody (DESIGN §5)


class Chosen(NamedTuple):
    """A graded attempt: whose, when, which part of the points (0..1), and its grade's fractions as JSON text."""

    attempt: int
    learner: int
    edition: int
    started_at: datetime
    share: float
    waits: bool
    fractions: str


def chosen_attempts(quiz_key: UUID, selection: str) -> dict[int, Chosen]:
    """Attempt id → the attempt, for every one that counts; one per person unless all are asked for.

    Handed in, by a learner who was not erased, with a grade that waits for nobody. Previews never count.
    """
    final = (rows[-1] for rows in graded(quiz_key) if not rows[-1].waits)
    if selection == StoredFigures.Selection.ALL:
        return {row.attempt: row for row in final}
    best: dict[int, Chosen] = {}
    for row in final:
        other = best.get(row.learner)
        if other is None or outranks(row, other, selection):
            best[row.learner] = row
    return {row.attempt: row for row in best.values()}


def outranks(one: Chosen, other: Chosen, selection: str) -> bool:
    """Whether `one` is the attempt to take of the two; of two that are equally high, the earlier."""
    is_earlier = (one.started_at, one.attempt) < (other.started_at, other.attempt)
    if selection == StoredFigures.Selection.LAST:
        return not is_earlier
    if selection == StoredFigures.Selection.HIGHEST and one.share != other.share:
        return one.share > other.share
    return is_earlier


def graded(quiz_key: UUID) -> Iterator[list[Chosen]]:
    """The grades of every attempt, the newest last."""
    counts = Q(attempt__state=Attempt.State.SUBMITTED, attempt__purpose=Attempt.Purpose.LEARNER)
    # An erased account has no address any more; a guest has no account.
    is_kept = Q(attempt__learner__user__isnull=True) | Q(attempt__learner__user__email__isnull=False)
    rows = (
        Grade.objects.filter(counts, is_kept, attempt__quiz_key=quiz_key)
        .annotate(share=Cast("score", FloatField()) / Cast("maximum", FloatField()))
        .annotate(text=Cast("fractions", TextField()))
        .order_by("attempt_id", "graded_at", "id")
        .values_list(
            "attempt_id",
            "attempt__learner_id",
            "attempt__edition_id",
            "attempt__started_at",
            "share",
            "needs_marking",
            "text",
        )
    )
    for _, grades in groupby(map(Chosen._make, rows.iterator(CHUNK)), attrgetter("attempt")):
        yield list(grades)


class Row(NamedTuple):
    """One question of one attempt; `points` None when it is not scored, `text` the standing answer as JSON."""

    attempt: int
    position: int
    version: int
    points: float | None
    text: str | None


def answer_rows(attempts: Iterable[int]) -> Iterator[Row]:
    """Every question of these attempts, and of some others, by attempt and position.

    In batches, by ranges of ids: both databases read those from an index and sort nothing. What is made together has
    ids that lie together.
    """
    ids = sorted(attempts)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        yield from rows_between(batch[0], batch[-1])


def rows_between(first: int, last: int) -> Iterator[Row]:
    """The rows of the attempts with an id from `first` to `last`, in two queries."""
    items = list(
        AttemptItem.objects.filter(attempt_id__gte=first, attempt_id__lte=last)
        # No exact decimals, made only to be counted.
        .annotate(worth=Cast("points", FloatField()))
        .order_by("attempt_id", "position")
        .values_list("id", "attempt_id", "position", "version_id", "worth")
    )
    texts = standing_texts(min(item[0] for item in items), max(item[0] for item in items)) if items else {}
    return (Row(*item[1:], texts.get(item[0])) for item in items)


def standing_texts(first: int, last: int) -> dict[int, str | None]:
    """Item id → its standing answer as JSON text, for the items with an id from `first` to `last`."""
    events = AnswerEvent.objects.filter(item_id__gte=first, item_id__lte=last, is_late=False)
    # As text: a million answers are not parsed, only to be counted. The last one of an item stays in the dict.
    ordered = events.annotate(text=Cast("response", TextField())).order_by("item_id", "sequence", "received_at", "id")
    return dict(ordered.values_list("item_id", "text").iterator(CHUNK))


@dataclass
class Answers:
    """The attempts as the statistics want them. Iterate once; what is beside them is complete after that.

    `questions`: what there is to know of every version, for `figures`. `unscored`: the response classes of questions
    without right and wrong. `people`: who had a version, counted up to ENOUGH.
    """

    quiz_key: UUID
    chosen: dict[int, Chosen]
    questions: dict[str, QuestionInfo] = field(default_factory=dict)
    unscored: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    people: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __iter__(self) -> Iterator[list[Item]]:
        editions = {row.edition for row in self.chosen.values()}
        self._versions = QuestionVersion.objects.filter(editions__in=editions).in_bulk()
        used = CourseEdition.objects.filter(pk__in=editions)
        self._categories = {edition.pk: drawn_from(self.quiz_key, edition) for edition in used}
        self._classes: dict[tuple[int, str], str] = {}
        for attempt, rows in groupby(answer_rows(self.chosen), attrgetter("attempt")):
            if chosen := self.chosen.get(attempt):
                yield self._attempt(chosen, rows)

    def _attempt(self, chosen: Chosen, rows: Iterable[Row]) -> list[Item]:
        categories, drawn = self._categories[chosen.edition], Counter[str]()
        fractions = json.loads(chosen.fractions)
        items = []
        for _, position, version, points, text in rows:
            key, question = str(version), str(self._versions[version].question_key)
            slot, response = question, self._class_of(version, text)
            # A fixed question has a slot of its own; a draw has one per question, in the order they were shown in.
            if category := categories.get(question):
                drawn[category] += 1
                slot = f"{category}/{drawn[category]:03}"
            if len(people := self.people[key]) < ENOUGH:
                people.add(chosen.learner)
            if points is None:
                self.unscored[key][response] += 1
                continue
            if key not in self.questions:
                guess = random_guess_score(parsed(self._versions[version]))
                self.questions[key] = QuestionInfo(guess, drawn=category is not None)
            items.append(Item(slot, question, float(fractions[str(position)]), points, response, key))
        return items

    def _class_of(self, version: int, text: str | None) -> str:
        """The response class; the same answer is looked at once."""
        if text is None:
            return NO_RESPONSE
        found = self._classes.get((version, text))
        if found is None:
            found = self._look_at(version, text)
            if len(text) <= LONGEST_KEPT and len(self._classes) < MOST_KEPT:
                self._classes[version, text] = found
        return found

    def _look_at(self, version: int, text: str) -> str:
        try:
            return parsed(self._versions[version]).response_class(json.loads(text))
        except InvalidResponse:  # a text that was emptied afterwards
            return NO_RESPONSE


def drawn_from(quiz_key: UUID, edition: CourseEdition) -> dict[str, str]:
    """Question key → the category that the quiz draws it from, in this edition; fixed questions are not in it."""
    quiz = edition_content(edition).quiz_by_key(str(quiz_key))
    if quiz is None:
        return {}
    fixed = {slot["question"] for slot in quiz.slots if slot["kind"] == "fixed"}
    return {key: category for category, keys in quiz.bank.items() for key in keys if key not in fixed}
