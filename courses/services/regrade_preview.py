"""What a correction would do, counted and not written (DESIGN §5)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from courses.models import Attempt, Completion, Enrollment, Grade, Regrade, ScreenPass
from courses.quiz import is_passed
from courses.services.correcting import fingerprint_of
from courses.services.judging import Judged, standing_regrades
from courses.services.reading import edition_content
from courses.services.stored import HALF_A_UNIT, AttemptReader, StoredAttempt, chunks_of

__all__ = ["RegradePreview", "count_changes"]

LOOKED_AT_MOST = 5000
"""Attempts that are judged, the newest: an editor waits for the page. Of more the numbers are an estimate."""

Passing = tuple[int, str]
"""An enrollment and the key of a quiz."""


@dataclass
class RegradePreview:
    """Numbers of handed-in attempts, of people, and of open attempts, which get the correction when handed in.

    `kept`: fall below the mark and stay passed. `unmarked`: still wait for a person. `certificates`: people who finish
    the course by it; who has no registration yet gets the certificate when he has. They are of the `attempts` that were
    looked at, out of `total`; `scaled` says what that comes to for all.
    """

    fingerprint: str
    total: int = 0
    attempts: int = 0
    open: int = 0
    rise: int = 0
    fall: int = 0
    kept: int = 0
    unmarked: int = 0
    now_passing: set[Passing] = field(default_factory=set)
    finishing: set[int] = field(default_factory=set)

    @property
    def same(self) -> int:
        """Attempts that keep their score."""
        return self.attempts - self.rise - self.fall

    @property
    def passes(self) -> int:
        """People who pass a quiz that they had not passed in any attempt."""
        return len(self.now_passing)

    @property
    def certificates(self) -> int:
        """People who finish the course by it."""
        return len(self.finishing)

    @property
    def is_estimate(self) -> bool:
        """Whether only the newest attempts were looked at."""
        return self.attempts < self.total

    def scaled(self, number: int) -> int:
        """What a number of the attempts that were looked at comes to for all of them."""
        return round(number * self.total / self.attempts) if self.is_estimate and self.attempts else number


def count_changes(row: Regrade) -> RegradePreview:
    """Judges the newest attempts as if `row`, which is not saved, stood: about ten queries for every 200 attempts."""
    preview = RegradePreview(fingerprint_of(row.version, row.mode, row.corrected))
    attempts = Attempt.objects.filter(items__version=row.version, purpose=Attempt.Purpose.LEARNER)
    preview.open = attempts.open().count()
    graded = attempts.submitted().filter(Exists(Grade.objects.filter(attempt=OuterRef("pk"))))
    preview.total = graded.count()
    reader = AttemptReader()
    for chunk in chunks_of(newest_of(graded)):
        stored = reader.read(chunk)
        regrades = standing_regrades({item.version_id for one in stored for item in one.items})
        regrades[row.version_id] = row
        passing = [one.attempt for one in stored if counted(preview, one, one.judged(regrades))]
        count_people(preview, passing)
    return preview


def newest_of(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """The newest `LOOKED_AT_MOST`."""
    oldest = attempts.order_by("-pk").values_list("pk", flat=True)[LOOKED_AT_MOST - 1 : LOOKED_AT_MOST].first()
    return attempts.filter(pk__gte=oldest) if oldest else attempts


def counted(preview: RegradePreview, one: StoredAttempt, judged: Judged) -> bool:
    """Adds one attempt; gives whether it passes now and did not before."""
    if one.newest is None:
        return False
    passes = is_passed(judged.total, one.attempt.rules.pass_mark)
    change = judged.total.score - one.newest.score
    preview.attempts += 1
    preview.rise += change > HALF_A_UNIT
    preview.fall += change < -HALF_A_UNIT
    preview.kept += one.newest.passed and not passes
    preview.unmarked += judged.total.needs_marking
    return passes and not one.has_passed


def count_people(preview: RegradePreview, passing: Sequence[Attempt]) -> None:
    """Adds the people behind attempts that pass now: four queries, none when there are no such attempts."""
    keys = {attempt.enrollment_id for attempt in passing}
    if not keys:
        return
    passed = quizzes_passed(keys)
    new = {(a.enrollment_id, str(a.quiz_key)) for a in passing if str(a.quiz_key) not in passed[a.enrollment_id]}
    preview.now_passing |= new
    for enrollment_id, quiz_key in preview.now_passing:
        passed[enrollment_id].add(quiz_key)
    preview.finishing |= would_finish(keys, passed)


def quizzes_passed(keys: set[int]) -> dict[int, set[str]]:
    """Enrollment → the keys of the quizzes it passed, in any attempt."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Grade.objects.filter(attempt__enrollment__in=keys, attempt__purpose=Attempt.Purpose.LEARNER, passed=True)
    for enrollment_id, quiz_key in rows.values_list("attempt__enrollment", "attempt__quiz_key"):
        found[enrollment_id].add(str(quiz_key))
    return found


def would_finish(keys: set[int], passed: dict[int, set[str]]) -> set[int]:
    """The enrollments without a completion for which reading and quizzes are then done (`complete_if_done`)."""
    done = set(Completion.objects.filter(enrollment__in=keys).values_list("enrollment", flat=True))
    read: dict[int, set[str]] = defaultdict(set)
    for enrollment_id, screen_key in ScreenPass.objects.filter(enrollment__in=keys - done).values_list(
        "enrollment", "screen_key"
    ):
        read[enrollment_id].add(str(screen_key))
    rows = Enrollment.objects.filter(pk__in=keys - done).select_related("edition").defer("edition__source")
    return {row.pk for row in rows if is_done(row, read[row.pk], passed[row.pk])}


def is_done(enrollment: Enrollment, read: set[str], passed: set[str]) -> bool:
    """Whether nothing is left with these screens read and these quizzes passed."""
    content = edition_content(enrollment.edition)
    if content.course["all_lessons_required"] and not content.screen_keys <= read:
        return False
    return {quiz.key for quiz in content.counting_quizzes} <= passed
