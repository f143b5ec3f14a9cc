"""Replay: every handed-in attempt shown and scored again from what is stored, and compared (DESIGN §5)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from courses.models import Attempt, AttemptItem, Grade, QuestionVersion, Regrade
from courses.quiz import InvalidQuestion, Score, UnknownRuleVersion, content_hash, is_passed, total
from courses.services.attempting import parsed
from courses.services.judging import Judged
from courses.services.stored import HALF_A_UNIT, AttemptReader, StoredAttempt, chunks_of, differences, regrades_of

__all__ = ["Different", "Replay", "replayable"]

SLACK = timedelta(minutes=1)
"""A correction and a submit this close may have seen each other or not, whatever their clocks say."""

KEPT_HASHES = 20_000


@dataclass(frozen=True)
class Different:
    """What is not as it was stored, of the attempt with this key: Dutch words without personal data."""

    attempt: UUID
    what: str


def replayable(*, course: str = "", edition: str = "") -> QuerySet[Attempt]:
    """The handed-in attempts of learners, of one course (slug) and one edition ("2.0") when given.

    Those of editors and panels are left out: corrections pass them by.
    """
    attempts = Attempt.objects.submitted().filter(purpose=Attempt.Purpose.LEARNER)
    if course:
        attempts = attempts.filter(edition__course__slug=course)
    if edition:
        major, _, minor = edition.partition(".")
        attempts = attempts.filter(edition__major=int(major), edition__minor=int(minor or 0))
    return attempts


@dataclass
class Replay:
    """One run over many attempts, a chunk of 200 at a time: seven queries a chunk, memory that does not grow.

    replay = Replay()
    for different in replay.run(replayable()): ...
    replay.attempts, replay.grades, replay.items
    """

    attempts: int = 0
    items: int = 0
    grades: int = 0
    _reader: AttemptReader = field(default_factory=AttemptReader)
    _versions: dict[int, str] = field(default_factory=dict)
    _shown: dict[tuple[int, tuple[str, ...]], str] = field(default_factory=dict)

    def run(self, attempts: QuerySet[Attempt], *, limit: int | None = None) -> Iterator[Different]:
        """Everything that differs, as it is found; the newest attempts are left when `limit` is reached."""
        for chunk in chunks_of(attempts):
            within = chunk if limit is None else chunk[: limit - self.attempts]
            yield from self._chunk(within)
            if limit is not None and self.attempts >= limit:
                return

    def _chunk(self, attempts: Sequence[Attempt]) -> Iterator[Different]:
        stored = self._reader.read(attempts)
        regrades = regrades_of(item.version_id for one in stored for item in one.items)
        for one in stored:
            for what in self._differences(one, regrades):
                yield Different(one.attempt.key, what)
            self.attempts += 1
            self.items += len(one.items)
            self.grades += len(one.grades)

    def _differences(self, one: StoredAttempt, regrades: Sequence[Regrade]) -> Iterator[str]:
        for item in one.items:
            yield from self._item(item)
        try:
            yield from grades_differ(one, regrades)
        except UnknownRuleVersion:
            yield f"scoreregels {one.attempt.rule_version} zijn er niet meer"
        except (ValueError, ArithmeticError) as error:
            yield f"een antwoord of uitslag is niet te lezen ({getattr(error, 'code', type(error).__name__)})"

    def _item(self, item: AttemptItem) -> Iterator[str]:
        """Shows the question again in the order that was stored, and compares the hash."""
        if what := self._version(item.version):
            yield f"vraag {item.position}: {what}"
        elif self._shown_hash(item) != item.shown_hash:
            yield f"vraag {item.position}: getoond is iets anders dan wat nu te zien is"

    def _version(self, version: QuestionVersion) -> str:
        """What is wrong with a version, "" when nothing is; looked at once."""
        if version.pk not in self._versions:
            self._versions[version.pk] = "" if is_sound(version) else "de bewaarde vraag is veranderd"
        return self._versions[version.pk]

    def _shown_hash(self, item: AttemptItem) -> str:
        """The hash of the canonical JSON of what is shown; "" when it cannot be shown any more."""
        key = (item.version_id, tuple(item.arrangement))
        if key not in self._shown:
            if len(self._shown) >= KEPT_HASHES:
                self._shown.clear()
            try:
                self._shown[key] = content_hash(parsed(item.version).shown(item.arrangement))
            except InvalidQuestion:
                self._shown[key] = ""
        return self._shown[key]


def is_sound(version: QuestionVersion) -> bool:
    """Whether the content still has the hash that it was kept under."""
    try:
        return content_hash(version.content) == version.content_hash
    except (TypeError, ValueError):
        return False


def grades_differ(one: StoredAttempt, regrades: Sequence[Regrade]) -> Iterator[str]:
    """Judges again, and compares: the newest grade, the one of the submit, and the sums of all.

    The newest is the judgement of today. The one of the submit knew no marks, and only corrections of before it.
    Grades in between depend on what stood then; of those the sums and the pass are computed again.
    """
    if one.newest is None:
        yield "er is geen uitslag"
        return
    asked = {item.version_id for item in one.items}
    regrades = [row for row in regrades if row.version_id in asked]
    today = one.judged(latest(regrades))
    if names := differences(one.newest, today, one.attempt):
        yield f"de nieuwste uitslag is anders: {', '.join(names)}"
    for grade in one.grades:
        if grade.reason == "submit" and not reproduced(grade, one, regrades, today):
            yield "de uitslag bij het inleveren is anders"
        if names := broken_sums(grade, one):
            yield f"een uitslag ({grade.reason}) klopt niet in zichzelf: {', '.join(names)}"


def latest(regrades: Sequence[Regrade]) -> dict[int, Regrade]:
    """Version id → the newest of these corrections; they come oldest first."""
    return {row.version_id: row for row in regrades}


def reproduced(grade: Grade, one: StoredAttempt, regrades: Sequence[Regrade], today: Judged) -> bool:
    """Whether the grade of the submit comes out again, with the corrections that stood at that moment."""
    if not regrades and not one.is_marked:
        return not differences(grade, today, one.attempt)
    tried: list[Mapping[int, Regrade]] = []
    for known in may_have_known(grade, one, regrades):
        if known not in tried and not differences(grade, one.judged_unmarked(known), one.attempt):
            return True
        tried.append(known)
    return False


def may_have_known(grade: Grade, one: StoredAttempt, regrades: Sequence[Regrade]) -> Iterator[dict[int, Regrade]]:
    """The corrections that a submit may have seen, the likeliest first.

    One that gave this attempt a grade of its own came after the submit; of the others their time tells, nearly.
    """
    later = {other.regrade_id for other in one.grades}
    for moment in (grade.graded_at, grade.graded_at - SLACK, grade.graded_at + SLACK):
        by_time = [row for row in regrades if row.made_at <= moment]
        yield latest([row for row in by_time if row.pk not in later])
        yield latest(by_time)


def share_of(grade: Grade, item: AttemptItem) -> Score | None:
    """What a grade says of one question; None when it says nothing."""
    share = grade.fractions.get(str(item.position))
    return None if share is None else Score(fraction=Decimal(share), answered=True)


def broken_sums(grade: Grade, one: StoredAttempt) -> list[str]:
    """What of a grade does not follow from its own shares: names of fields."""
    shares = [(item.points, share_of(grade, item)) for item in one.items]
    if any((points is None) != (share is None) for points, share in shares):
        return ["fractions"]
    summed = total((points, share) for points, share in shares if points and share)
    may_pass = not (grade.critical_failed or grade.needs_marking) and is_passed(summed, one.attempt.rules.pass_mark)
    agrees = {
        "score": abs(grade.score - summed.score) <= HALF_A_UNIT,
        "maximum": grade.maximum == summed.maximum,
        "passed": grade.passed == may_pass,
        "rule_version": grade.rule_version == one.attempt.rule_version,
    }
    return [name for name, is_so in agrees.items() if not is_so]
