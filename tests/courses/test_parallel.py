"""Twenty at once, with real threads on every database: one attempt, one grade, one completion (DESIGN §5, §11)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from courses.models import (
    AnswerEvent,
    Attempt,
    Completion,
    CourseEdition,
    Enrollment,
    Grade,
    LessonPage,
    PracticeAnswer,
)
from courses.services.enrolling import enroll, pass_screen, renew
from courses.services.grading import submit_attempt
from courses.services.judging import judge
from courses.services.releasing import ReleaseRefused
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.pages import forms_of
from tests.factories.courses import (
    answer_all,
    content_of,
    edit_lesson,
    finish_course,
    load_saar,
    make_attempt,
    make_enrollment,
    make_learner,
    practice_screens,
    read_all,
    release,
    right_data,
    save,
    version_of,
)
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 20


@pytest.fixture
def enrollment() -> Enrollment:
    return make_enrollment(make_learner(), load_saar().edition)


def test_twenty_starts_give_one_attempt(enrollment: Enrollment) -> None:
    attempts = together([lambda seed=seed: make_attempt(enrollment, seed=seed) for seed in range(THREADS)])
    assert len({attempt.pk for attempt in attempts}) == 1
    assert Attempt.objects.get().items.count() == 8


def test_twenty_enrollments_are_one(enrollment: Enrollment) -> None:
    learner = make_learner()
    made = together(
        [lambda: enroll(learner=learner, course=enrollment.course, edition=enrollment.edition, now=NOW)] * 20
    )
    assert len({one.pk for one in made}) == 1
    assert made[0].moves.count() == 1


def test_twenty_submits_give_one_grade_and_one_completion(enrollment: Enrollment) -> None:
    read_all(enrollment)
    attempt = make_attempt(enrollment)
    answer_all(attempt)
    results = together([lambda: submit_attempt(attempt=attempt, now=NOW)] * THREADS)
    assert sorted(result.is_repeat for result in results) == [False] + [True] * (THREADS - 1)
    assert {result.grade.pk for result in results} == {Grade.objects.get().pk}
    assert {result.completion.pk for result in results} == {Completion.objects.get().pk}


def test_the_same_answer_twenty_times_is_one_event(enrollment: Enrollment) -> None:
    attempt = make_attempt(enrollment)
    item = attempt.items.select_related("version").first()
    uuid, data = uuid4(), right_data(item.version)[0]
    together([lambda: save(attempt, item.position, data, uuid=uuid, sequence=1)] * THREADS)
    assert AnswerEvent.objects.count() == 1


def test_a_practice_button_pressed_twice_is_one_answer(enrollment: Enrollment) -> None:
    """Two POSTs of one form at once: one row, and both people see the explanation."""
    url, block = next((url, block) for url, block in practice_screens() if version_of(block).type == "single_choice")
    form = forms_of(client_of(enrollment.learner).get(url))[0]
    data = form.fill(**right_data(version_of(block))[0])
    clients = [client_of(enrollment.learner) for _ in range(THREADS)]
    responses = together([lambda client=client: client.post(form.action, data) for client in clients])
    assert {(response.status_code, response["Location"]) for response in responses} == {
        (302, f"{url}?antwoord={block['key']}#oefening-{block['key']}")
    }
    assert str(PracticeAnswer.objects.get().uuid) == form.fields["uuid"][0]


def test_twenty_renewals_are_one(enrollment: Enrollment) -> None:
    done = finish_course(enrollment.learner)
    renewed = together(
        [lambda: renew(learner=done.learner, course=done.course, edition=done.edition, now=NOW)] * THREADS
    )
    assert len({one.pk for one in renewed}) == 1
    assert Enrollment.objects.open().get() == renewed[0] != done
    assert Enrollment.objects.count() == 2
    assert renewed[0].moves.count() == 1


def test_answers_and_the_submit_at_once(enrollment: Enrollment) -> None:
    """The grade is that of the answers that were in time; not one is lost."""
    attempt = make_attempt(enrollment)
    items = list(attempt.items.select_related("version"))
    acts: list[Callable[[], Any]] = [
        lambda item=item: save(attempt, item.position, right_data(item.version)[0]) for item in items
    ]
    *saved, submitted = together([*acts, lambda: submit_attempt(attempt=attempt, now=NOW)])
    assert AnswerEvent.objects.count() == len(items)
    late = AnswerEvent.objects.filter(is_late=True).count()
    assert late == sum(one.is_late for one in saved)
    assert submitted.grade.score == judge(attempt).total.score


def test_the_last_screen_and_the_submit_at_once(enrollment: Enrollment) -> None:
    """One of both sees that the course is done."""
    *early, last = sorted(content_of(enrollment).screen_keys)
    for key in early:
        pass_screen(enrollment=enrollment, screen_key=key, now=NOW)
    attempt = make_attempt(enrollment)
    answer_all(attempt)
    together(
        [
            lambda: pass_screen(enrollment=enrollment, screen_key=last, now=NOW),
            lambda: submit_attempt(attempt=attempt, now=NOW),
        ]
    )
    assert Completion.objects.filter(enrollment=enrollment).count() == 1


def test_two_releases_at_once_are_one(enrollment: Enrollment) -> None:
    lesson = LessonPage.objects.first()
    edit_lesson(lesson, lambda screens: screens[0]["value"].update(title="Een nieuwe titel"))

    def try_release() -> str:
        try:
            return release("minor").number
        except ReleaseRefused:
            return "geweigerd"

    assert sorted(together([try_release] * 4)) == ["1.1"] + ["geweigerd"] * 3
    assert CourseEdition.objects.count() == 2
    assert enrollment.moves.count() == 2
