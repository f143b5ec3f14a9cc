"""When it is issued: at the pass, or later when a name, a registration or an account was still missing."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Learner, MailReceipt, User
from accounts.services.merging import merge_guest
from certificates import errors
from certificates.dates import local_day
from certificates.models import Certificate, Status
from certificates.services import writing
from courses.models import Completion
from courses.signals import course_completed
from registrations.models import Registration
from registrations.signals import registration_confirmed
from tests.conftest import NOW
from tests.factories.certificates import make_completion, make_course, make_membership, make_user

pytestmark = pytest.mark.django_db


def pass_course(user: User, **fields: Any) -> Completion:
    completion = make_completion(user, **fields)
    course_completed.send(sender=Completion, completion=completion, at=NOW)
    return completion


def confirm(registration: Registration) -> None:
    Registration.objects.filter(pk=registration.pk).update(status="confirmed", decided_at=NOW)
    registration.refresh_from_db()
    registration_confirmed.send(sender=Registration, registration=registration, at=NOW)


def test_who_has_everything_gets_it_at_once() -> None:
    user = make_user()
    make_membership(user)
    completion = pass_course(user)
    assert completion.certificates.get().status(local_day(NOW)) is Status.VALID


def test_the_oldest_confirmed_registration_is_used() -> None:
    user = make_user()
    make_membership(user, status="pending", claimed_at=NOW - timedelta(days=9))
    make_membership(user, claimed_at=NOW - timedelta(days=2))
    oldest = make_membership(user, claimed_at=NOW - timedelta(days=5))
    assert pass_course(user).certificates.get().registration == oldest


@pytest.mark.parametrize("lack", [{"name": ""}, {"verified_at": None}, {"email": None}, {"is_active": False}])
def test_it_waits_for_a_name_a_proven_address_and_an_account(lack: dict[str, Any]) -> None:
    user = make_user()
    make_membership(user)
    User.objects.filter(pk=user.pk).update(**lack)
    user = User.objects.get(pk=user.pk)
    pass_course(user)
    assert not Certificate.objects.exists()


def test_a_guest_waits() -> None:
    completion = make_completion(learner=Learner.objects.create())
    course_completed.send(sender=Completion, completion=completion, at=NOW)
    assert not Certificate.objects.exists()


def test_everything_that_waits_is_issued_at_the_confirmation_valid_from_the_day_of_passing() -> None:
    user = make_user()
    first = pass_course(user, completed_at=NOW - timedelta(days=40))
    second = pass_course(user, edition=make_course("reanimatie", title="Reanimatie"))
    registration = make_membership(user, status="pending")
    assert not Certificate.objects.exists()
    confirm(registration)
    assert first.certificates.get().passed_on == local_day(NOW - timedelta(days=40))
    assert first.certificates.get().issued_on == local_day(NOW)
    assert second.certificates.get().registration == registration
    confirm(registration)
    assert Certificate.objects.count() == MailReceipt.objects.count() == 2


def test_a_confirmation_gives_nothing_to_other_people() -> None:
    pass_course(make_user())
    confirm(make_membership(make_user(), status="pending"))
    assert not Certificate.objects.exists()


def test_what_a_guest_passed_is_issued_when_he_is_taken_over() -> None:
    user, guest = make_user(), Learner.objects.create()
    registration = make_membership(user)
    completion = make_completion(learner=guest)
    merge_guest(guest=guest, user=user, now=NOW)
    assert completion.certificates.get().registration == registration


def test_a_certificate_that_cannot_be_issued_does_not_break_the_submit(monkeypatch: Any, caplog: Any) -> None:
    user = make_user()
    make_membership(user)
    monkeypatch.setattr(writing, "_free_place", lambda: (_ for _ in ()).throw(errors.NotIssued))
    with caplog.at_level(logging.ERROR):
        completion = pass_course(user)
    assert not completion.certificates.exists()
    assert "not_issued" in caplog.text


def test_the_repair_counts_first_and_then_issues(capsys: pytest.CaptureFixture[str]) -> None:
    user = make_user()
    make_completion(user)
    make_membership(user)
    make_completion(make_user())
    call_command("issue_missing_certificates", "--dry-run")
    assert capsys.readouterr().out.startswith("1 ")
    assert not Certificate.objects.exists()
    call_command("issue_missing_certificates")
    assert Certificate.objects.get().registration.user == user
    call_command("issue_missing_certificates")
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 ")
