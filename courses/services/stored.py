"""Submitted attempts read back in chunks, to judge thousands again: six queries a chunk, and constant memory."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from courses.models import AnswerEvent, Attempt, AttemptItem, Grade, Mark, QuestionVersion, Regrade
from courses.quiz import is_passed
from courses.services.judging import Given, Judged, given_answers, judged_by

__all__ = ["CHUNK", "HALF_A_UNIT", "AttemptReader", "StoredAttempt", "chunks_of", "differences", "regrades_of"]

CHUNK = 200
"""Attempts that are read, and written, at once."""

KEPT_VERSIONS = 2000
HALF_A_UNIT = Decimal("0.000005")
"""A grade keeps five places of a score, and each database rounds a half in its own way: scores this near are equal."""


@dataclass(frozen=True)
class StoredAttempt:
    """One attempt with all its rows; `grades` in the order in which they were given."""

    attempt: Attempt
    items: Sequence[AttemptItem]
    answers: Mapping[int, Given]
    marks: Mapping[int, Mark]
    grades: Sequence[Grade]

    @property
    def newest(self) -> Grade | None:
        """The grade that counts; None when it was never graded."""
        return self.grades[-1] if self.grades else None

    @property
    def has_passed(self) -> bool:
        """Whether some grade said so: a pass stays (DESIGN §5)."""
        return any(grade.passed for grade in self.grades)

    @property
    def is_marked(self) -> bool:
        """Whether a person gave points for one of its answers."""
        return any(item.pk in self.marks for item in self.items)

    def judged(self, regrades: Mapping[int, Regrade]) -> Judged:
        """The judgement of today with these corrections (version id → correction); no queries.

        Marks count from the moment that nothing waits for a person any more, as `mark_answer` gives its grade.
        """
        judged = judged_by(self.attempt, self.items, self.answers, self.marks, regrades)
        return self.judged_unmarked(regrades) if judged.total.needs_marking and self.is_marked else judged

    def judged_unmarked(self, regrades: Mapping[int, Regrade]) -> Judged:
        """The same as at the submit, when nobody had marked anything yet."""
        return judged_by(self.attempt, self.items, self.answers, {}, regrades)


class AttemptReader:
    """Reads chunk after chunk; versions, which never change, are read once."""

    def __init__(self) -> None:
        self._versions: dict[int, QuestionVersion] = {}

    def read(self, attempts: Sequence[Attempt]) -> list[StoredAttempt]:
        """The attempts with their rows, in the order given; six queries at most."""
        pks = [attempt.pk for attempt in attempts]
        items, answers = self._items(pks), answers_of(pks)
        marks = {mark.item_id: mark for mark in Mark.objects.filter(item__attempt__in=pks)}
        grades: dict[int, list[Grade]] = defaultdict(list)
        for grade in Grade.objects.filter(attempt__in=pks):
            grades[grade.attempt_id].append(grade)
        return [StoredAttempt(attempt, items[attempt.pk], answers, marks, grades[attempt.pk]) for attempt in attempts]

    def _items(self, pks: Sequence[int]) -> dict[int, list[AttemptItem]]:
        found: dict[int, list[AttemptItem]] = defaultdict(list)
        rows = list(AttemptItem.objects.filter(attempt__in=pks))
        self._learn({row.version_id for row in rows})
        for row in rows:
            row.version = self._versions[row.version_id]
            found[row.attempt_id].append(row)
        return found

    def _learn(self, version_ids: set[int]) -> None:
        if len(self._versions) > KEPT_VERSIONS:
            self._versions.clear()
        missing = version_ids - self._versions.keys()
        if missing:
            self._versions |= QuestionVersion.objects.in_bulk(missing)


def answers_of(pks: Sequence[int]) -> dict[int, Given]:
    """Item id → what was answered in time, for these attempts."""
    return given_answers(AnswerEvent.objects.filter(item__attempt__in=pks, is_late=False))


def chunks_of(attempts: QuerySet[Attempt], size: int = CHUNK) -> Iterator[list[Attempt]]:
    """The attempts by primary key, `size` at a time: one query each, and none stays open in between."""
    last = 0
    while chunk := list(attempts.filter(pk__gt=last).order_by("pk")[:size]):
        yield chunk
        last = chunk[-1].pk


def differences(grade: Grade, judged: Judged, attempt: Attempt) -> list[str]:
    """What `grade` says otherwise than the judgement: names of its fields, none when they agree."""
    agrees = {
        "score": abs(grade.score - judged.total.score) <= HALF_A_UNIT,
        "maximum": grade.maximum == judged.total.maximum,
        "fractions": numbers(grade.fractions) == numbers(judged.fractions),
        "passed": grade.passed == is_passed(judged.total, attempt.rules.pass_mark),
        "critical_failed": grade.critical_failed == judged.total.critical_failed,
        "needs_marking": grade.needs_marking == judged.total.needs_marking,
    }
    return [name for name, is_so in agrees.items() if not is_so]


def numbers(fractions: Mapping[str, str]) -> dict[str, Decimal]:
    """Fractions as numbers: "1" and "1.0000000" are the same."""
    return {position: Decimal(text) for position, text in fractions.items()}


def regrades_of(version_ids: Iterable[int]) -> list[Regrade]:
    """All corrections of these versions, oldest first."""
    return list(Regrade.objects.filter(version__in=set(version_ids)).select_related("corrected"))
