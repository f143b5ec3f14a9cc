"""An erasure at the same instant as something else of that person: nobody waits for ever, nothing slips in after."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services.erasing import erase_account
from accounts.services.merging import GuestTaken, merge_guest
from certificates.models import Certificate
from courses.models import Attempt, Enrollment
from courses.services.grading import NotOpen, submit_attempt
from registrations.models import Registration
from tests.factories.courses import answer_all, load_saar, make_attempt, make_enrollment, make_learner, read_all
from tests.factories.registrations import make_registration
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def private(settings: Any, tmp_path: Path) -> None:
    folder = {"location": tmp_path, "base_url": None}
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
    settings.STORAGES = settings.STORAGES | {"private": storage}


def erase(user: User) -> None:
    erase_account(user=user, by=user, now=timezone.now())


@pytest.mark.parametrize("number", range(3))
def test_handing_in_and_going_at_once(number: int) -> None:
    load_saar()
    learner = make_learner(email="fatma@example.nl")
    make_registration(user=learner.user)
    enrollment = make_enrollment(learner)
    read_all(enrollment)
    attempt = make_attempt(enrollment)
    answer_all(attempt)

    def submit() -> None:
        with suppress(NotOpen):  # the erasure was first
            submit_attempt(attempt=attempt, now=timezone.now())

    together([submit, lambda: erase(learner.user)])
    assert User.objects.get(pk=learner.user_id).email is None
    assert not Certificate.objects.exclude(holder_name="").exists()
    assert not Attempt.objects.open().exists() and not Enrollment.objects.open().exists()
    assert not Registration.objects.standing().exists()


def test_twice_at_once_is_once() -> None:
    learner = make_learner(email="fatma@example.nl")
    together([lambda: erase(learner.user) for _ in range(4)])
    assert User.objects.get(pk=learner.user_id).erased_at


def test_a_guest_who_is_taken_over_at_that_instant_is_erased_or_stays_a_guest() -> None:
    load_saar()
    learner, guest = make_learner(email="fatma@example.nl"), make_learner()
    make_enrollment(guest)

    def merge() -> None:
        with suppress(GuestTaken):  # the erasure was first
            merge_guest(guest=guest, user=learner.user, now=timezone.now())

    together([merge, lambda: erase(learner.user)])
    assert User.objects.get(pk=learner.user_id).email is None
    enrollment = Enrollment.objects.get()
    assert (enrollment.learner_id, enrollment.close_reason) in {(guest.pk, ""), (learner.pk, "gewist")}
