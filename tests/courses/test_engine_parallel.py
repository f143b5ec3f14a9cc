"""The quiz engine pressed by many at once, with real threads and real processes (DESIGN §5, §11)."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from accounts.models import AuditEvent, Learner
from accounts.services.merging import merge_guest
from certificates.models import Certificate
from cms.jobs import JOBS
from courses.models import AnswerEvent, Attempt, Completion, Enrollment, ExtraAttempt, Grade, MoreTime
from courses.services.allowing import NotNeeded, give_more_time, take_extra_attempt
from courses.services.grading import NotOpen, submit_attempt
from courses.services.judging import judge
from courses.services.starting import MayNotStart
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.factories.corrections import option_id, two_questions
from tests.factories.courses import make_enrollment, make_learner, quiz_of, read_all, save
from tests.factories.quizzes import make_quiz_course, start
from tests.factories.registrations import make_registration
from tests.processes import InProcesses, processes
from tests.quiz import samples
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 20
QUIZ = "/leren/proef/toets/toets/"
LATER = NOW + timedelta(hours=1)
ROUNDS = 4  # a race is seldom lost at the first try


@pytest.fixture(scope="module")
def press(django_db_setup: None) -> Iterator[InProcesses]:
    """Presses at once in two other processes, with ten threads each, on the database of the tests."""
    with processes(2, str(connection.settings_dict["NAME"])) as run:
        yield run


def right(attempt: Attempt, position: int, letter: str = "a") -> dict[str, list[str]]:
    """The form fields of a choice; a is right."""
    return {"choice": [option_id(attempt.items.select_related("version").get(position=position).version, letter)]}


def answered(attempt: Attempt, now: Any = NOW) -> Attempt:
    """`attempt` with both questions right."""
    for position in (1, 2):
        save(attempt, position, right(attempt, position), now=now)
    return attempt


# --- what one press does; by key and pk, so that another process can press too ------------------------
def press_start(enrollment: int, number: int = 0) -> int:
    """Presses *Begin*; gives the attempt, 0 when the rules refuse."""
    try:
        row = Enrollment.objects.select_related("edition", "learner__user").get(pk=enrollment)
        return start(row.edition, enrollment=row, seed=number).pk
    except MayNotStart:
        return 0


def press_submit(attempt: int) -> tuple[int, bool]:
    """Presses *Lever in*; gives the grade and whether it was there."""
    done = submit_attempt(attempt=Attempt.objects.get(pk=attempt), now=NOW)
    return done.grade.pk, done.is_repeat


def press_start_and_submit(enrollment: int, number: int) -> int:
    attempt = press_start(enrollment, number)
    if attempt:
        press_submit(attempt)
    return attempt


def press_save(attempt: int, position: int, uuid: str, sequence: int, letter: str) -> bool:
    """Sends an answer; gives whether it was there."""
    row = Attempt.objects.get(pk=attempt)
    return save(row, position, right(row, position, letter), uuid=UUID(uuid), sequence=sequence).is_repeat


def press_check(attempt: int, number: int) -> bool:
    """Presses *Kijk na* with a wrong answer; gives whether it came too late."""
    row = Attempt.objects.get(pk=attempt)
    return save(row, 1, {"text": [str(number)], "check": ["1"]}, sequence=1).is_late


def press_extra(enrollment: int, number: int) -> int:
    """Asks one attempt more; gives its number, 0 when one is left."""
    row = Enrollment.objects.select_related("edition", "learner__user").get(pk=enrollment)
    try:
        return take_extra_attempt(enrollment=row, quiz=quiz_of(row), reason=f"Reden {number}.", now=NOW).number
    except NotNeeded:
        return 0


def press_more_time(learner: int) -> int:
    return give_more_time(learner=Learner.objects.select_related("user").get(pk=learner), by=None, now=NOW).pk


def run_job() -> int:
    """The job of every minute, late enough for every limit."""
    return int(str(JOBS["overdue attempts"](LATER)))


# --- starting ---------------------------------------------------------------------------------------
def test_twenty_starts_give_one_open_attempt(press: InProcesses) -> None:
    enrollment = make_enrollment(edition=two_questions())
    made = press(press_start, [(enrollment.pk, number) for number in range(THREADS)])
    attempt = Attempt.objects.get()
    assert set(made) == {attempt.pk}
    assert list(attempt.items.values_list("position", flat=True)) == [1, 2]
    assert AuditEvent.objects.filter(verb="attempt.started").count() == 1


def test_twenty_presses_on_the_page_lead_to_one_attempt() -> None:
    enrollment = make_enrollment(edition=two_questions())
    clients = [client_of(enrollment.learner) for _ in range(THREADS)]
    pages = together([partial(client.post, QUIZ) for client in clients])
    assert {page["Location"] for page in pages} == {f"{QUIZ}vraag/1/"}
    assert Attempt.objects.get().items.count() == 2


def test_one_attempt_allowed_is_one_whoever_presses(press: InProcesses) -> None:
    """Handing in at once too: the first that is done leaves no room for a second."""
    enrollment = make_enrollment(edition=two_questions(max_attempts=1))
    press(press_start_and_submit, [(enrollment.pk, number) for number in range(THREADS)])
    assert Attempt.objects.get().number == 1
    assert press_start(enrollment.pk) == 0


def test_an_extra_attempt_pressed_twenty_times_is_one(press: InProcesses) -> None:
    enrollment = make_enrollment(edition=two_questions(max_attempts=1))
    press_start_and_submit(enrollment.pk, 1)
    given = press(press_extra, [(enrollment.pk, number) for number in range(THREADS)])
    assert sorted(given) == [0] * (THREADS - 1) + [1]
    assert ExtraAttempt.objects.get().number == 1
    press(press_start_and_submit, [(enrollment.pk, number) for number in range(THREADS)])
    assert Attempt.objects.count() == 2


def test_more_time_pressed_twenty_times_is_once_twice_the_time(press: InProcesses) -> None:
    attempt = start(two_questions(time_limit_minutes=20))
    given = press(press_more_time, [(attempt.learner_id,)] * THREADS)
    assert set(given) == {MoreTime.objects.get().pk}
    attempt.refresh_from_db()
    assert attempt.due_at == NOW + timedelta(minutes=40)
    assert AuditEvent.objects.filter(verb="quiz.more_time_given").count() == 1


# --- answering --------------------------------------------------------------------------------------
def test_no_answer_is_lost_and_none_is_kept_twice(press: InProcesses) -> None:
    """Ten answers to two questions, each sent twice: from the page and, at the same instant, from its queue."""
    attempt = start(two_questions())
    answers = [(attempt.pk, number % 2 + 1, str(uuid4()), number + 1, "abc"[number % 3]) for number in range(10)]
    repeats = press(press_save, answers * 2)
    stored = {str(uuid): sequence for uuid, sequence in AnswerEvent.objects.values_list("uuid", "sequence")}
    assert stored == {uuid: sequence for _, _, uuid, sequence, _ in answers}
    assert (repeats.count(True), repeats.count(False)) == (10, 10)


def test_tries_at_once_are_never_more_than_allowed(press: InProcesses) -> None:
    attempt = start(make_quiz_course([samples.numeric()], counts=False, feedback="each", max_tries=3))
    late = press(press_check, [(attempt.pk, number) for number in range(THREADS)])
    assert AnswerEvent.objects.count() == THREADS
    assert AnswerEvent.objects.filter(is_try=True, is_late=False).count() == 3
    assert late.count(False) == 3


# --- handing in -------------------------------------------------------------------------------------
def test_twenty_submits_give_one_grade(press: InProcesses) -> None:
    enrollment = make_enrollment(edition=two_questions())
    read_all(enrollment)
    attempt = answered(start(enrollment.edition, enrollment=enrollment))
    results = press(press_submit, [(attempt.pk,)] * THREADS)
    assert {grade for grade, _ in results} == {Grade.objects.get().pk}
    assert [repeat for _, repeat in results].count(False) == 1
    assert Completion.objects.get().enrollment_id == enrollment.pk


def test_the_submit_and_the_job_at_once_give_one_grade(press: InProcesses) -> None:
    """Two at once, the learner and the clock, and then many of both."""
    edition = two_questions(time_limit_minutes=20)
    for many in (2, 2, 2, THREADS):
        attempt = answered(start(edition))
        press(press_either, [(attempt.pk, number) for number in range(many)])
        assert attempt.grades.get().score == 2
        assert AuditEvent.objects.filter(verb="attempt.submitted", object_key=str(attempt.key)).count() == 1


def press_either(attempt: int, number: int) -> None:
    """The learner and the clock hand in the same attempt."""
    if number % 2:
        press_submit(attempt)
    else:
        run_job()


# --- taking over a guest ----------------------------------------------------------------------------
def press_unless_set_aside(attempt: Attempt) -> None:
    """Hands in; where both had an open attempt, one of them is set aside and there is nothing to hand in."""
    with suppress(NotOpen):
        submit_attempt(attempt=attempt, now=NOW)


def acts_of(kind: str, attempt: Attempt) -> list[Callable[[], Any]]:
    """What somebody does at the instant that a guest is taken over; `done` did it before."""
    if kind == "done":
        submit_attempt(attempt=attempt, now=NOW)
        return []
    if kind == "submit":
        return [partial(press_unless_set_aside, attempt)]
    return [partial(save, attempt, 1, right(attempt, 1, "b"))]


def an_account() -> Learner:
    """Somebody who gets a certificate as soon as he passes."""
    account = make_learner(email=f"{uuid4().hex[:12]}@example.nl")
    make_registration(user=account.user)
    return account


def test_taking_over_while_both_are_at_it() -> None:
    """Nobody waits for ever, every answer and every grade stays, and all is the account's afterwards."""
    edition = two_questions()
    for account_does, guest_does in [*product(["submit", "answer"], ["submit", "answer", "done"])] * ROUNDS:
        account, guest = an_account(), make_learner()
        attempts = []
        for learner in (account, guest):
            enrollment = make_enrollment(learner, edition)
            read_all(enrollment)
            attempts.append(answered(start(edition, enrollment=enrollment)))
        acts = [*acts_of(account_does, attempts[0]), *acts_of(guest_does, attempts[1])]
        together([partial(merge_guest, guest=guest, user=account.user, now=NOW), *acts])
        all_is_of(account, guest)
        given = 4 + [account_does, guest_does].count("answer")
        assert AnswerEvent.objects.filter(item__attempt__learner=account).count() == given


