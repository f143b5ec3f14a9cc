"""More time: it moves the end of what is open, and of what is started while it stands (DESIGN §5)."""

from datetime import timedelta

import pytest

from accounts.models import AuditEvent, User
from courses.models import Attempt, CourseEdition, MoreTime
from courses.services.allowing import end_more_time, give_more_time
from courses.services.grading import submit_attempt
from tests.conftest import NOW
from tests.courses.allowances.acts import QUIZ, fail
from tests.courses.conftest import client_of
from tests.courses.pages import forms_of, post, text_of
from tests.factories.courses import make_enrollment, make_learner
from tests.factories.quizzes import start

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_more_time_moves_the_end_of_an_open_attempt(timed: CourseEdition) -> None:
    enrollment = make_enrollment(edition=timed)
    attempt = start(timed, enrollment=enrollment)
    assert attempt.due_at == NOW + timedelta(minutes=20)
    more = give_more_time(learner=enrollment.learner, by=None, now=NOW + timedelta(minutes=15))
    assert Attempt.objects.get().due_at == NOW + timedelta(minutes=40)
    assert give_more_time(learner=enrollment.learner, by=None, now=NOW) == more
    assert AuditEvent.objects.filter(verb="quiz.more_time_given").count() == 1


def test_more_time_leaves_others_and_what_is_closed_alone(timed: CourseEdition) -> None:
    closed, other = fail(make_enrollment(edition=timed)), start(timed)
    give_more_time(learner=closed.learner, by=None, now=NOW)
    for attempt in (closed, other):
        assert Attempt.objects.get(pk=attempt.pk).due_at == NOW + timedelta(minutes=20)


def test_more_time_counts_from_the_next_start_and_ends_when_it_is_ended(timed: CourseEdition, registrar: User) -> None:
    learner = make_learner()
    more = give_more_time(learner=learner, by=registrar, now=NOW)
    first = start(timed, enrollment=make_enrollment(learner, timed))
    assert first.due_at == NOW + timedelta(minutes=40)
    for _ in range(2):
        end_more_time(more=more, by=registrar, now=NOW)
    assert Attempt.objects.get().due_at == NOW + timedelta(minutes=40)  # what is open keeps it
    assert AuditEvent.objects.filter(verb="quiz.more_time_ended").count() == 1
    submit_attempt(attempt=first, now=NOW)
    assert start(timed, enrollment=first.enrollment).due_at == NOW + timedelta(minutes=20)


def test_a_learner_says_so_with_one_button(timed: CourseEdition) -> None:
    enrollment = make_enrollment(edition=timed)
    client = client_of(enrollment.learner)
    form = next(form for form in forms_of(client.get(QUIZ)) if form.action.endswith("meer-tijd/"))
    for _ in range(2):
        assert "40 minuten" in text_of(post(client, form, "Geef mij meer tijd"))
    more = MoreTime.objects.get()
    assert (more.learner, more.granted_by, more.percent) == (enrollment.learner, None, 100)
