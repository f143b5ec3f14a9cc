"""The rules of DESIGN §5 for starting, saving and handing in."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from accounts.models import AuditEvent
from courses.models import AnswerEvent, Attempt, AttemptItem, Completion, Enrollment, Grade
from courses.quiz import InvalidResponse
from courses.services.attempting import AnswerRefused, SavedAnswer, parsed, standing_answers
from courses.services.enrolling import complete_if_done, pass_screen
from courses.services.grading import NotOpen, submit_attempt
from courses.signals import course_completed
from tests.conftest import NOW
from tests.factories.courses import (
    answer_all,
    attempt_with,
    content_of,
    make_attempt,
    make_enrollment,
    make_learner,
    quiz_of,
    read_all,
    right_data,
    save,
    take_quiz,
    wrong_data,
)

pytestmark = pytest.mark.usefixtures("saar")
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def single() -> tuple[Attempt, AttemptItem]:
    """An open attempt with a question of one right option."""
    return attempt_with("single_choice")


def options(item: AttemptItem) -> list[str]:
    return [option["id"] for option in item.version.content["options"]]


# --- starting ---------------------------------------------------------------------------------------
def test_starting_twice_is_one_attempt() -> None:
    enrollment = make_enrollment()
    first = make_attempt(enrollment, seed=1)
    assert make_attempt(enrollment, seed=2) == first
    assert Attempt.objects.count() == 1
    assert first.items.count() == 8


def test_a_start_is_written_in_the_audit_log() -> None:
    """Once per attempt, also when the button is pressed again; a guest is nobody by name (DESIGN §3)."""
    account = make_learner(email="fatma@example.nl")
    for learner, actor in ((account, account.user), (make_learner(), None)):
        enrollment = make_enrollment(learner)
        attempt = make_attempt(enrollment)
        make_attempt(enrollment)
        row = AuditEvent.objects.get(verb="attempt.started", object_key=str(attempt.key))
        assert (row.actor, row.detail, row.at) == (actor, {"number": 1}, NOW)
    assert AuditEvent.objects.filter(verb="attempt.started").count() == 2


def test_every_category_gives_its_questions() -> None:
    enrollment = make_enrollment()
    attempt, content = make_attempt(enrollment), content_of(enrollment)
    drawn = [str(key) for key in attempt.items.values_list("version__question_key", flat=True)]
    quiz = quiz_of(enrollment)
    assert [sum(key in quiz.bank[slot["category"]] for key in drawn) for slot in quiz.slots] == [1, 1, 2, 1, 1, 2]
    for item in attempt.items.select_related("version"):
        assert content.questions[str(item.version.question_key)]["hash"] == item.version.content_hash


def test_the_policy_is_a_copy() -> None:
    enrollment = make_enrollment()
    attempt = make_attempt(enrollment)
    assert attempt.rules == quiz_of(enrollment).policy
    attempt.policy["pass_mark"] = 1
    assert quiz_of(enrollment).policy.pass_mark == 75


def test_attempts_are_numbered() -> None:
    enrollment = make_enrollment()
    for number in (1, 2, 3):
        assert take_quiz(enrollment).grade.attempt.number == number


# --- saving -----------------------------------------------------------------------------------------
def said(item: AttemptItem) -> str | None:
    event = standing_answers(item.attempt).get(item.pk)
    return event.response["choice"] if event and event.response else None


U, V = UUID(int=1), UUID(int=2)
# (uuid, sequence, which option, minutes) per post → (events, standing option): DESIGN §5.
TABLE: dict[str, tuple[list[tuple[UUID, int, int | None, int]], int, int | None]] = {
    "first": ([(U, 1, 0, 0)], 1, 0),
    "the same POST twice": ([(U, 1, 0, 0), (U, 1, 0, 1)], 1, 0),
    "the same UUID, other content": ([(U, 1, 0, 0), (U, 1, 1, 1)], 2, 1),
    "there and back under one UUID": ([(U, 1, 0, 0), (U, 1, 1, 1), (U, 1, 0, 2)], 2, 1),
    "two answers": ([(U, 1, 0, 0), (V, 2, 1, 1)], 2, 1),
    "a stale sequence does not outrank": ([(U, 1, 0, 0), (V, 2, 1, 1), (UUID(int=3), 1, 2, 2)], 3, 1),
    "two stale ones after each other": (
        [(U, 1, 0, 0), (V, 2, 1, 1), (UUID(int=3), 1, 2, 2), (UUID(int=4), 1, 0, 3)],
        4,
        1,
    ),
    "equal sequence: the later one": ([(U, 1, 0, 0), (V, 1, 1, 1)], 2, 1),
    "out of order: the later number first": ([(U, 1, 0, 0), (V, 2, 1, 2), (UUID(int=3), 2, 2, 1)], 3, 1),
    "the newer one is first at the server": ([(U, 2, 0, 0), (V, 1, 1, 1)], 2, 0),
    "the newer one is first, and the page goes on": ([(U, 2, 0, 0), (V, 1, 1, 1), (UUID(int=3), 3, 2, 2)], 3, 2),
    "a huge sequence does not outrank the next": ([(U, 999_999, 0, 0), (V, 1001, 1, 1)], 2, 1),
    "two huge ones: the later one": ([(U, 999_999, 0, 0), (V, 999_999, 1, 1)], 2, 1),
    "a negative sequence counts as the first": ([(U, -5, 0, 0)], 1, 0),
    "an empty form has chosen nothing": ([(U, 1, None, 0)], 1, None),
    "an empty form of a second tab clears nothing": ([(U, 1, 0, 0), (V, 1, None, 1)], 1, 0),
    "the answer after an empty form": ([(U, 1, None, 0), (V, 2, 1, 1)], 2, 1),
}


@pytest.mark.parametrize("name", TABLE)
def test_saving(name: str, single: tuple[Attempt, AttemptItem]) -> None:
    attempt, item = single
    posts, events, standing = TABLE[name]
    for uuid, sequence, option, minutes in posts:
        data = {} if option is None else {"choice": [options(item)[option]]}
        saved = save(attempt, item.position, data, uuid=uuid, sequence=sequence, now=NOW + timedelta(minutes=minutes))
    assert AnswerEvent.objects.count() == events
    wanted = None if standing is None else options(item)[standing]
    assert said(item) == wanted
    # Every reply shows what stands (DESIGN §5), and whether that is what was sent.
    assert (saved.response or {}).get("choice") == wanted
    assert saved.is_standing is (option == standing)


@pytest.mark.parametrize(
    ("posted", "kept"), [(-5, 1), (0, 1), (1, 1), (2, 2), (999, 999), (1000, 1000), (1001, 1000), (10**30, 1000)]
)
def test_the_number_of_the_page_is_kept_up_to_1000_ahead(
    posted: int, kept: int, single: tuple[Attempt, AttemptItem]
) -> None:
    attempt, item = single
    first = save(attempt, item.position, {"choice": [options(item)[0]]}, sequence=posted)
    assert first.event.sequence == kept
    # From there on it is 1000 ahead of what stands.
    second = save(attempt, item.position, {"choice": [options(item)[1]]}, sequence=10**30)
    assert second.event.sequence == kept + 1000
    assert said(item) == options(item)[1]


def test_a_repeat_says_so_and_writes_nothing(single: tuple[Attempt, AttemptItem]) -> None:
    attempt, item = single
    data = {"choice": [options(item)[0]]}
    assert not save(attempt, item.position, data, uuid=U).is_repeat
    again = save(attempt, item.position, data, uuid=U, now=LATER)
    assert again.is_repeat
    assert again.event.received_at == NOW


def test_the_uuid_of_somebody_else_is_no_answer_of_his(single: tuple[Attempt, AttemptItem]) -> None:
    attempt, item = single
    first = save(attempt, item.position, {"choice": [options(item)[0]]}, uuid=U)
    other, other_item = attempt_with("single_choice")
    saved = save(other, other_item.position, {"choice": [options(other_item)[1]]}, uuid=U)
    assert saved.event.uuid != U
    assert said(other_item) == options(other_item)[1]
    assert said(item) == first.response["choice"]


def test_a_scenario_posted_again_is_a_repeat_also_after_the_next_step() -> None:
    """The script sends again what it is not sure of; by then the story went on."""
    attempt, item = attempt_with("scenario")
    steps = max((right_data(item.version), wrong_data(item.version)), key=len)
    assert len(steps) >= 2
    for number, data in enumerate(steps, start=1):
        save(attempt, item.position, data, uuid=UUID(int=number), sequence=number)
    for number, data in enumerate(steps, start=1):
        again = save(attempt, item.position, data, uuid=UUID(int=number), sequence=number, now=LATER)
        assert again.is_repeat
        assert again.response == {"path": [step["choice"][0] for step in steps]}
    assert AnswerEvent.objects.count() == len(steps)


def test_a_story_can_start_again() -> None:
    attempt, item = attempt_with("scenario")
    save(attempt, item.position, right_data(item.version)[0], sequence=1)
    saved = save(attempt, item.position, {"restart": ["1"]}, sequence=2)
    assert saved.response is None
    assert AnswerEvent.objects.count() == 2


@pytest.mark.parametrize("position", [0, 9, 999, 10**30, -1])
def test_a_question_that_is_not_there(position: int, single: tuple[Attempt, AttemptItem]) -> None:
    with pytest.raises(AnswerRefused, match="hoort niet bij deze poging"):
        save(single[0], position, {"choice": ["x"]})
    assert not AnswerEvent.objects.exists()


@pytest.mark.parametrize("value", ["x", "\0", "a" * 1_000_000, "' OR 1=1 --"])
def test_an_option_that_is_not_there(value: str, single: tuple[Attempt, AttemptItem]) -> None:
    attempt, item = single
    save(attempt, item.position, {"choice": [options(item)[0]]})
    with pytest.raises(InvalidResponse):
        save(attempt, item.position, {"choice": [value]})
    assert said(item) == options(item)[0]
    assert AnswerEvent.objects.count() == 1


def test_after_the_submit_an_answer_is_kept_and_changes_nothing(single: tuple[Attempt, AttemptItem]) -> None:
    attempt, item = single
    save(attempt, item.position, {"choice": [options(item)[0]]}, uuid=U)
    submit_attempt(attempt=attempt, now=NOW)
    late = save(attempt, item.position, {"choice": [options(item)[1]]}, uuid=V, now=LATER)
    assert late.is_late
    assert late.response == {"choice": options(item)[0]}
    assert AnswerEvent.objects.get(uuid=V).is_late
    assert said(item) == options(item)[0]
    assert Grade.objects.count() == 1
    # What was saved before is a repeat, not late: the same 200 (DESIGN §5).
    again = save(attempt, item.position, {"choice": [options(item)[0]]}, uuid=U, now=LATER)
    assert (again.is_repeat, again.is_late) == (True, False)


def test_only_late_answers(single: tuple[Attempt, AttemptItem]) -> None:
    attempt, item = single
    submit_attempt(attempt=attempt, now=NOW)
    late: SavedAnswer = save(attempt, item.position, {"choice": [options(item)[1]]})
    assert late.is_late
    assert standing_answers(attempt) == {}


# --- handing in -------------------------------------------------------------------------------------
@pytest.mark.parametrize(("wrong", "passed"), [(0, True), (2, True), (3, False), (8, False)])
def test_the_pass_mark_of_75_is_6_of_8(wrong: int, passed: bool) -> None:
    enrollment = make_enrollment()
    read_all(enrollment)
    attempt = make_attempt(enrollment)
    for item in attempt.items.select_related("version"):
        if item.position > wrong:
            for data in right_data(item.version):
                save(attempt, item.position, data)
    result = submit_attempt(attempt=attempt, now=LATER)
    assert (result.grade.score, result.grade.maximum) == (8 - wrong, 8)
    assert result.grade.passed is passed
    assert (result.completion is not None) is passed


def test_wrong_answers_cost_points() -> None:
    grade = take_quiz(make_enrollment(), wrong=8).grade
    assert not grade.passed
    assert grade.score < grade.maximum * 3 / 4


def test_nothing_answered() -> None:
    result = submit_attempt(attempt=make_attempt(), now=NOW)
    assert result.grade.score == 0
    assert not result.grade.passed
    assert result.completion is None


def test_a_critical_question_decides() -> None:
    """Seven of eight and still not passed: a wrong answer to a critical question (DESIGN §5)."""
    from courses.models import Question
    from tests.factories.courses import edit_question, release

    for question in Question.objects.filter(is_practice=False, category__slug="volgorde"):
        edit_question(question, critical=True)
    release("major")
    grade = take_quiz(make_enrollment(), wrong=1).grade
    assert grade.score == 7
    assert grade.critical_failed
    assert not grade.passed
    assert take_quiz(make_enrollment()).grade.passed


def test_a_second_submit_gives_the_first_result() -> None:
    enrollment = make_enrollment()
    read_all(enrollment)
    first = take_quiz(enrollment)
    again = submit_attempt(attempt=first.grade.attempt, now=LATER)
    assert again.is_repeat
    assert (again.grade, again.completion) == (first.grade, first.completion)
    assert Attempt.objects.get().submitted_at == NOW
    assert AuditEvent.objects.filter(verb="attempt.submitted").count() == 1


def test_what_was_set_aside_is_not_handed_in() -> None:
    attempt = make_attempt()
    Attempt.objects.update(state=Attempt.State.SET_ASIDE)
    with pytest.raises(NotOpen):
        submit_attempt(attempt=attempt, now=NOW)
    assert not Grade.objects.exists()


def test_set_aside_makes_room_for_another() -> None:
    attempt = make_attempt()
    Attempt.objects.update(state=Attempt.State.SET_ASIDE)
    other = make_attempt(attempt.enrollment)
    assert (other.number, other.state) == (2, "open")


def test_a_preview_finishes_nothing() -> None:
    attempt = make_attempt()
    Enrollment.objects.update(purpose=Attempt.Purpose.PREVIEW)
    Attempt.objects.update(purpose=Attempt.Purpose.PREVIEW)
    attempt = Attempt.objects.get()
    answer_all(attempt)
    read_all(attempt.enrollment)
    submitted = submit_attempt(attempt=attempt, now=NOW)
    assert submitted.grade.passed
    assert submitted.completion is None
    assert not Completion.objects.exists()


# --- finishing --------------------------------------------------------------------------------------
@pytest.fixture
def completed() -> Any:
    """The completions that were told upwards."""
    heard: list[Completion] = []

    def hear(*, completion: Completion, **kwargs: Any) -> None:
        heard.append(completion)

    course_completed.connect(hear)
    yield heard
    course_completed.disconnect(hear)


def test_reading_and_passing_in_either_order(completed: list[Completion]) -> None:
    one, other = make_enrollment(), make_enrollment()
    read_all(one)
    assert take_quiz(one).completion
    assert take_quiz(other).completion is None
    read_all(other)
    assert [completion.enrollment for completion in completed] == [one, other]


def test_passing_again_completes_once(completed: list[Completion]) -> None:
    enrollment = make_enrollment()
    read_all(enrollment)
    first, second = take_quiz(enrollment), take_quiz(enrollment)
    assert first.completion == second.completion
    assert len(completed) == 1
    assert AuditEvent.objects.filter(verb="course.completed").count() == 1
    assert complete_if_done(enrollment=enrollment, now=LATER) == first.completion


def test_failing_after_passing_takes_nothing_away() -> None:
    enrollment = make_enrollment()
    read_all(enrollment)
    take_quiz(enrollment)
    assert not take_quiz(enrollment, wrong=8).grade.passed
    assert Completion.objects.count() == 1


def test_a_screen_is_passed_once() -> None:
    enrollment = make_enrollment()
    key = sorted(content_of(enrollment).screen_keys)[0]
    for now in (NOW, LATER):
        pass_screen(enrollment=enrollment, screen_key=key, now=now)
    assert enrollment.passes.get().passed_at == NOW


def without_reading(page: Any) -> None:
    page.all_lessons_required = False
    page.save_revision().publish()


def test_an_editor_may_drop_the_reading() -> None:
    from tests.factories.courses import release, saar_page

    without_reading(saar_page())
    release("major")
    assert take_quiz(make_enrollment()).completion


def test_a_course_whose_quiz_does_not_count_is_done_when_it_is_read() -> None:
    from tests.factories.courses import edit_quiz, release

    edit_quiz(counts=False)
    release("major")
    enrollment = make_enrollment()
    read_all(enrollment)
    assert Completion.objects.filter(enrollment=enrollment).count() == 1


@pytest.mark.parametrize(
    "kind", ["single_choice", "multiple_response", "true_false", "ordering", "matching", "scenario"]
)
def test_what_is_stored_scores_the_same(kind: str) -> None:
    """Each type: the right answer, read back from the database, is right; the wrong one is not."""
    for answer, is_right in ((right_data, True), (wrong_data, False)):
        attempt, item = attempt_with(kind)
        for data in answer(item.version):
            saved = save(attempt, item.position, data)
        stored = AnswerEvent.objects.get(pk=saved.event.pk).response
        assert parsed(item.version).grade(stored).is_right is is_right