def all_is_of(account: Learner, guest: Learner) -> None:
    """What must hold after every merge, whoever was first."""
    assert not Enrollment.objects.filter(learner=guest).exists()
    assert not Attempt.objects.filter(learner=guest).exists()
    assert Enrollment.objects.for_learner(account).open().count() == 1
    mine = Attempt.objects.filter(learner=account)
    assert mine.filter(enrollment__learner=account).count() == mine.count()
    assert mine.open().count() <= 1
    for attempt in mine.submitted():
        assert attempt.grades.get().score == judge(attempt).total.score
    has_passed = Grade.objects.filter(attempt__in=mine, passed=True).exists()
    assert Completion.objects.filter(enrollment__learner=account).exists() == has_passed
    assert Certificate.objects.standing().filter(completion__enrollment__learner=account).count() == has_passed


def test_starting_while_being_taken_over() -> None:
    """The attempt is the account's; never one that nobody can open."""
    edition = two_questions()
    for _ in range(ROUNDS):
        account, enrollment = an_account(), make_enrollment(edition=edition)
        read_all(enrollment)
        merging = partial(merge_guest, guest=enrollment.learner, user=account.user, now=NOW)
        together([merging, partial(press_start, enrollment.pk)])
        all_is_of(account, enrollment.learner)
        assert Attempt.objects.filter(learner=account).count() == 1


def test_more_time_while_being_taken_over() -> None:
    """Both asked for it: a person has it once."""
    edition = two_questions(time_limit_minutes=20)
    for _ in range(ROUNDS):
        account, attempt = an_account(), start(edition)
        press_more_time(attempt.learner_id)
        merging = partial(merge_guest, guest=attempt.learner, user=account.user, now=NOW)
        together([merging, partial(press_more_time, account.pk), partial(press_more_time, attempt.learner_id)])
        all_is_of(account, attempt.learner)
        assert MoreTime.objects.filter(learner=account).standing().count() == 1
