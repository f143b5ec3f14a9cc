"""A guest who does something at the instant that he goes: nobody waits for ever, and no half of him stays."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Learner, User
from accounts.services.merging import merge_guest
from cms.services.guests import GONE, forget_stale_guests
from courses.models import AnswerEvent, Attempt, Enrollment
from courses.services.grading import NotOpen, submit_attempt
from tests.factories.courses import make_enrollment, save
from tests.factories.quizzes import make_quiz_course, start
from tests.quiz import samples
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = "Querido belt de buurman"


def stale_guest() -> tuple[Learner, Attempt]:
    """Somebody who typed an answer and stayed away, with his attempt open."""
    edition = make_quiz_course([samples.short_text(), samples.true_false()])
    guest = Learner.objects.create(last_seen_at=timezone.now() - timedelta(days=31))
    attempt = start(edition, enrollment=make_enrollment(guest, edition))
    save(attempt, 1, {"text": [TYPED]})
    return guest, attempt


def forget() -> int:
    return forget_stale_guests(now=timezone.now(), limit=10)


def test_handing_in_and_going_at_once() -> None:
    guest, attempt = stale_guest()

    def submit() -> None:
        with suppress(NotOpen):  # going was first
            submit_attempt(attempt=attempt, now=timezone.now())

    together([submit, forget])
    forget()
    assert Learner.objects.get(pk=guest.pk).last_seen_at == GONE
    assert not Attempt.objects.open().exists() and not Enrollment.objects.open().exists()
    assert TYPED not in str(AnswerEvent.objects.values_list("response", flat=True))


def test_who_is_taken_over_at_that_instant_is_kept_whole_or_went_whole() -> None:
    guest, _attempt = stale_guest()
    user = User.objects.create_user("fatma@example.nl", "Fatma", verified_at=timezone.now())
    together([lambda: merge_guest(guest=guest, user=user, now=timezone.now()), forget])
    enrollment = Enrollment.objects.get()
    is_gone = TYPED not in str(AnswerEvent.objects.values_list("response", flat=True))
    assert enrollment.learner.user_id == user.pk
    assert (enrollment.close_reason == "gewist") == is_gone
    assert Learner.objects.get(pk=guest.pk).merged_into_id == user.learner.pk


def test_two_workers_at_once_take_each_guest_once() -> None:
    for _ in range(6):
        Learner.objects.create(last_seen_at=timezone.now() - timedelta(days=31))
    counts = together([forget, forget])
    forget()
    assert sum(counts) <= 6
    assert not Learner.objects.exists()
