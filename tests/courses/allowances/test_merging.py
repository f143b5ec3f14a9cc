"""Extra attempts and more time of a guest who is taken over into an account."""

from datetime import timedelta

import pytest

from accounts.services.merging import merge_guest
from courses.models import CourseEdition, Enrollment, ExtraAttempt, MoreTime
from courses.services.allowing import give_more_time, take_extra_attempt
from courses.services.grading import submit_attempt
from courses.services.merging import merge_learner
from courses.services.starting import chances_of
from tests.conftest import NOW
from tests.courses.allowances.acts import REASON, fail, out_of_attempts, take
from tests.factories.courses import make_enrollment, make_learner, quiz_of
from tests.factories.quizzes import make_quiz_course, start
from tests.quiz.samples import true_false

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_both_go_along_with_a_guest(once: CourseEdition) -> None:
    guest = out_of_attempts(once)
    take(guest)
    give_more_time(learner=guest.learner, by=None, now=NOW)
    target = make_learner(email="fatma@example.nl")
    merge_guest(guest=guest.learner, user=target.user, now=NOW)
    assert ExtraAttempt.objects.for_learner(target).get().reason == REASON
    assert MoreTime.objects.for_learner(target).standing().count() == 1
    assert not MoreTime.objects.for_learner(guest.learner).exists()


def test_two_people_of_whom_both_had_them(once: CourseEdition) -> None:
    target = make_learner(email="fatma@example.nl")
    for enrollment in (guest := out_of_attempts(once), out_of_attempts(once, target)):
        take(enrollment)
        fail(enrollment)
        give_more_time(learner=enrollment.learner, by=None, now=NOW)
    merge_guest(guest=guest.learner, user=target.user, now=NOW)
    assert MoreTime.objects.for_learner(target).standing().count() == 1
    assert MoreTime.objects.for_learner(target).count() == 2
    kept = Enrollment.objects.for_learner(target).open().get()
    assert sorted(kept.extra_attempts.values_list("number", flat=True)) == [1, 2]
    assert chances_of(kept, quiz_of(kept)).left == 0
    assert take(kept).number == 3


def test_an_extra_attempt_after_a_merge_with_extra_attempts_at_two_quizzes() -> None:
    """Numbers go on over all quizzes when a guest is taken over: the next one still finds its place."""
    edition = make_quiz_course([true_false()], max_attempts=1)
    enrollment = make_enrollment(edition=edition)
    submit_attempt(attempt=start(edition, enrollment=enrollment), now=NOW)
    ExtraAttempt.objects.create(enrollment=enrollment, quiz_key=quiz_of(enrollment).key, number=2, reason="Eerder.")
    submit_attempt(attempt=start(edition, enrollment=enrollment), now=NOW)
    taken = take_extra_attempt(enrollment=enrollment, quiz=quiz_of(enrollment), reason="Nog eens.", now=NOW)
    assert taken.number == 3


def test_more_time_that_comes_with_a_guest_moves_the_end_of_what_the_account_has_open() -> None:
    edition = make_quiz_course([true_false()], time_limit_minutes=20)
    account = make_learner(email="noor@voorbeeld.nl")
    attempt = start(edition, enrollment=make_enrollment(account, edition))
    guest = make_learner()
    give_more_time(learner=guest, by=None, now=NOW)
    merge_learner(guest, account, NOW)
    attempt.refresh_from_db()
    assert attempt.due_at == NOW + timedelta(minutes=40)
