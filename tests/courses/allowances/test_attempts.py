"""How often a quiz may be taken and when, and the one attempt more that a learner takes himself (DESIGN §5)."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import AuditEvent
from courses.models import Attempt, CourseEdition, ExtraAttempt
from courses.services.allowing import MAX_REASON, NotNeeded, ReasonMissing
from courses.services.starting import MayNotStart, chances_of
from tests.conftest import NOW
from tests.courses.allowances.acts import HOUR, QUIZ, REASON, fail, out_of_attempts, take
from tests.courses.conftest import client_of
from tests.courses.pages import forms_of, post, text_of
from tests.factories.courses import make_enrollment, make_learner, quiz_of
from tests.factories.quizzes import make_quiz_course, start
from tests.quiz.samples import true_false

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


# --- how often, and when --------------------------------------------------------------------------------
def test_no_more_attempts_than_the_quiz_allows(once: CourseEdition) -> None:
    enrollment = out_of_attempts(once)
    with pytest.raises(MayNotStart) as caught:
        start(once, enrollment=enrollment)
    assert (caught.value.chances.taken, caught.value.chances.left) == (1, 0)
    assert Attempt.objects.count() == 1


def test_an_open_attempt_goes_on_and_one_set_aside_is_none(once: CourseEdition) -> None:
    enrollment = make_enrollment(edition=once)
    attempt = start(once, enrollment=enrollment)
    assert start(once, enrollment=enrollment) == attempt
    Attempt.objects.update(state=Attempt.State.SET_ASIDE)
    assert start(once, enrollment=enrollment).number == 2


def test_previews_do_not_count(once: CourseEdition) -> None:
    enrollment = out_of_attempts(once)
    Attempt.objects.update(purpose=Attempt.Purpose.PREVIEW)
    assert chances_of(enrollment, quiz_of(enrollment)).left == 1


def test_the_wait_ends_on_the_minute() -> None:
    edition = make_quiz_course([true_false()], wait_minutes=60)
    enrollment = out_of_attempts(edition)
    with pytest.raises(MayNotStart) as caught:
        start(edition, enrollment=enrollment, now=NOW + HOUR - timedelta(seconds=1))
    assert caught.value.chances.opens_at == NOW + HOUR
    assert start(edition, enrollment=enrollment, now=NOW + HOUR).number == 2


# --- one attempt more -----------------------------------------------------------------------------------
def test_an_extra_attempt_is_one(once: CourseEdition) -> None:
    enrollment = out_of_attempts(once)
    extra = take(enrollment)
    assert (extra.number, extra.reason, extra.read_at) == (1, REASON, None)
    with pytest.raises(NotNeeded):
        take(enrollment)
    fail(enrollment)
    with pytest.raises(MayNotStart):
        start(once, enrollment=enrollment)
    assert take(enrollment).number == 2


def test_an_extra_attempt_asks_for_words(once: CourseEdition) -> None:
    enrollment = out_of_attempts(once)
    for nothing in ("", "  \n", "\0"):
        with pytest.raises(ReasonMissing):
            take(enrollment, nothing)
    assert len(take(enrollment, "a\0b" + "c" * MAX_REASON).reason) == MAX_REASON


def test_who_has_attempts_left_needs_no_extra_one(once: CourseEdition) -> None:
    with pytest.raises(NotNeeded):
        take(make_enrollment(edition=once))
    assert not ExtraAttempt.objects.exists()


def test_an_extra_attempt_leaves_a_trace_without_the_reason(once: CourseEdition) -> None:
    learner = make_learner(email="fatma@example.nl")
    take(out_of_attempts(once, learner))
    event = AuditEvent.objects.get(verb="quiz.extra_attempt_taken")
    assert (event.actor, event.detail) == (learner.user, {})


def test_the_learner_takes_it_himself(once: CourseEdition) -> None:
    enrollment = out_of_attempts(once)
    client = client_of(enrollment.learner)
    page = client.get(QUIZ)
    assert "Dit was je laatste poging" in text_of(page)
    form = next(form for form in forms_of(page) if form.action.endswith("extra-poging/"))
    refused = post(client, form, "Begin met een extra poging", reason="  ")
    assert refused.status_code == 400 and "Schrijf kort waarom" in text_of(refused)
    begun = post(client, form, "Begin met een extra poging", reason=REASON)
    assert begun.request["PATH_INFO"] == f"{QUIZ}vraag/1/"
    assert ExtraAttempt.objects.get().reason.replace("\r\n", "\n") == REASON


def test_a_double_press_takes_one(once: CourseEdition) -> None:
    enrollment = out_of_attempts(once)
    client = client_of(enrollment.learner)
    for _ in range(2):
        assert client.post(f"{QUIZ}extra-poging/", {"reason": REASON}).status_code == 302
    assert ExtraAttempt.objects.count() == 1
    assert Attempt.objects.open().count() == 1 and Attempt.objects.count() == 2


def test_strangers_take_none(once: CourseEdition) -> None:
    assert Client().post(f"{QUIZ}extra-poging/", {"reason": REASON}).status_code == 404
    assert client_of(make_learner()).post(f"{QUIZ}extra-poging/", {"reason": REASON}).status_code == 404
