"""The named constraints of the quiz engine, broken past the services (DESIGN §3); the others: test_constraints."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from courses.models import (
    Attempt,
    BankImport,
    BankImportRow,
    ExtraAttempt,
    Grade,
    Mark,
    MoreTime,
    Question,
    QuestionVersion,
    Regrade,
    StoredFigures,
)
from tests.conftest import NOW
from tests.courses.test_constraints import again, changed, refuses
from tests.factories.courses import finish_course, make_attempt, make_enrollment, make_learner

pytestmark = pytest.mark.usefixtures("saar")


@pytest.fixture
def by() -> User:
    return User.objects.create_user("iris@example.nl", "Iris de Vries", verified_at=NOW)


@pytest.fixture
def grade() -> Grade:
    return finish_course().attempts.get().grades.get()


@pytest.fixture
def regrade(by: User) -> Regrade:
    version = QuestionVersion.objects.first()
    return Regrade.objects.create(version=version, mode=Regrade.Mode.FULL, reason="Twee antwoorden kloppen.", actor=by)


def rows(row: Any) -> Any:
    """The row as something to update."""
    return type(row).objects.filter(pk=row.pk)


def test_attempt_ends_after_its_start() -> None:
    attempt = make_attempt()
    refuses("attempt_due_after_its_start", changed(rows(attempt), due_at=attempt.started_at))
    assert Attempt.objects.filter(pk=attempt.pk).get().due_at is None


def test_grade_after_a_correction(grade: Grade, regrade: Regrade) -> None:
    refuses("grade_regrade_has_its_cause", again(grade, reason="regrade"))
    refuses("grade_regrade_has_its_cause", again(grade, reason="marked", regrade_id=regrade.pk))
    again(grade, reason="regrade", regrade_id=regrade.pk)()
    refuses("grade_one_per_regrade", again(grade, reason="regrade", regrade_id=regrade.pk))


def test_grade_that_waits(grade: Grade) -> None:
    assert grade.passed
    refuses("grade_unmarked_is_no_pass", changed(rows(grade), needs_marking=True))
    changed(rows(grade), needs_marking=True, passed=False)()


def test_marks(grade: Grade, by: User) -> None:
    item = grade.attempt.items.first()
    mark = Mark.objects.create(item=item, event=item.answers.first(), awarded={}, fraction="0.5", marked_by=by)
    refuses("mark_in_range", changed(rows(mark), fraction="1.0000001"))
    refuses("mark_in_range", changed(rows(mark), fraction="-0.0000001"))
    again(mark)()  # marking again appends


def test_corrections(regrade: Regrade) -> None:
    refuses("regrade_has_reason", changed(rows(regrade), reason=""))
    refuses("regrade_has_its_answer", changed(rows(regrade), corrected=regrade.version))
    refuses("regrade_has_its_answer", changed(rows(regrade), mode=Regrade.Mode.NEW))
    changed(rows(regrade), mode=Regrade.Mode.EITHER, corrected=regrade.version)()


def test_more_time() -> None:
    more = MoreTime.objects.create(learner=make_learner())
    refuses("more_time_one_standing", again(more))
    refuses("more_time_in_range", changed(rows(more), percent=0))
    refuses("more_time_in_range", changed(rows(more), percent=401))
    again(more, ended_at=NOW)()  # what was ended may stand beside it


def test_extra_attempts() -> None:
    enrollment = make_enrollment()
    extra = ExtraAttempt.objects.create(enrollment=enrollment, quiz_key=uuid4(), number=1, reason="Ik werd gestoord.")
    refuses("extra_attempt_once", again(extra))
    refuses("extra_attempt_has_reason", changed(rows(extra), reason=""))
    again(extra, number=2)()


def test_figures() -> None:
    course = make_enrollment().course
    figures = StoredFigures.objects.create(course=course, quiz_key=uuid4(), attempts=5, people=5, result={})
    refuses("figures_once_per_quiz", again(figures))
    again(figures, selection=StoredFigures.Selection.HIGHEST)()


@pytest.mark.parametrize(
    ("state", "applied", "undone"),
    [
        ("preview", True, False),
        ("preview", False, True),
        ("applied", False, False),
        ("applied", True, True),
        ("undone", True, False),
        ("undone", False, True),
        ("undone", False, False),
    ],
)
def test_imports_have_their_times(state: str, applied: bool, undone: bool) -> None:
    bank_import = BankImport.objects.create(course_slug="saar", format="gift", file_name="vragen.txt")
    times = {"applied_at": NOW if applied else None, "undone_at": NOW if undone else None}
    refuses("bank_import_state_has_its_times", changed(rows(bank_import), state=state, **times))


def test_import_and_question() -> None:
    bank_import = BankImport.objects.create(course_slug="saar", format="gift", file_name="vragen.txt")
    row = BankImportRow.objects.create(bank_import=bank_import, question=Question.objects.first(), action="created")
    refuses("bank_import_question_once", again(row))
    BankImportRow.objects.filter(pk=row.pk).update(question=None)
    again(row, question_id=None)()  # after an undo more than one row can have lost its question


def test_identity_of_a_question() -> None:
    question = Question.objects.first()
    again(question)()  # without one there may be many
    Question.objects.filter(pk=question.pk).update(idnumber="saar-1")
    refuses("question_idnumber_once", again(question, idnumber="saar-1"))
