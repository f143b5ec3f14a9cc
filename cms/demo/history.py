"""A long past, to measure with: what a few people did at the quiz, copied under many others. Seeded."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Learner
from cms.demo.world import SEED, World
from courses.models import AnswerEvent, Attempt, AttemptItem, CourseEdition, Enrollment, EnrollmentEdition, Grade
from courses.services.enrolling import enroll

__all__ = ["add_answers", "add_enrollments", "copy_attempts", "read"]

MODELS = 40  # attempts that are really taken, each drawn and answered otherwise
TRIES = 3  # attempts of one person
PEOPLE_AT_ONCE = 200


@dataclass(frozen=True)
class Taken:
    """One attempt that was really taken: its rows, to copy."""

    attempt: Attempt
    items: list[AttemptItem]
    events: dict[int, list[AnswerEvent]]
    grade: Grade

    @property
    def answers(self) -> int:
        return sum(map(len, self.events.values()))


def add_answers(*, edition: CourseEdition, count: int, now: datetime, seed: int = SEED) -> int:
    """Adds guests with submitted attempts at the quiz of `edition` until `count` more answers are stored.

    Gives how many it added: whole people, so a few more. Nobody among them read the lessons, so nobody completes.
    """
    # The same past every time, and another one on top of it when it is called again.
    rng = random.Random(f"{seed} {AnswerEvent.objects.count()}")  # noqa: S311  (no secrets)
    taken = taken_attempts(edition, now, rng)
    added = sum(one.answers for one in taken)
    while added < count:
        added += add_people(taken, edition, now, rng, most=count - added)
    return added


@transaction.atomic
def taken_attempts(edition: CourseEdition, now: datetime, rng: random.Random) -> list[Taken]:
    """Attempts through the services of the engine, so that every copy has what a real one has."""
    world, at = World(now=now, edition=edition, seed=rng.getrandbits(32)), now - timedelta(days=29)
    for _ in range(MODELS):
        learner = Learner.objects.create(created_at=at, last_seen_at=at)
        enrollment = enroll(learner=learner, course=edition.course, edition=edition, now=at)
        world.take_quiz(enrollment, right=rng.uniform(0.3, 1.0), at=at)
    attempts = Attempt.objects.filter(edition=edition).order_by("-pk")[:MODELS]
    return [read(attempt) for attempt in attempts]


def read(attempt: Attempt) -> Taken:
    """The rows of one submitted attempt."""
    events: dict[int, list[AnswerEvent]] = {}
    for event in AnswerEvent.objects.filter(item__attempt=attempt).order_by("pk"):
        events.setdefault(event.item_id, []).append(event)
    return Taken(attempt, list(attempt.items.all()), events, attempt.grades.get())


@transaction.atomic
def add_people(taken: list[Taken], edition: CourseEdition, now: datetime, rng: random.Random, *, most: int) -> int:
    """People with TRIES attempts each, PEOPLE_AT_ONCE of them or as many as `most` answers take; how many answers."""
    chosen: list[list[Taken]] = []
    while len(chosen) < PEOPLE_AT_ONCE and sum(one.answers for person in chosen for one in person) < most:
        chosen.append(rng.choices(taken, k=TRIES))
    ats = [now - timedelta(days=rng.randint(1, 28), minutes=rng.randint(0, 600)) for _ in chosen]
    enrollments = add_enrollments(edition, ats, rng)
    attempts = [
        (one, enrollment, number)
        for enrollment, person in zip(enrollments, chosen, strict=True)
        for number, one in enumerate(person, start=1)
    ]
    return copy_attempts(attempts, rng)


def copy_attempts(attempts: Sequence[tuple[Taken, Enrollment, int]], rng: random.Random) -> int:
    """Copies every one under its enrollment, with that number; gives how many answers that made."""
    copies = [
        (one, copy_of(one.attempt, enrollment=row, learner_id=row.learner_id, number=number, key=uuid(rng)))
        for one, row, number in attempts
    ]
    Attempt.objects.bulk_create(attempt for _, attempt in copies)
    Grade.objects.bulk_create(copy_of(one.grade, attempt=attempt) for one, attempt in copies)
    items = [(one.events[item.pk], copy_of(item, attempt=attempt)) for one, attempt in copies for item in one.items]
    AttemptItem.objects.bulk_create(item for _, item in items)
    answers = [copy_of(event, item=item, uuid=uuid(rng)) for events, item in items for event in events]
    AnswerEvent.objects.bulk_create(answers)
    return len(answers)


def add_enrollments(edition: CourseEdition, ats: list[datetime], rng: random.Random) -> list[Enrollment]:
    """New guests, each in the course since his moment of `ats`."""
    learners = Learner.objects.bulk_create(Learner(key=uuid(rng), created_at=at, last_seen_at=at) for at in ats)
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(
            key=uuid(rng), learner=learner, course=edition.course, edition=edition, started_at=at, last_seen_at=at
        )
        for learner, at in zip(learners, ats, strict=True)
    )
    EnrollmentEdition.objects.bulk_create(
        EnrollmentEdition(enrollment=row, edition=edition, at=row.started_at, reason="start") for row in enrollments
    )
    return enrollments


def copy_of(row: Any, **changes: Any) -> Any:
    """An unsaved row with the same fields, save those in `changes`."""
    fields = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    replaced = {row._meta.get_field(name).attname for name in changes}
    return type(row)(**{name: value for name, value in fields.items() if name not in replaced}, **changes)


def uuid(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
