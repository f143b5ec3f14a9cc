"""The attempts that the figures of a quiz are made of, read in two streams: 100,000 of them fit in little memory."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, FilteredRelation, FloatField, Q, TextField
from django.db.models.functions import Cast

from courses.models import Attempt, AttemptItem, CourseEdition, Grade, QuestionVersion, StoredFigures
from courses.quiz import InvalidResponse
from courses.quiz.statistics import NO_RESPONSE, Item, QuestionInfo, random_guess_score
from courses.services.attempting import parsed
from courses.services.reading import edition_content

__all__ = ["Answers", "Chosen", "chosen_attempts"]

CHUNK = 5_000
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


Row = tuple[int, int, int, float | None, str | None]
"""Attempt, position, version, points, an answer as JSON text."""


def answer_rows(quiz_key: UUID) -> Iterator[Row]:
    """Every question of every attempt by position, once per answer in time; the standing answer comes last."""
    items = (
        AttemptItem.objects.filter(
            attempt__quiz_key=quiz_key,
            attempt__state=Attempt.State.SUBMITTED,
            attempt__purpose=Attempt.Purpose.LEARNER,
        )
        .annotate(given=FilteredRelation("answers", condition=Q(answers__is_late=False)))
        # As text: a million answers are not parsed, and points not made into exact decimals, only to be counted.
        .annotate(text=Cast("given__response", TextField()), worth=Cast("points", FloatField()))
        .order_by("attempt_id", "position", F("given__sequence"), F("given__received_at"), F("given__id"))
    )
    return items.values_list("attempt_id", "position", "version_id", "worth", "text").iterator(CHUNK)


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
        self._places = places_of(self.quiz_key, editions)
        self._classes: dict[tuple[int, str], str] = {}
        for attempt, rows in groupby(answer_rows(self.quiz_key), itemgetter(0)):
            if chosen := self.chosen.get(attempt):
                yield self._attempt(chosen, rows)

    def _attempt(self, chosen: Chosen, rows: Iterable[Row]) -> list[Item]:
        places, drawn = self._places[chosen.edition], Counter[str]()
        fractions = json.loads(chosen.fractions)
        items = []
        for _, position, version, worth, text in {row[1]: row for row in rows}.values():
            key, response = str(version), self._class_of(version, text)
            if len(people := self.people[key]) < ENOUGH:
                people.add(chosen.learner)
            slot, question = self._place(places, drawn, version)
            if worth is None:
                self.unscored[key][response] += 1
                continue
            items.append(Item(slot, question, float(fractions[str(position)]), worth, response, key))
        return items

    def _place(self, places: "Places", drawn: Counter[str], version: int) -> tuple[str, str]:
        """The slot: a fixed question has its own, a draw one per question in the order in which they were shown."""
        question = str(self._versions[version].question_key)
        category = places.categories.get(question)
        if str(version) not in self.questions:
            guess = random_guess_score(parsed(self._versions[version]))
            self.questions[str(version)] = QuestionInfo(guess, drawn=category is not None)
        if category is None:
            return question, question
        drawn[category] += 1
        return f"{category}/{drawn[category]:03}", question

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


@dataclass(frozen=True)
class Places:
    """Question key → the category that it is drawn from, in one edition; fixed questions are not in it."""

    categories: dict[str, str]


def places_of(quiz_key: UUID, editions: Iterable[int]) -> dict[int, Places]:
    """Edition id → what the quiz draws there."""
    found = {}
    for edition in CourseEdition.objects.filter(pk__in=editions):
        quiz = edition_content(edition).quiz_by_key(str(quiz_key))
        bank = quiz.bank if quiz else {}
        fixed: Sequence[str] = [slot["question"] for slot in (quiz.slots if quiz else ()) if slot["kind"] == "fixed"]
        drawn = {key: category for category, keys in bank.items() for key in keys if key not in fixed}
        found[edition.pk] = Places(drawn)
    return found
