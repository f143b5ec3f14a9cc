"""Undoing a revocation within an hour, and what the holder is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from accounts.mail import send_once
from accounts.models import AuditEvent
from accounts.roles import Role
from certificates import errors
from certificates.models import Certificate, Status
from certificates.services import changing, revocation_mail
from certificates.services.issuing import issue_certificate
from tests.certificates.foundation import LIST, OTHERS, admin, shown
from tests.conftest import NOW
from tests.factories.certificates import (
    make_certificate,
    make_completion,
    make_membership,
    make_staff,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
HOUR = timedelta(hours=1)


def revoked(**fields: Any) -> Certificate:
    """A certificate that was revoked at NOW."""
    certificate = make_certificate(**fields)
    return changing.revoke(certificate=certificate, by=make_staff(Role.CERTIFIER), reason="Vergissing.", now=NOW)


@pytest.fixture
def changed_lists(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """The status lists that were told of a change, in turn."""
    told: list[set[int]] = []
    monkeypatch.setattr(changing, "status_changed", lambda numbers: told.append(set(numbers)))
    return told


@pytest.mark.parametrize("passed", [timedelta(0), HOUR])
def test_anybody_who_may_revoke_may_undo_for_an_hour(passed: timedelta, changed_lists: list[set[int]]) -> None:
    certificate = revoked(status_list=3)
    other = make_staff(Role.ADMIN, name="Wil Bos")
    changing.unrevoke(certificate=certificate, by=other, now=NOW + passed)
    certificate.refresh_from_db()
    assert certificate.status(NOW.date()) is Status.VALID
    assert (certificate.revoked_at, certificate.revoked_by, certificate.revoked_reason) == (None, None, "")
    event = AuditEvent.objects.get(verb="certificate.unrevoke")
    assert (event.actor, event.object_key, event.at) == (other, str(certificate.key), NOW + passed)
    assert changed_lists == [{3}, {3}]


def test_after_an_hour_it_stays() -> None:
    certificate = revoked()
    with pytest.raises(errors.TooLate, match="uur is voorbij"):
        changing.unrevoke(certificate=certificate, by=make_staff(Role.ADMIN), now=NOW + HOUR + timedelta(seconds=1))
    certificate.refresh_from_db()
    assert certificate.revoked_at == NOW
    assert not AuditEvent.objects.filter(verb="certificate.unrevoke").exists()


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_may_undo(role: Role) -> None:
    certificate = revoked()
    with pytest.raises(errors.NotAllowed):
        changing.unrevoke(certificate=certificate, by=make_staff(role), now=NOW)
    certificate.refresh_from_db()
    assert certificate.revoked_at == NOW


def test_what_was_not_revoked_cannot_be_undone_and_twice_is_told() -> None:
    certificate, by = revoked(), make_staff(Role.ADMIN)
    changing.unrevoke(certificate=certificate, by=by, now=NOW)
    with pytest.raises(errors.NotRevoked):
        changing.unrevoke(certificate=certificate, by=by, now=NOW)
    assert AuditEvent.objects.filter(verb="certificate.unrevoke").count() == 1


def test_a_newer_certificate_for_the_course_stands_in_the_way() -> None:
    user = make_user()
    registration = make_membership(user)
    old = issue_certificate(
        completion=make_completion(user, completed_at=NOW - timedelta(days=600)), registration=registration, now=NOW
    )
    changing.revoke(certificate=old, by=make_staff(Role.CERTIFIER), reason="Vergissing.", now=NOW)
    issue_certificate(completion=make_completion(user, completed_at=NOW), registration=registration, now=NOW)
    with pytest.raises(errors.ReplacedMeanwhile):
        changing.unrevoke(certificate=old, by=make_staff(Role.ADMIN), now=NOW)
    assert Certificate.objects.valid_on(NOW.date()).count() == 1


def test_what_was_replaced_after_it_was_revoked_is_replaced_again() -> None:
    certificate = revoked()
    Certificate.objects.filter(pk=certificate.pk).update(superseded_at=NOW)
    changing.unrevoke(certificate=certificate, by=make_staff(Role.ADMIN), now=NOW)
    assert certificate.status(NOW.date()) is Status.SUPERSEDED


def test_one_that_was_taken_in_again_without_registration_can_be_undone() -> None:
    certificate = revoked()
    Certificate.objects.update(completion=None, registration=None, readmitted_at=NOW)
    fresh = Certificate.objects.get(pk=certificate.pk)
    assert changing.unrevoke(certificate=fresh, by=make_staff(Role.ADMIN), now=NOW).revoked_at is None


def test_the_page_undoes_and_says_until_when() -> None:
    certificate = make_certificate()
    client = admin()
    one = f"{LIST}{certificate.number}/"
    client.post(f"{one}intrekken/", {"reason": "Vergissing."})
    page = shown(client, one)
    assert "tot 15:03" in page and f"{one}terugdraaien/" in page
    response = client.post(f"{one}terugdraaien/", follow=True)
    assert "Het intrekken is teruggedraaid." in response.content.decode()
    assert "intrekken teruggedraaid" in response.content.decode()
    assert Certificate.objects.get().revoked_at is None
    assert "niets om terug te draaien" in client.post(f"{one}terugdraaien/", follow=True).content.decode()
    assert client.get(f"{one}terugdraaien/").status_code == 405


def test_after_an_hour_the_page_says_why_not() -> None:
    certificate = revoked()
    Certificate.objects.update(revoked_at=NOW - HOUR - timedelta(seconds=1))
    client, one = admin(), f"{LIST}{certificate.number}/"
    assert "terugdraaien/" not in shown(client, one)
    assert "Dat uur is voorbij." in client.post(f"{one}terugdraaien/", follow=True).content.decode()
    assert Certificate.objects.get().revoked_at


# --- mail ----------------------------------------------------------------------------------------------------------


def test_the_holder_is_told_once_and_told_again_when_it_is_undone() -> None:
    certificate = revoked()
    assert revocation_mail.tell_due(now=NOW) == 1
    assert revocation_mail.tell_due(now=NOW) == 0
    mail = Email.objects.get()
    assert mail.to == [certificate.registration.user.email]
    assert "Vergissing." in mail.message and "Vergissing." in mail.html_message
    changing.unrevoke(certificate=certificate, by=make_staff(Role.ADMIN), now=NOW)
    assert [revocation_mail.tell_due(now=NOW) for _ in range(2)] == [1, 0]
    restored = Email.objects.latest("pk")
    assert "telt weer" in restored.subject and "teruggedraaid" in restored.message
    changing.revoke(certificate=certificate, by=make_staff(Role.ADMIN), reason="Toch.", now=NOW + HOUR)
    assert revocation_mail.tell_due(now=NOW + HOUR) == 1


def test_who_was_not_told_yet_is_told_nothing_when_it_is_undone() -> None:
    certificate = revoked()
    changing.unrevoke(certificate=certificate, by=make_staff(Role.ADMIN), now=NOW)
    assert revocation_mail.tell_due(now=NOW) == 0
    assert not Email.objects.exists()


def test_somebody_without_address_gets_no_mail() -> None:
    certificate = revoked()
    user = certificate.registration.user
    user.email = None
    user.save()
    assert revocation_mail.tell_due(now=NOW) == 0


def test_one_mail_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = revoked(), revoked()

    def breaks_once(*, to: str, **values: Any) -> Any:
        if to == first.registration.user.email:
            raise OSError
        return send_once(to=to, **values)

    monkeypatch.setattr(revocation_mail, "send_once", breaks_once)
    assert revocation_mail.tell_due(now=NOW) == 1
    assert Email.objects.get().to == [second.registration.user.email]
    monkeypatch.undo()
    assert revocation_mail.tell_due(now=NOW + HOUR) == 1


def test_looking_for_who_must_be_told_costs_the_same_for_many() -> None:
    revoked()
    revocation_mail.tell_due(now=NOW)
    with CaptureQueriesContext(connection) as few:
        revocation_mail.tell_due(now=NOW)
    for _ in range(5):
        revoked()
    revocation_mail.tell_due(now=NOW)
    with CaptureQueriesContext(connection) as many:
        revocation_mail.tell_due(now=NOW)
    assert len(few) == len(many)


def test_the_worker_is_woken_after_the_commit(django_capture_on_commit_callbacks: Any) -> None:
    certificate = make_certificate()
    with django_capture_on_commit_callbacks() as callbacks:
        changing.revoke(certificate=certificate, by=make_staff(Role.ADMIN), reason="Fraude.", now=NOW)
    assert revocation_mail.tell_holders.enqueue in callbacks
