"""Corrections of many attempts: the rest follows later, also of one that broke off or failed."""

from typing import Any

import pytest

from accounts.models import AuditEvent, User
from courses.models import Completion, CourseEdition, Enrollment, Grade, QuestionVersion
from courses.services import regrading, stored
from courses.services.correcting import corrected_by_bank
from courses.services.regrading import regrade, resume_regrades
from tests.courses.regrading.moments import LATER
from tests.factories.corrections import WHY, choices, correct, correct_in_bank, hand_in, newest, scores
from tests.factories.quizzes import make_quiz_course

pytestmark = pytest.mark.django_db


def test_what_is_too_much_at_once_follows_within_the_minute(
    edition: CourseEdition, version: QuestionVersion, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored.chunks_of, "__defaults__", (2,))
    attempts = [hand_in(edition, "ba") for _ in range(5)]
    correct(version, by, at_once=2)
    assert [attempt.grades.count() for attempt in attempts] == [2, 2, 1, 1, 1]
    assert resume_regrades(now=LATER) == 1
    assert [attempt.grades.count() for attempt in attempts] == [2] * 5
    assert Completion.objects.count() == 5
    assert resume_regrades(now=LATER) == 0


@pytest.mark.parametrize("breaks_at", [1, 2, 3, 4, 5])
def test_a_correction_that_broke_off_is_finished_later(
    edition: CourseEdition, version: QuestionVersion, by: User, monkeypatch: pytest.MonkeyPatch, breaks_at: int
) -> None:
    """The process dies while the n-th person is finishing: nothing half stays, and the next run does the rest."""
    monkeypatch.setattr(stored.chunks_of, "__defaults__", (2,))
    attempts = [hand_in(edition, letters) for letters in ("ba", "aa", "ba", "ba", "ca", "ba", "ba")]
    calls = 0

    def dies(**kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == breaks_at:
            raise KeyboardInterrupt
        return really(**kwargs)

    really = regrading.complete_if_done
    monkeypatch.setattr(regrading, "complete_if_done", dies)
    with pytest.raises(KeyboardInterrupt):
        correct(version, by)
    passed = {grade.attempt.enrollment_id for grade in Grade.objects.filter(reason="regrade", passed=True)}
    assert len(passed) == breaks_at - 1
    assert Completion.objects.filter(enrollment__in=passed).count() == len(passed)
    monkeypatch.setattr(regrading, "complete_if_done", really)
    assert resume_regrades(now=LATER) == 1
    assert [attempt.grades.count() for attempt in attempts] == [2, 2, 2, 2, 1, 2, 2]
    assert Completion.objects.count() == 6
    assert resume_regrades(now=LATER) == 0


def test_one_that_broke_off_and_was_followed_by_another_ends_well(
    edition: CourseEdition, version: QuestionVersion, by: User
) -> None:
    """The older one changes nothing any more: the newest decides."""
    attempt = hand_in(edition, "bb")
    correct(version, by, at_once=0)
    correct(version, by, right="c", now=LATER, at_once=0)
    assert resume_regrades(now=LATER) == 2
    assert scores(attempt) == [("submit", "0.00", False)]
    second = QuestionVersion.objects.get(pk=attempt.items.get(position=2).version_id)
    correct(second, by, right="c", now=LATER, at_once=0)
    correct(second, by, mode="full", now=LATER, at_once=0)
    resume_regrades(now=LATER)
    assert scores(attempt) == [("submit", "0.00", False), ("regrade", "1.00", False)]
    assert Enrollment.objects.filter(completion__isnull=False).count() == 0


def test_one_that_is_done_again_leaves_the_rest_to_the_next(
    edition: CourseEdition, version: QuestionVersion, by: User
) -> None:
    """The process died before it wrote that it was ready; meanwhile another question was corrected."""
    attempt = hand_in(edition, "bb")
    correct(version, by)
    applied = AuditEvent.objects.filter(verb="question.correction_applied")
    applied._raw_delete(applied.db)  # as if that transaction had never ended; the log itself lets nothing go
    other = attempt.items.select_related("version").get(position=2).version
    correct_in_bank(other, choices("b", stem="En daarna?"))
    regrade(
        version=other,
        mode="new",
        corrected=corrected_by_bank(other),
        reason=WHY,
        by=by,
        now=LATER,
        at_once=0,
    )
    assert resume_regrades(now=LATER) == 2
    assert [score for _, score, _ in scores(attempt)] == ["0.00", "1.00", "2.00"]


def test_one_that_fails_does_not_stop_the_others(
    edition: CourseEdition, version: QuestionVersion, by: User, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told at the end, so that the job fails; the next run tries it again."""
    attempt = hand_in(edition, "bb")
    broken = correct(version, by, at_once=0)
    key = broken.corrected
    assert key
    good = key.content
    QuestionVersion.objects.filter(pk=key.pk).update(content={})
    other = hand_in(make_quiz_course([choices()], slug="elders"), "b")
    correct(other.items.get().version, by, mode="full", at_once=0)
    with pytest.raises(ExceptionGroup) as caught:
        resume_regrades(now=LATER)
    assert len(caught.value.exceptions) == 1
    assert [record.getMessage() for record in caplog.records if record.exc_info] == [
        f"correction {broken.key} cannot be finished"
    ]
    assert (attempt.grades.count(), newest(other).reason) == (1, "regrade")
    QuestionVersion.objects.filter(pk=key.pk).update(content=good)
    assert resume_regrades(now=LATER) == 1
    assert newest(attempt).score == 1
