"""A quiz with a clock: what is told, what still counts, who hands in, and more time (DESIGN §5)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import AuditEvent
from cms.jobs import JOBS
from courses.models import AnswerEvent, Attempt, Grade, MoreTime
from courses.services.allowing import give_more_time
from courses.services.grading import NotOpen, submit_attempt, submit_overdue
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.pages import text_of
from tests.courses.rules.acts import QUIZ, answer_id, at, contents, post, url
from tests.factories.courses import save
from tests.factories.quizzes import make_quiz_course, start

pytestmark = pytest.mark.django_db


def test_the_page_says_how_much_time_is_left(timed: Attempt) -> None:
    assert timed.due_at == NOW + timedelta(minutes=20)
    with at(8.2):
        page = text_of(client_of(timed.learner).get(url(1)))
    assert "Je hebt nog 12 minuten. Om 14:23 leveren we in wat je hebt." in page
    with at(0):
        start_page = text_of(client_of(timed.learner).get(QUIZ))
    assert "20 minuten. De klok loopt door als je stopt." in start_page


def test_a_quiz_without_a_limit_has_no_clock() -> None:
    attempt = start(make_quiz_course(contents()))
    assert attempt.due_at is None
    assert "leveren we in wat je hebt" not in text_of(client_of(attempt.learner).get(url(1)))


def test_an_answer_in_the_grace_counts_and_later_does_not(timed: Attempt) -> None:
    one, two = ({"choice": [answer_id(timed, position, right=True)]} for position in (1, 2))
    in_grace = save(timed, 1, one, now=NOW + timedelta(minutes=20, seconds=59))
    too_late = save(timed, 2, two, now=NOW + timedelta(minutes=21, seconds=1))
    assert (in_grace.is_late, too_late.is_late) == (False, True)
    assert submit_overdue(now=NOW + timedelta(minutes=22)) == 1
    grade = Grade.objects.get()
    assert (grade.score, grade.maximum) == (1, 2)
    timed.refresh_from_db()
    assert timed.submitted_at == timed.due_at


def test_the_minute_job_hands_in_and_only_what_is_over(timed: Attempt) -> None:
    later = start(timed.edition, now=NOW + timedelta(minutes=15))
    assert JOBS["overdue attempts"](NOW + timedelta(minutes=20, seconds=30)) == 0
    assert Attempt.objects.submitted().count() == 0
    assert JOBS["overdue attempts"](NOW + timedelta(minutes=22)) == 1
    assert [attempt.pk for attempt in Attempt.objects.submitted()] == [timed.pk]
    assert Attempt.objects.open().get() == later
    assert AuditEvent.objects.filter(verb="attempt.submitted").count() == 1


def test_who_comes_back_after_the_time_reads_what_happened(timed: Attempt) -> None:
    client = client_of(timed.learner)
    with at(2):
        post(client, timed, 1, choice=answer_id(timed, 1, right=True))
    with at(25):
        over = client.get(url(1), follow=True)
        assert "De tijd is om" in text_of(over)
        assert Attempt.objects.open().count() == 1  # a GET changes nothing
        result = client.post(f"{QUIZ}nakijken/", {"attempt": str(timed.key)}, follow=True)
    assert "De tijd was om. We hebben ingeleverd wat je had." in text_of(result)
    assert "Je had 1 van de 2 vragen goed." in text_of(result)


def test_an_answer_after_the_time_leads_to_handing_in_and_is_kept_apart(timed: Attempt) -> None:
    client = client_of(timed.learner)
    with at(25):
        page = post(client, timed, 1, choice=answer_id(timed, 1, right=True), next="1")
        assert page.status_code == 302
        assert page["Location"] == f"{QUIZ}nakijken/"
    assert AnswerEvent.objects.get().is_late


def test_more_time_is_asked_with_one_button_and_moves_the_end(timed: Attempt) -> None:
    client = client_of(timed.learner)
    with at(1):
        page = text_of(client.post(f"{QUIZ}meer-tijd/", follow=True))
    assert "40 minuten. Daarin is je extra tijd al meegeteld." in page
    timed.refresh_from_db()
    assert timed.due_at == NOW + timedelta(minutes=40)
    with at(2):
        client.post(f"{QUIZ}meer-tijd/")
    assert MoreTime.objects.get().granted_by is None
    assert AuditEvent.objects.filter(verb="quiz.more_time_given").count() == 1


def test_more_time_given_while_the_job_runs_is_kept(timed: Attempt) -> None:
    late = NOW + timedelta(minutes=22)
    listed = Attempt.objects.overdue(late).get()
    give_more_time(learner=timed.learner, by=None, now=NOW + timedelta(minutes=20, seconds=50))  # began earlier
    with pytest.raises(NotOpen):
        submit_attempt(attempt=listed, now=late, only_overdue=True)
    assert submit_overdue(now=late) == 0
    assert Attempt.objects.open().get() == timed


def test_one_attempt_that_cannot_be_graded_does_not_stop_the_others(timed: Attempt) -> None:
    other = start(timed.edition)
    AnswerEvent.objects.create(
        item=timed.items.get(position=1), uuid=uuid4(), sequence=1, response={"choice": "weg"}, received_at=NOW
    )
    with pytest.raises(ExceptionGroup):
        submit_overdue(now=NOW + timedelta(minutes=22))
    states = dict(Attempt.objects.values_list("pk", "state"))
    assert states == {timed.pk: Attempt.State.OPEN, other.pk: Attempt.State.SUBMITTED}


def test_more_time_never_revives_a_clock_that_is_over(timed: Attempt) -> None:
    give_more_time(learner=timed.learner, by=None, now=NOW + timedelta(minutes=22))
    timed.refresh_from_db()
    assert timed.due_at == NOW + timedelta(minutes=20)


def test_answers_after_the_end_are_kept_up_to_a_hundred(timed: Attempt) -> None:
    submit_attempt(attempt=timed, now=NOW)
    for number in range(103):
        assert save(timed, 1, {"choice": [answer_id(timed, 1, right=True)]}, sequence=number).is_late
    assert AnswerEvent.objects.count() == 100
