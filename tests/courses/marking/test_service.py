"""Marking: nobody passes before it, points make the fraction, and only what stands is marked (DESIGN §5)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import AuditEvent, Learner, User
from courses.models import Attempt, AttemptItem, Completion, CourseEdition, Grade, Mark
from courses.quiz import InvalidResponse
from courses.services.grading import submit_attempt
from courses.services.marking import MarkedMeanwhile, NotToMark, OwnAnswer, waiting_answers
from courses.services.outcomes import outcomes_of
from tests.conftest import NOW
from tests.courses.desk import signed_in
from tests.courses.marking.acts import HALF, LATER, NONE, give, hand_in, newest, page_of
from tests.factories.courses import make_enrollment, read_all, save
from tests.factories.quizzes import make_quiz_course, start
from tests.quiz.samples import open_text, true_false

pytestmark = pytest.mark.django_db


def test_nobody_passes_before_a_person_read_it(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    assert (newest(attempt).needs_marking, newest(attempt).passed) == (True, False)
    assert not Completion.objects.exists()
    mark = give(attempt, chief)
    assert (mark.fraction, mark.marked_by, mark.marked_at) == (1, chief, LATER)
    grade = newest(attempt)
    assert (grade.reason, grade.actor, grade.graded_at) == ("marked", chief, LATER)
    assert (grade.needs_marking, grade.passed, grade.score) == (False, True, 1)
    assert Completion.objects.get().enrollment == attempt.enrollment
    assert attempt.grades.count() == 2  # the one of the submit stays


def test_points_make_the_fraction_exactly(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    assert give(attempt, chief, (2, 0)).fraction == Decimal("0.6666667")
    assert not newest(attempt).passed
    assert not Completion.objects.exists()


def test_a_course_that_is_not_read_waits_for_the_reading(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition, read=False)
    give(attempt, chief)
    assert newest(attempt).passed and not Completion.objects.exists()
    read_all(attempt.enrollment)
    assert Completion.objects.exists()


def test_the_result_waits_for_the_last_open_answer(chief: User) -> None:
    attempt = hand_in(make_quiz_course([open_text(), open_text(stem="En dan?")]), "Een", "Twee")
    give(attempt, chief)
    assert newest(attempt).reason == "submit"
    give(attempt, chief, position=2)
    assert (newest(attempt).reason, newest(attempt).score) == ("marked", 2)


def test_empty_open_answers_are_final_at_the_submit(chief: User) -> None:
    edition = make_quiz_course([true_false(), open_text()], pass_mark=50)
    enrollment = make_enrollment(edition=edition)
    attempt = start(edition, enrollment=enrollment)
    save(attempt, 1, {"value": ["true"]})
    save(attempt, 2, {"text": ["Iets"]}, sequence=1)
    save(attempt, 2, {"text": [""]}, sequence=2)  # cleared again
    read_all(enrollment)
    submitted = submit_attempt(attempt=attempt, now=NOW)
    assert (submitted.grade.needs_marking, submitted.grade.passed) == (False, True)
    assert submitted.completion is not None
    assert not waiting_answers(marker=chief).exists()


def test_an_empty_one_beside_an_answered_one_needs_no_mark(chief: User) -> None:
    attempt = hand_in(make_quiz_course([open_text(), open_text(stem="En dan?")]), "", "Twee")
    assert [item.position for item in waiting_answers(marker=chief)] == [2]
    with pytest.raises(NotToMark):
        give(attempt, chief, position=1)
    give(attempt, chief, position=2)
    assert newest(attempt).reason == "marked"


def test_marking_again_counts_and_takes_no_pass_away(edition: CourseEdition, chief: User, colleague: User) -> None:
    attempt = hand_in(edition)
    give(attempt, chief)
    give(attempt, colleague, NONE, now=LATER + timedelta(hours=1))
    assert list(attempt.grades.values_list("reason", "passed")) == [
        ("submit", False), ("marked", True), ("marked", False),
    ]  # fmt: skip
    assert outcomes_of(Attempt.objects.filter(pk=attempt.pk))[0].passed
    assert Completion.objects.count() == 1
    assert Mark.objects.filter(item__attempt=attempt).count() == 2


def test_the_same_again_writes_nothing(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    first = give(attempt, chief, comment="Goed gezien.\r\nDank je. ")
    assert give(attempt, chief, comment="Goed gezien.\nDank je.", seen=0) == first
    assert (Mark.objects.count(), Grade.objects.count()) == (1, 2)
    assert first.comment == "Goed gezien.\nDank je."


def test_the_second_of_two_markers_is_told(edition: CourseEdition, chief: User, colleague: User) -> None:
    attempt = hand_in(edition)
    first = give(attempt, chief, seen=0)
    with pytest.raises(MarkedMeanwhile) as caught:
        give(attempt, colleague, HALF, seen=0)
    assert caught.value.mark == first and Mark.objects.count() == 1
    give(attempt, colleague, HALF, seen=1)
    assert Mark.objects.last().marked_by == colleague


@pytest.mark.parametrize("points", [(3,), (-1,), (True,), ("2",)])
def test_points_that_the_rubric_does_not_have(edition: CourseEdition, chief: User, points: Any) -> None:
    attempt = hand_in(edition)
    with pytest.raises(InvalidResponse):
        give(attempt, chief, points)
    with pytest.raises(InvalidResponse):
        give(attempt, chief, awarded={"weg": 1})
    assert not Mark.objects.exists()


def test_only_what_was_handed_in_and_stands(edition: CourseEdition, chief: User) -> None:
    attempt = start(edition)
    old = save(attempt, 1, {"text": ["Eerst"]}, sequence=1).event
    save(attempt, 1, {"text": ["Daarna"]}, sequence=2)
    with pytest.raises(NotToMark):
        give(attempt, chief)
    submit_attempt(attempt=attempt, now=NOW)
    save(attempt, 1, {"text": ["Te laat"]}, sequence=3, now=LATER)
    late = AttemptItem.objects.get().answers.get(is_late=True)
    for event in (old, late):
        with pytest.raises(NotToMark):
            give(attempt, chief, event=event)
    assert give(attempt, chief).event.response == {"text": "Daarna"}


def test_other_types_and_previews_are_not_marked(chief: User) -> None:
    edition = make_quiz_course([true_false(), open_text()])
    attempt = start(edition)
    save(attempt, 1, {"value": ["true"]})
    save(attempt, 2, {"text": ["Iets"]})
    submit_attempt(attempt=attempt, now=NOW)
    with pytest.raises(NotToMark):
        give(attempt, chief, position=1)
    Attempt.objects.filter(pk=attempt.pk).update(purpose=Attempt.Purpose.PREVIEW)
    assert not waiting_answers(marker=chief).exists()
    with pytest.raises(NotToMark):
        give(attempt, chief, position=2)


def test_nobody_marks_his_own_answer(edition: CourseEdition, chief: User, colleague: User) -> None:
    attempt = hand_in(edition, learner=Learner.objects.create(user=chief))
    with pytest.raises(OwnAnswer):
        give(attempt, chief)
    assert not waiting_answers(marker=chief).exists()
    assert waiting_answers(marker=colleague).exists()
    assert signed_in(chief).get(page_of(attempt)).status_code == 404


def test_every_mark_leaves_a_trace_without_the_answer(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    mark = give(attempt, chief, comment="Mooi.")
    event = AuditEvent.objects.get(verb="quiz.answer_marked")
    assert (event.actor, event.object_key, event.at) == (chief, str(mark.pk), LATER)
    assert event.detail == {"attempt": str(attempt.key), "position": 1, "final": True}
