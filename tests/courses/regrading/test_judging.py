"""Who is judged again and what changes: nobody loses a pass, and the newest correction counts."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import AuditEvent, User
from certificates.models import Certificate
from courses.models import AnswerEvent, Attempt, Completion, CourseEdition, Grade, QuestionVersion
from courses.services.correcting import corrected_by_bank
from courses.services.grading import submit_attempt
from courses.services.outcomes import outcomes_of
from courses.services.regrading import regrade
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.pages import text_of
from tests.courses.regrading.moments import LATER
from tests.factories.corrections import (
    WHY,
    choices,
    correct,
    correct_in_bank,
    first_version,
    hand_in,
    newest,
    option_id,
    scores,
)
from tests.factories.courses import make_enrollment, make_learner
from tests.factories.quizzes import make_quiz_course, start
from tests.factories.registrations import make_registration
from tests.quiz import samples

pytestmark = pytest.mark.django_db


def test_who_was_right_all_along_passes_and_finishes_the_course(
    edition: CourseEdition, version: QuestionVersion, by: User
) -> None:
    attempt = hand_in(edition, "ba")
    assert not Completion.objects.exists()
    made = correct(version, by, now=LATER)
    assert scores(attempt) == [("submit", "1.00", False), ("regrade", "2.00", True)]
    grade = newest(attempt)
    assert (grade.regrade, grade.actor, grade.graded_at) == (made, by, LATER)
    assert Completion.objects.get(enrollment=attempt.enrollment_id).completed_at == LATER


def test_who_has_a_registration_gets_the_certificate(
    edition: CourseEdition, version: QuestionVersion, by: User
) -> None:
    learner = make_learner(email="dorde@example.nl")
    assert learner.user
    make_registration(user=learner.user)
    hand_in(edition, "ba", enrollment=make_enrollment(learner, edition))
    correct(version, by)
    assert Certificate.objects.get().completion.enrollment.learner == learner


@pytest.mark.parametrize(
    ("mode", "letter", "score", "passed"),
    [
        ("new", "a", "1.00", False),
        ("new", "b", "2.00", True),
        ("new", "c", "1.00", False),
        ("either", "a", "2.00", True),
        ("either", "b", "2.00", True),
        ("either", "c", "1.00", False),
        ("full", "c", "2.00", True),
        ("full", "-", "2.00", True),
    ],
)
def test_each_way_of_judging(
    edition: CourseEdition, version: QuestionVersion, by: User, mode: str, letter: str, score: str, passed: bool
) -> None:
    attempt = hand_in(edition, f"{letter}a")
    correct(version, by, mode=mode)
    grade = newest(attempt)
    assert (f"{grade.score:.2f}", grade.passed) == (score, passed)


def test_nobody_loses_a_pass_or_what_came_of_it(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    attempt = hand_in(edition, "aa")
    correct(version, by)
    assert scores(attempt) == [("submit", "2.00", True), ("regrade", "1.00", False)]
    (outcome,) = outcomes_of(Attempt.objects.filter(pk=attempt.pk))
    assert outcome.passed
    assert Completion.objects.filter(enrollment=attempt.enrollment_id).count() == 1


def test_who_keeps_his_judgement_gets_no_grade(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    attempt = hand_in(edition, "ca")
    correct(version, by)
    assert scores(attempt) == [("submit", "1.00", False)]


def test_who_was_not_asked_is_left_alone(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    other = make_quiz_course([choices()], slug="elders")
    attempt, preview = hand_in(other, "b"), hand_in(edition, "ba")
    Attempt.objects.filter(pk=preview.pk).update(purpose=Attempt.Purpose.PREVIEW)
    correct(version, by)
    assert Grade.objects.filter(reason="regrade").count() == 0
    assert scores(attempt) == [("submit", "0.00", False)]


def test_an_open_attempt_meets_the_correction_when_it_is_handed_in(
    edition: CourseEdition, version: QuestionVersion, by: User
) -> None:
    attempt = hand_in(edition, "ba", submit=False)
    correct(version, by)
    assert not attempt.grades.exists()
    submit_attempt(attempt=attempt, now=NOW)
    assert scores(attempt) == [("submit", "2.00", True)]


def test_the_newest_correction_counts(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    attempt = hand_in(edition, "ba")
    correct(version, by)
    correct(version, by, mode="either", right="c", now=LATER)
    assert scores(attempt) == [
        ("submit", "1.00", False),
        ("regrade", "2.00", True),
        ("regrade", "1.00", False),
    ]
    correct(version, by, mode="full", now=LATER)
    assert newest(attempt).passed


def test_who_waited_for_the_other_made_the_newest_one(
    edition: CourseEdition, version: QuestionVersion, by: User
) -> None:
    """Two editors press at once: the second had to wait, and its clock was read before."""
    attempt = hand_in(edition, "ba")
    correct(version, by, now=LATER)
    correct(version, by, right="c", now=LATER - timedelta(seconds=2))
    assert newest(attempt).score == 1


def test_it_is_in_the_audit_log(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    hand_in(edition, "ba")
    made = correct(version, by)
    events = AuditEvent.objects.filter(object_key=str(made.key)).order_by("id")
    assert [(event.verb, event.actor) for event in events] == [
        ("question.corrected", by),
        ("question.correction_applied", None),
    ]
    assert "goed" not in str([event.detail for event in events])


def test_the_learner_reads_why_on_his_result(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    attempt = hand_in(edition, "ba")
    url = f"/leren/{edition.course.slug}/toets/toets/uitslag/{attempt.key}/"
    client = client_of(attempt.learner)
    assert "We hebben deze vraag verbeterd" not in text_of(client.get(url))
    made = correct(version, by)
    page = text_of(client.get(url))
    assert "We hebben deze vraag verbeterd" in page
    assert made.reason in page


@pytest.mark.parametrize(
    ("was_right", "tries", "score"), [("a", "cb", "1.00"), ("c", "ab", "0.50"), ("a", "ca", "0.00"), ("c", "c", "0.00")]
)
def test_a_try_that_the_corrected_question_lacks_was_never_one(
    by: User, was_right: str, tries: str, score: str
) -> None:
    edition = make_quiz_course([choices(was_right)], feedback="each", penalty=50)
    version = first_version(edition)
    attempt = start(edition)
    for sequence, letter in enumerate(tries, start=1):
        AnswerEvent.objects.create(
            item=attempt.items.get(),
            uuid=uuid4(),
            sequence=sequence,
            response={"choice": option_id(version, letter)},
            received_at=NOW,
            is_try=True,
        )
    submit_attempt(attempt=attempt, now=NOW)
    options = [samples.option("a", correct=False), samples.option("b", correct=True)]
    correct_in_bank(version, samples.single(options=options))
    regrade(version=version, mode="new", corrected=corrected_by_bank(version), reason=WHY, by=by, now=LATER)
    assert f"{newest(attempt).score:.2f}" == score
