"""Computing the figures of a quiz: which attempts count, what is read of them, and when (DESIGN §5)."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from courses.models import (
    AnswerEvent,
    Attempt,
    AttemptItem,
    CourseEdition,
    Grade,
    Question,
    QuestionVersion,
    StoredFigures,
)
from courses.quiz.statistics import Statistics
from courses.services.grading import append_grade, submit_attempt
from courses.services.measured_answers import Answers, chosen_attempts
from courses.services.measuring import measure_all, measure_quiz
from tests.conftest import NOW
from tests.factories.courses import edit_question, make_learner, save
from tests.factories.figures import again, enrolled, hand_in, quiz_key, statements
from tests.factories.quizzes import add_question, edit_quiz_course, make_quiz_course, start
from tests.quiz import samples

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def edition() -> CourseEdition:
    """A quiz of two statements."""
    return make_quiz_course(statements(2))


def measure(edition: CourseEdition, selection: str = "first") -> StoredFigures:
    return measure_quiz(quiz_key=quiz_key(edition), course=edition.course, selection=selection, now=NOW)


def figures_of(stored: StoredFigures) -> Statistics:
    return Statistics.from_json(stored.result)


def stems(stored: StoredFigures) -> dict[str, Any]:
    """Stem → the row of its (one) version."""
    versions = {str(version.pk): version.content["stem"] for version in QuestionVersion.objects.all()}
    return {versions[row.key]: row for row in figures_of(stored).questions}


def test_the_figures_of_a_small_quiz_are_those_made_by_hand(edition: CourseEdition) -> None:
    for right in [(1, 1), (1, 1), (1, 0), (0, 0), (1, 1), (0, 0)]:
        hand_in(edition, [bool(mark) for mark in right])
    stored = measure(edition)
    quiz, rows = figures_of(stored).quiz, stems(stored)
    assert (stored.attempts, stored.people, quiz.attempts, stored.computed_at) == (6, 6, 6, NOW)
    assert (quiz.maximum.value, quiz.mean.value, quiz.median.value) == pytest.approx((2, 7 / 6, 1.5))
    assert rows["Stelling 1?"].facility.value == pytest.approx(100 * 4 / 6)
    assert rows["Stelling 2?"].facility.value == pytest.approx(50)
    # cov = 0.2, variances 4/15 and 0.3
    assert rows["Stelling 1?"].discrimination.value == pytest.approx(100 * 0.2 / (4 / 15 * 0.3) ** 0.5)
    assert rows["Stelling 1?"].random_guess.value == 50
    assert rows["Stelling 1?"].responses == {"false": 2, "true": 4}


def test_an_open_question_scores_0_and_is_counted_as_no_answer(edition: CourseEdition) -> None:
    hand_in(edition, [None, True])
    hand_in(edition, [True, True])
    row = stems(measure(edition))["Stelling 1?"]
    assert (row.facility.value, row.responses) == (50, {"": 1, "true": 1})


def test_a_second_computation_replaces_the_first_and_both_are_in_the_log(edition: CourseEdition) -> None:
    measure(edition)
    hand_in(edition, [True, True])
    measure(edition)
    assert [row.attempts for row in StoredFigures.objects.all()] == [1]
    assert [event.detail["attempts"] for event in AuditEvent.objects.filter(verb="figures.measured")] == [1, 0]


def test_a_selection_takes_one_attempt_of_everybody_or_all(edition: CourseEdition) -> None:
    first = hand_in(edition, [True, False], now=NOW)
    for hours, right in enumerate(([True, True], [True, True], [False, False]), start=1):
        hand_in(edition, right, enrollment=again(first), now=NOW + hours * HOUR)
    found = {name: measure(edition, name) for name in StoredFigures.Selection.values}
    means = {name: figures_of(stored).quiz.mean.value for name, stored in found.items()}
    assert means == {"first": 1, "highest": 2, "last": 0, "all": 1.25}
    assert [(found[name].attempts, found[name].people) for name in ("first", "all")] == [(1, 1), (4, 1)]
    assert [set(found[name].result["enough"]) for name in found] == [set()] * 4


def test_previews_panels_and_attempts_that_go_on_never_count(edition: CourseEdition) -> None:
    hand_in(edition, [True, True])
    for purpose in (Attempt.Purpose.PREVIEW, Attempt.Purpose.PANEL):
        Attempt.objects.filter(pk=hand_in(edition, [False, False]).pk).update(purpose=purpose)
    save(start(edition), 1, {"value": ["false"]})
    stored = measure(edition, "all")
    assert stored.attempts == 1
    assert stems(stored)["Stelling 1?"].responses == {"true": 1}


def test_who_was_erased_does_not_count(edition: CourseEdition) -> None:
    learner = make_learner(email="weg@example.nl")
    hand_in(edition, [False, False], enrollment=enrolled(edition, learner))
    hand_in(edition, [True, True], enrollment=enrolled(edition, make_learner(email="hier@example.nl")))
    assert measure(edition).attempts == 2
    assert learner.user is not None
    learner.user.email = None
    learner.user.save()
    stored = measure(edition)
    assert (stored.attempts, figures_of(stored).quiz.mean.value) == (1, 2)


def test_an_answer_that_waits_for_a_person_keeps_its_attempt_out(edition: CourseEdition) -> None:
    waiting = hand_in(edition, [True, True])
    Grade.objects.filter(attempt=waiting).update(needs_marking=True, passed=False)
    hand_in(edition, [False, True])
    assert measure(edition).attempts == 1
    append_grade(attempt=waiting, now=NOW + HOUR, reason="marked")
    assert figures_of(measure(edition)).quiz.mean.value == 1.5


def test_the_newest_grade_counts(edition: CourseEdition) -> None:
    attempt = hand_in(edition, [False, False])
    grade = append_grade(attempt=attempt, now=NOW + HOUR, reason="marked")
    Grade.objects.filter(pk=grade.pk).update(fractions={"1": "0.5000000", "2": "0.0000000"}, score="0.5")
    assert figures_of(measure(edition)).quiz.mean.value == 0.5


def test_the_standing_answer_is_counted(edition: CourseEdition) -> None:
    attempt = start(edition)
    save(attempt, 1, {"value": ["true"]}, sequence=9)
    save(attempt, 1, {"value": ["false"]}, sequence=3)
    save(attempt, 2, {"value": ["true"]}, sequence=4)
    save(attempt, 2, {"value": ["false"]}, sequence=4, now=NOW + timedelta(seconds=1))
    submitted = hand_in(edition, [None, None], enrollment=again(attempt))
    save(submitted, 1, {"value": ["false"]}, sequence=20, now=NOW + HOUR)
    rows = stems(measure(edition))
    assert AnswerEvent.objects.filter(is_late=True).count() == 1
    assert (rows["Stelling 1?"].responses, rows["Stelling 2?"].responses) == ({"true": 1}, {"false": 1})


def test_a_question_without_right_and_wrong_is_counted_apart() -> None:
    edition = make_quiz_course([*statements(1), samples.reflection()])
    attempt = start(edition)
    reflection = attempt.items.get(points=None)
    options = QuestionVersion.objects.get(pk=reflection.version_id).content["options"]
    save(attempt, reflection.position, {"choice": [options[1]["id"]]})
    save(attempt, attempt.items.exclude(points=None).get().position, {"value": ["true"]})
    submit_attempt(attempt=attempt, now=NOW)
    stored = measure(edition)
    assert stored.result["unscored"] == {str(reflection.version_id): {options[1]["id"]: 1}}
    assert [row.attempts for row in figures_of(stored).questions] == [1]
    assert figures_of(stored).quiz.maximum.value == 1


def test_a_fixed_question_keeps_its_place_wherever_it_was_shown() -> None:
    edition = make_quiz_course(statements(4), shuffle_questions=True)
    for seed in range(6):
        hand_in(edition, [True, True, False, False], seed=seed)
    question = QuestionVersion.objects.order_by("pk")[0]
    positions = set(AttemptItem.objects.filter(version=question).values_list("position", flat=True))
    slots = figures_of(measure(edition)).quiz.slots
    assert len(positions) > 1
    assert [slot.attempts for slot in slots] == [6] * 4
    assert {slot.slot for slot in slots} == {str(version.question_key) for version in QuestionVersion.objects.all()}


def test_a_draw_has_a_place_per_question_and_is_set_against_the_whole_total() -> None:
    questions = [add_question(content) for content in statements(3)]
    draw = {"type": "draw", "value": {"count": 2, "category": questions[0].category_id}}
    edition = make_quiz_course([], slots=[draw])
    results = [(True, False, True), (False, True, True), (True, True, False), (True, True, True)]
    for seed, right in enumerate(results):
        hand_in(edition, right, seed=seed)
    answers = Answers(quiz_key(edition), chosen_attempts(quiz_key(edition), "first"))
    assert len(list(answers)) == 4
    assert all(info.drawn for info in answers.questions.values())
    statistics = figures_of(measure(edition))
    assert [(slot.slot, slot.attempts) for slot in statistics.quiz.slots] == [("proef/001", 4), ("proef/002", 4)]
    assert sum(row.attempts for row in statistics.questions) == 8


def test_versions_of_a_question_have_a_row_each() -> None:
    edition = make_quiz_course(statements(1))
    for _ in range(5):
        hand_in(edition, [True])
    edit_question(Question.objects.get(), explanation="Nieuwe uitleg.")
    newer = edit_quiz_course()
    hand_in(newer, [False])
    stored = measure(newer)
    facilities = Counter((row.attempts, row.facility.value) for row in figures_of(stored).questions)
    assert facilities == {(5, 100.0): 1, (1, 0.0): 1}
    assert len(stored.result["enough"]) == 1


def test_an_answer_that_was_emptied_afterwards_is_no_answer(edition: CourseEdition) -> None:
    hand_in(edition, [True, True])
    AnswerEvent.objects.update(response={"text": ""})
    assert stems(measure(edition))["Stelling 1?"].responses == {"": 1}


# --- when ---------------------------------------------------------------------------------------------


def test_a_quiz_gets_figures_at_its_first_grade(edition: CourseEdition) -> None:
    assert measure_all(now=NOW) == 0
    hand_in(edition, [True, True])
    assert measure_all(now=NOW) == 1
    assert StoredFigures.objects.get().selection == "first"


def test_figures_are_computed_again_after_an_hour_when_something_changed(edition: CourseEdition) -> None:
    hand_in(edition, [True, True])
    measure(edition)
    assert measure_all(now=NOW + 2 * HOUR) == 0
    hand_in(edition, [True, True])
    assert measure_all(now=NOW + HOUR / 2) == 0
    assert measure_all(now=NOW + HOUR) == 1
    assert StoredFigures.objects.get().attempts == 2
    assert measure_all(now=NOW + 3 * HOUR) == 0


def test_every_night_everything_is_computed_again(edition: CourseEdition) -> None:
    for selection in ("first", "all"):
        measure(edition, selection)
    midnight = NOW.replace(hour=0) + timedelta(days=1)
    assert measure_all(now=midnight + 2 * HOUR) == 0
    assert measure_all(now=midnight + 3 * HOUR) == 2
    assert measure_all(now=midnight + 4 * HOUR) == 0


def test_previews_are_no_change(edition: CourseEdition) -> None:
    measure(edition)
    Attempt.objects.filter(pk=hand_in(edition, [True, True]).pk).update(purpose=Attempt.Purpose.PREVIEW)
    assert measure_all(now=NOW + 2 * HOUR) == 0


def test_looking_whether_anything_is_due_costs_two_queries(
    edition: CourseEdition, django_assert_max_num_queries: Any
) -> None:
    measure(edition)
    with django_assert_max_num_queries(2):
        assert measure_all(now=NOW + 2 * HOUR) == 0


def test_computing_costs_as_many_queries_for_many_attempts(
    edition: CourseEdition, django_assert_num_queries: Any
) -> None:
    hand_in(edition, [True, True])
    measure(edition)
    with CaptureQueriesContext(
        connection,
    ) as few:
        measure(edition)
    for _ in range(9):
        hand_in(edition, [True, False])
    with django_assert_num_queries(len(few)):
        measure(edition)
