"""How often, when, and which attempt counts (DESIGN §5)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from courses.models import Attempt, Completion, Enrollment, ExtraAttempt
from courses.quiz import Policy
from courses.services.allowing import take_extra_attempt
from courses.services.enrolling import renew
from courses.services.grading import submit_attempt
from courses.services.starting import MayNotStart, chances_of, start_attempt
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.pages import text_of
from tests.courses.rules.acts import QUIZ, answer_id, at, contents, hand_in, url
from tests.factories.courses import make_enrollment, quiz_of, read_all, save
from tests.factories.quizzes import make_quiz_course, start

pytestmark = pytest.mark.django_db


def test_the_last_attempt_is_the_last_until_somebody_writes_why() -> None:
    edition = make_quiz_course(contents(), max_attempts=1)
    attempt = start(edition)
    hand_in(attempt)
    with pytest.raises(MayNotStart):
        start(edition, enrollment=attempt.enrollment)
    client = client_of(attempt.learner)
    assert client.post(QUIZ)["Location"] == QUIZ
    assert Attempt.objects.count() == 1
    page = text_of(client.get(QUIZ))
    assert "Dit was je laatste poging" in page
    refused = client.post(f"{QUIZ}extra-poging/", {"reason": "  "})
    assert refused.status_code == 400
    assert "Schrijf kort waarom je nog een poging wilt." in text_of(refused)
    started = client.post(f"{QUIZ}extra-poging/", {"reason": "Ik werd gestoord."})
    assert started["Location"] == url(1)
    assert ExtraAttempt.objects.get().reason == "Ik werd gestoord."
    assert client.post(f"{QUIZ}extra-poging/", {"reason": "Nog eens."})["Location"] == url(1)
    assert (ExtraAttempt.objects.count(), Attempt.objects.count()) == (1, 2)


def test_a_second_attempt_waits() -> None:
    edition = make_quiz_course(contents(), wait_minutes=30)
    attempt = start(edition)
    hand_in(attempt)
    client = client_of(attempt.learner)
    with at(10):
        assert client.post(QUIZ)["Location"] == QUIZ
        page = text_of(client.get(QUIZ))
        assert "Je kunt de toets opnieuw maken vanaf zaterdag 21 november om 14:34." in page
    with at(32):
        assert client.post(QUIZ)["Location"] == url(1)
    assert Attempt.objects.count() == 2


def test_the_best_attempt_counts() -> None:
    edition = make_quiz_course(contents(), pass_mark=100)
    enrollment = make_enrollment(edition=edition)
    read_all(enrollment)
    for right in (True, False):
        attempt = start(edition, enrollment=enrollment)
        for position in (1, 2):
            save(attempt, position, {"choice": [answer_id(attempt, position, right=right)]})
        hand_in(attempt)
    assert Completion.objects.filter(enrollment=enrollment).exists()
    page = text_of(client_of(enrollment.learner).get(QUIZ))
    assert "Poging 1, 21 november Gehaald" in page
    assert "Poging 2, 21 november Nog niet" in page


def test_the_last_attempt_out_of_time_is_handed_in_when_somebody_starts_again() -> None:
    """Refusing another attempt must not take the handing in back: nobody may be stuck between the two."""
    attempt = start(make_quiz_course(contents(), max_attempts=1, time_limit_minutes=20))
    client = client_of(attempt.learner)
    with at(30):
        assert client.post(QUIZ)["Location"] == QUIZ
        page = text_of(client.get(QUIZ))
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.SUBMITTED
    assert "Dit was je laatste poging" in page


def test_an_extra_attempt_after_more_than_the_quiz_allows_can_be_used() -> None:
    """A merge, or a lower limit, can leave somebody with more attempts than the quiz allows."""
    edition = make_quiz_course(contents())
    enrollment = make_enrollment(edition=edition)
    for _ in range(3):
        hand_in(start(edition, enrollment=enrollment))
    Attempt.objects.update(started_at=NOW - timedelta(hours=1))
    quiz = replace(quiz_of(enrollment), policy=Policy(max_attempts=1))
    take_extra_attempt(enrollment=enrollment, quiz=quiz, reason="Nog een keer.", now=NOW)
    attempt = start_attempt(enrollment=enrollment, quiz=quiz, now=NOW + timedelta(seconds=1))
    hand_in(attempt)
    assert chances_of(enrollment, quiz).left == 0


def test_an_attempt_of_a_closed_enrollment_never_captures_the_next_one() -> None:
    edition = make_quiz_course(contents())
    old = make_enrollment(edition=edition)
    stale = Enrollment.objects.get(pk=old.pk)
    Completion.objects.create(enrollment=old, edition=edition, completed_at=NOW)
    new = renew(learner=old.learner, course=edition.course, edition=edition, now=NOW)
    with pytest.raises(MayNotStart):
        start(edition, enrollment=stale)
    attempt = start(edition, enrollment=new)
    assert attempt.enrollment == new


def test_going_on_with_what_was_handed_in_meanwhile_leads_to_its_result() -> None:
    """An old page with *Ga verder* must not cost somebody his next attempt."""
    attempt = start(make_quiz_course(contents(), max_attempts=2))
    client = client_of(attempt.learner)
    assert str(attempt.key) in client.get(QUIZ).content.decode()
    assert client.post(QUIZ, {"attempt": str(attempt.key)})["Location"] == url(1)
    submit_attempt(attempt=attempt, now=NOW)
    assert client.post(QUIZ, {"attempt": str(attempt.key)})["Location"] == f"{QUIZ}uitslag/{attempt.key}/"
    assert Attempt.objects.count() == 1


def test_an_extra_attempt_does_not_wait() -> None:
    edition = make_quiz_course(contents(), max_attempts=1, wait_minutes=60)
    attempt = start(edition)
    hand_in(attempt)
    client = client_of(attempt.learner)
    with at(2):
        assert client.post(f"{QUIZ}extra-poging/", {"reason": "Ik werd gestoord."})["Location"] == url(1)
