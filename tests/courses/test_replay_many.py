"""Replay over 5,000 random attempts: three editions, every type, practice, marks and corrections; and it can fail."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from accounts.roles import Role
from courses.models import (
    AnswerEvent,
    Attempt,
    AttemptItem,
    CourseEdition,
    Enrollment,
    Grade,
    Mark,
    QuestionVersion,
    Regrade,
)
from courses.quiz import (
    QUESTION_TYPES,
    RULE_VERSION,
    OpenText,
    Policy,
    Question,
    Response,
    Scenario,
    content_hash,
    is_passed,
    parse_question,
)
from courses.services.attempting import parsed
from courses.services.judging import Judged, given_answers, judged_by
from courses.services.regrading import regrade
from courses.services.replaying import Replay, replayable
from courses.services.starting import new_item
from courses.services.stored import AttemptReader, chunks_of
from tests.conftest import NOW
from tests.factories.courses import make_editor, make_enrollment
from tests.factories.quizzes import edit_quiz_course, make_quiz_course
from tests.quiz import samples

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ATTEMPTS = 5_000
BATCH = 500
PEOPLE = 40
ASKED = 5
DAY = timedelta(days=1)
POLICIES = (
    Policy(pass_mark=60),
    Policy(pass_mark=50, feedback="each", max_tries=3, penalty=33),
    Policy(pass_mark=67, shuffle_questions=True),
)

Fields = dict[str, list[str]]


def ids(question: Question) -> list[str]:
    return [part["id"] for part in question.to_json().get("options", [])]  # type: ignore[attr-defined]


def matched(question: Question, rng: random.Random) -> Fields:
    content: Any = question.to_json()
    choices = ["", *(choice["id"] for choice in content["choices"])]
    return {f"pair-{stem['id']}": [rng.choice(choices)] for stem in content["stems"]}


def pointed(question: Question, rng: random.Random) -> Fields:
    content: Any = question.to_json()
    if rng.random() < 0.5:
        return {"area": rng.sample([area["id"] for area in content["areas"]], rng.randint(1, 3))}
    return {"point": [f"{rng.randint(0, 640)},{rng.randint(0, 360)}" for _ in range(rng.randint(1, 3))]}


def stepped(question: Question, rng: random.Random) -> Fields:
    assert isinstance(question, Scenario)
    return {"choice": [rng.choice(["good", "detour", "fight"])]}


RANDOM: dict[str, Callable[[Question, random.Random], Fields]] = {
    "single_choice": lambda question, rng: {"choice": [rng.choice(ids(question))]},
    "multiple_response": lambda question, rng: {
        "choices": rng.sample(ids(question), rng.randint(1, len(ids(question))))
    },
    "true_false": lambda question, rng: {"value": [rng.choice(["true", "false"])]},
    "ordering": lambda question, rng: {"order": rng.sample("12345", 5)},
    "matching": matched,
    "numeric": lambda question, rng: {"text": [rng.choice(["100", "95,5", "131", "1000", "-3"])]},
    "short_text": lambda question, rng: {"text": [rng.choice(["112", "Bel 112!", "0900-8844", "*"])]},
    "scenario": stepped,
    "reflection": lambda question, rng: {"choice": [rng.choice(ids(question))], "sure": [str(rng.randint(1, 4))]},
    "open_text": lambda question, rng: {"text": [rng.choice(["Ik bel.", "Ik blijf\r\nerbij."])]},
    "hotspot": pointed,
}


def changed(kind: str, edition: int) -> samples.Content:
    """The sample of this type as it is in this edition: other words, and of some another key."""
    content = {**samples.ALL[kind], "stem": f"Wat doe je in editie {edition}?"}
    if kind == "true_false":
        content["correct"] = edition % 2 == 0
    if kind == "ordering":
        content["rule"] = ("all_or_nothing", "relative_all")[edition % 2]
    if kind == "multiple_response":
        content |= samples.multiple(right="abc"[: edition + 1], wrong="de", critical=edition == 2)
    return content


def version_of(key: Any, content: samples.Content) -> QuestionVersion:
    content = parse_question(content).to_json()
    return QuestionVersion(question_key=key, content_hash=content_hash(content), type=content["type"], content=content)


class World:
    """Three editions with a version of every type each, and attempts at them, made in batches."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.keys = {kind: uuid4() for kind in QUESTION_TYPES}
        self.editions = [make_quiz_course([samples.single()])]
        self.editions += [edit_quiz_course(pass_mark=mark) for mark in (50, 67)]
        self.versions = [self.version_set(number) for number in range(3)]
        self.people = [[make_enrollment(edition=edition) for _ in range(PEOPLE)] for edition in self.editions]

    def version_set(self, number: int) -> dict[str, QuestionVersion]:
        made = {kind: version_of(self.keys[kind], changed(kind, number)) for kind in QUESTION_TYPES}
        QuestionVersion.objects.bulk_create(made.values())
        return made

    def make(self, count: int, *, first: int, at: datetime) -> None:
        """`count` attempts, numbered from `first`, started, answered and graded by the engine."""
        attempts = Attempt.objects.bulk_create(self.attempt(first + place, at) for place in range(count))
        items = AttemptItem.objects.bulk_create(item for attempt in attempts for item in self.items(attempt))
        events = AnswerEvent.objects.bulk_create(event for item in items for event in self.events(item, at))
        answers = given_answers(events)
        by_attempt: dict[int, list[AttemptItem]] = {}
        for item in items:
            by_attempt.setdefault(item.attempt_id, []).append(item)
        Grade.objects.bulk_create(
            grade(attempt, judged_by(attempt, by_attempt[attempt.pk], answers, {}, {}), at) for attempt in attempts
        )

    def attempt(self, number: int, at: datetime) -> Attempt:
        place = number % 3
        enrollment: Enrollment = self.people[place][number // 3 % PEOPLE]
        return Attempt(
            enrollment=enrollment,
            learner_id=enrollment.learner_id,
            edition_id=enrollment.edition_id,
            quiz_key=self.editions[place].source["quizzes"][0]["key"],
            number=number + 1,
            state=Attempt.State.SUBMITTED,
            policy=POLICIES[place].to_json(),
            rule_version=RULE_VERSION,
            started_at=at,
            submitted_at=at,
        )

    def items(self, attempt: Attempt) -> Iterator[AttemptItem]:
        versions = self.versions[(attempt.number - 1) % 3]
        # One that is scored, so that there is something to pass.
        kinds = {"single_choice", *self.rng.sample(sorted(versions), ASKED)}
        for position, kind in enumerate(self.rng.sample(sorted(kinds), len(kinds)), start=1):
            yield new_item(attempt, position, versions[kind], self.rng)

    def events(self, item: AttemptItem, at: datetime) -> Iterator[AnswerEvent]:
        """None, one or some answers, as a form would bring them; in the practice mode some are checked."""
        question, standing = parsed(item.version), None
        for sequence in range(1, self.rng.choice([1, 2, 2, 3, 4])):
            standing = self.answer(question, standing, item.arrangement)
            checked = item.attempt.rules.is_practice and question.is_complete(standing) and self.rng.random() < 0.6
            yield AnswerEvent(
                item=item, uuid=uuid4(), sequence=sequence, response=standing, received_at=at, is_try=checked
            )

    def answer(self, question: Question, standing: Response | None, arrangement: Sequence[str]) -> Response | None:
        fields = RANDOM[question.type](question, self.rng)
        if isinstance(question, Scenario):
            here = question.current(standing)
            fields = {"choice": [self.rng.choice(here.choices).id]} if here else {"restart": ["1"]}
        return question.read(fields, standing, arrangement)

    def mark_some(self, by: User, at: datetime) -> None:
        """A person reads the open answers of every second attempt that waits."""
        standing: dict[int, AnswerEvent] = {}
        waiting = AttemptItem.objects.filter(version__type="open_text", attempt__grades__needs_marking=True)
        for event in AnswerEvent.objects.filter(item__in=waiting.filter(attempt__number__iregex="[02468]$")).order_by(
            "sequence"
        ):
            standing[event.item_id] = event
        Mark.objects.bulk_create(self.mark(event, by, at) for event in standing.values())
        graded = AttemptItem.objects.filter(pk__in=standing).values("attempt")
        for chunk in chunks_of(Attempt.objects.filter(pk__in=graded)):
            Grade.objects.bulk_create(
                grade(one.attempt, one.judged({}), at, reason="marked") for one in AttemptReader().read(chunk)
            )

    def mark(self, event: AnswerEvent, by: User, at: datetime) -> Mark:
        question = parse_question(samples.open_text())
        assert isinstance(question, OpenText)
        awarded = {"r1": self.rng.randint(0, 2), "r2": self.rng.randint(0, 1)}
        fraction = question.marked(question.mark_fraction(awarded)).fraction
        return Mark(item_id=event.item_id, event=event, awarded=awarded, fraction=fraction, marked_by=by, marked_at=at)

    def correct_some(self, by: User, at: datetime) -> None:
        """Four questions turn out to be wrong, in each of the ways, one of them twice."""
        other = samples.single(options=[samples.option("b", correct=True), samples.option("a", correct=False),
                                        samples.option("c", correct=False)])  # fmt: skip
        turned = {"single_choice": other, "numeric": samples.numeric(samples.number("n1", "90", "100"))}
        turned["true_false"] = {**changed("true_false", 1), "correct": True}
        acts = [
            (0, "single_choice", "new"),
            (1, "true_false", "either"),
            (1, "numeric", "new"),
            (2, "ordering", "full"),
        ]
        for place, kind, mode in [*acts, (0, "single_choice", "either")]:
            version = self.versions[place][kind]
            corrected = None if mode == "full" else version_of(version.question_key, turned[kind])
            at += timedelta(hours=1)
            regrade(version=version, mode=mode, corrected=corrected, reason="Fout.", by=by, now=at, at_once=10**6)


def grade(attempt: Attempt, judged: Judged, at: datetime, *, reason: str = "submit") -> Grade:
    return Grade(
        attempt=attempt,
        rule_version=attempt.rule_version,
        score=judged.total.score,
        maximum=judged.total.maximum,
        fractions=judged.fractions,
        passed=is_passed(judged.total, attempt.rules.pass_mark),
        critical_failed=judged.total.critical_failed,
        needs_marking=judged.total.needs_marking,
        graded_at=at,
        reason=reason,
    )


def test_replay_of_five_thousand_random_attempts_is_green_and_breaks() -> None:
    assert RANDOM.keys() == QUESTION_TYPES.keys()  # a new type has to be answered here too
    by = make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl")
    world = World(seed=2026)
    for first in range(0, ATTEMPTS, BATCH):
        world.make(BATCH, first=first, at=NOW)
    world.mark_some(by, NOW + DAY)
    world.correct_some(by, NOW + 2 * DAY)
    assert Regrade.objects.count() == 5
    assert all(row.grades.exists() for row in Regrade.objects.all())
    assert Grade.objects.filter(passed=True, reason="marked").exists()
    assert set(AttemptItem.objects.values_list("version__type", flat=True).distinct()) == set(QUESTION_TYPES)

    replay = Replay()
    assert [found.what for found in replay.run(replayable())] == []
    assert replay.attempts == ATTEMPTS
    assert replay.grades == Grade.objects.count() > ATTEMPTS
    assert replay.items == AttemptItem.objects.count()
    assert CourseEdition.objects.count() == 3

    broken = break_some(random.Random(7))
    assert {found.attempt for found in Replay().run(replayable())} == broken


def break_some(rng: random.Random) -> set[Any]:
    """A hash, a score and a share of three attempts are changed; their keys."""
    hashed, scored, shared = rng.sample(list(Attempt.objects.all()), 3)
    item = hashed.items.last()
    AttemptItem.objects.filter(pk=item.pk).update(shown_hash=item.shown_hash[::-1])
    newest = scored.grades.last()
    step = Decimal("0.00001") * (-1 if newest.score else 1)
    Grade.objects.filter(pk=newest.pk).update(score=newest.score + step)
    newest = shared.grades.last()
    position, share = next(iter(newest.fractions.items()))
    turned = "0" if Decimal(share) else "1"
    Grade.objects.filter(pk=newest.pk).update(fractions={**newest.fractions, position: turned})
    return {hashed.key, scored.key, shared.key}
