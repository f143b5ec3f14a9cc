"""Computing the figures of a quiz and keeping them: screens show what is kept and compute nothing (DESIGN §5)."""

from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import audit
from accounts.models import User
from courses.models import Attempt, Course, Grade, StoredFigures
from courses.quiz.statistics import figures
from courses.services.measured_answers import ENOUGH, Answers, chosen_attempts

__all__ = ["ENOUGH", "measure_all", "measure_quiz"]

WAIT = timedelta(hours=1)
NIGHT = 3  # o'clock: then everything is computed again, for what changed without a new grade


def measure_quiz(
    *, quiz_key: UUID, course: Course, selection: str, now: datetime, by: User | None = None
) -> StoredFigures:
    """Computes the figures of one quiz by version of its questions, and replaces what was kept.

    `selection`: one of StoredFigures.Selection. The result is the JSON of `Statistics`, with beside it `enough` (ids
    of versions that ENOUGH people had), `unscored` (id → response class → count) and `newest_grade`.
    """
    newest = newest_grade()
    # Outside the transaction: on SQLite it would keep everybody else from writing for as long as this takes.
    chosen = chosen_attempts(quiz_key, selection)
    answers = Answers(quiz_key, chosen)
    # `questions` fills while the attempts are read; `figures` looks at it after that.
    statistics = figures(answers, answers.questions, key=attrgetter("version"))
    result = statistics.to_json() | {
        "enough": sorted(version for version, people in answers.people.items() if len(people) >= ENOUGH),
        "unscored": {version: dict(sorted(classes.items())) for version, classes in answers.unscored.items()},
        "newest_grade": newest,
    }
    people = len({row.learner for row in chosen.values()})
    kept = {"course": course, "attempts": len(chosen), "people": people, "result": result, "computed_at": now}
    with transaction.atomic():
        stored, _ = StoredFigures.objects.update_or_create(quiz_key=quiz_key, selection=selection, defaults=kept)
        detail = {"quiz": str(quiz_key), "selection": selection, "attempts": len(chosen)}
        audit.record(actor=by, verb="figures.measured", target=stored, at=now, **detail)
    return stored


def newest_grade() -> int:
    """The id of the newest grade of all, 0 when there is none."""
    return Grade.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


class Due(NamedTuple):
    """Figures to compute."""

    quiz_key: UUID
    course: int
    selection: str


class Kept(NamedTuple):
    """Figures that were computed, and the newest grade of that moment."""

    quiz_key: UUID
    course: int
    selection: str
    computed_at: datetime
    seen: int

    def is_due(self, newest: int, now: datetime) -> bool:
        """Whether the night has passed, or something changed that may be shown; `newest`: grade of this quiz."""
        return self.computed_at < last_night(now) or (newest > self.seen and self.computed_at <= now - WAIT)


def measure_all(*, now: datetime) -> int:
    """Computes what is due, and gives how many (run_due_jobs): every night all, between that what changed.

    Changed: a new grade since, and the figures are older than an hour. A quiz without figures gets those of first
    attempts at its first grade. When nothing is due it costs two small queries.
    """
    due = due_figures(now)
    courses = Course.objects.in_bulk({one.course for one in due})
    for one in due:
        measure_quiz(quiz_key=one.quiz_key, course=courses[one.course], selection=one.selection, now=now)
    return len(due)


def due_figures(now: datetime) -> list[Due]:
    """What to compute at this moment."""
    fields = ("quiz_key", "course", "selection", "computed_at", "result__newest_grade")
    kept = [Kept(*row) for row in StoredFigures.objects.order_by("pk").values_list(*fields)]
    # Once a night every grade is looked at, else only those since the oldest figures: a day's at most.
    at_night = any(one.computed_at < last_night(now) for one in kept)
    newest = newest_grades(since=0 if at_night else min((one.seen for one in kept), default=0))
    due = [Due(*one[:3]) for one in kept if one.is_due(newest.get((one.quiz_key, one.course), 0), now)]
    known = {one.quiz_key for one in kept}
    first = StoredFigures.Selection.FIRST
    return due + [Due(quiz_key, course, first) for quiz_key, course in newest if quiz_key not in known]


def newest_grades(*, since: int) -> dict[tuple[UUID, int], int]:
    """Quiz key and course id → the id of the newest grade of a learner, for grades after `since`."""
    grades = Grade.objects.filter(pk__gt=since, attempt__purpose=Attempt.Purpose.LEARNER).order_by()
    rows = grades.values_list("attempt__quiz_key", "attempt__edition__course").annotate(newest=Max("pk"))
    return {(quiz_key, course): newest for quiz_key, course, newest in rows}


def last_night(now: datetime) -> datetime:
    """The last time that it was NIGHT o'clock."""
    local = timezone.localtime(now)
    night = local.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return night if night <= local else night - timedelta(days=1)
