"""What comes after issuing: renewal, correction, revocation, and the status that follows."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import AuditEvent, MailReceipt
from accounts.roles import Role
from certificates import errors
from certificates.dates import local_day
from certificates.models import Certificate, Status
from certificates.services import changing, issuing
from tests.certificates.foundation import ERASED
from tests.certificates.services.acts import issue
from tests.conftest import NOW
from tests.factories.certificates import (
    make_certificate,
    make_course,
    make_membership,
    make_place,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db


# --- renewal, correction, revocation ---------------------------------------------------------------------


def test_a_renewal_replaces_the_older_certificate_of_the_course() -> None:
    user = make_user()
    old = issue(user, completed_at=NOW - timedelta(days=700))
    other_course = issue(user, edition=make_course("reanimatie"))
    somebody = issue(make_user(), completed_at=NOW - timedelta(days=700))
    new = issue(user)
    for row in (old, other_course, somebody):
        row.refresh_from_db()
    today = local_day(NOW)
    assert new.supersedes == old
    assert [row.status(today) for row in (old, new)] == [Status.SUPERSEDED, Status.VALID]
    assert other_course.superseded_at is somebody.superseded_at is None


def test_a_replaced_certificate_never_comes_back() -> None:
    user = make_user()
    old = issue(user, completed_at=NOW - timedelta(days=700))
    issue(user)
    again = issuing.issue_certificate(completion=old.completion, registration=old.registration, now=NOW)
    assert again == old
    assert Certificate.objects.count() == 2


@pytest.mark.parametrize("role", [Role.CERTIFIER, Role.ADMIN])
def test_revoking_is_once_with_a_reason_and_an_audit_row(role: Role) -> None:
    certificate, by = issue(), make_staff(role)
    changing.revoke(certificate=certificate, by=by, reason="  Toets door  een ander gemaakt.\n", now=NOW)
    changing.revoke(certificate=certificate, by=by, reason="Nog eens.", now=NOW + timedelta(days=1))
    certificate.refresh_from_db()
    assert (certificate.revoked_at, certificate.revoked_by) == (NOW, by)
    assert certificate.revoked_reason == "Toets door een ander gemaakt."
    event = AuditEvent.objects.get(verb="certificate.revoke")
    assert (event.actor, event.object_key) == (by, str(certificate.key))
    assert "ander" not in str(event.detail)


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.CHIEF_EDITOR, Role.EDITOR, Role.OFFICER, None])
def test_nobody_else_may_revoke_or_correct(role: Role | None) -> None:
    certificate, by = issue(), make_staff(role) if role else make_user()
    with pytest.raises(errors.NotAllowed):
        changing.revoke(certificate=certificate, by=by, reason="Zomaar.", now=NOW)
    with pytest.raises(errors.NotAllowed):
        changing.correct(certificate=certificate, by=by, holder_name="Anders", now=NOW)
    assert Certificate.objects.get().revoked_at is None


def test_what_was_replaced_is_not_revoked_but_what_came_in_its_place() -> None:
    user, certifier = make_user(), make_staff(Role.CERTIFIER)
    old = issue(user, completed_at=NOW - timedelta(days=700))
    new = issue(user)
    with pytest.raises(errors.NotStanding, match="Kies het nieuwste"):
        changing.revoke(certificate=old, by=certifier, reason="Fout.", now=NOW)
    for row in (old, new):
        row.refresh_from_db()
    assert [row.status(local_day(NOW)) for row in (old, new)] == [Status.SUPERSEDED, Status.VALID]
    assert not MailReceipt.objects.filter(key__contains="revoked").exists()


def test_revoking_needs_a_reason() -> None:
    with pytest.raises(errors.ReasonMissing):
        changing.revoke(certificate=issue(), by=make_staff(Role.CERTIFIER), reason=" \0 ", now=NOW)


def test_a_correction_is_a_successor_with_the_same_last_day() -> None:
    old, by = issue(completed_at=NOW - timedelta(days=100)), make_staff(Role.CERTIFIER)
    new = changing.correct(certificate=old, by=by, holder_name="Đorđe van der Berg", now=NOW)
    old.refresh_from_db()
    assert old.status(local_day(NOW)) is Status.SUPERSEDED
    assert (new.holder_name, new.supersedes, new.completion) == ("Đorđe van der Berg", old, old.completion)
    assert (new.valid_until, new.passed_on, new.group_name) == (old.valid_until, old.passed_on, old.group_name)
    assert new.number != old.number and new.status_index != old.status_index
    assert issuing.issue_certificate(completion=old.completion, registration=old.registration, now=NOW) == new
    assert MailReceipt.objects.filter(key=f"certificate:{old.completion.key}").count() == 1
    assert MailReceipt.objects.filter(key=f"certificate-replaced:{new.key}").count() == 1


def test_a_correction_can_name_another_registration_of_the_same_person() -> None:
    old, by = issue(), make_staff(Role.CERTIFIER)
    other = make_membership(old.registration.user, make_place("Tilburg"))
    assert changing.correct(certificate=old, by=by, registration=other, now=NOW).municipality == "Tilburg"


def test_a_correction_refuses_a_stranger_and_what_no_longer_stands() -> None:
    old, by = issue(), make_staff(Role.CERTIFIER)
    with pytest.raises(errors.NotYourRegistration):
        changing.correct(certificate=old, by=by, registration=make_membership(make_user()), now=NOW)
    changing.correct(certificate=old, by=by, holder_name="Nieuw", now=NOW)
    with pytest.raises(errors.NotStanding):
        changing.correct(certificate=old, by=by, holder_name="Nog een", now=NOW)
    assert Certificate.objects.count() == 2


def test_a_certificate_that_is_erased_meanwhile_does_not_come_back() -> None:
    old = issue()
    Certificate.objects.update(**ERASED)
    with pytest.raises(errors.AlreadyErased):
        changing.correct(certificate=old, by=make_staff(Role.CERTIFIER), holder_name="Beter", now=NOW)
    assert Certificate.objects.get().superseded_at is None


def test_the_successor_says_what_the_row_says_now() -> None:
    """The page was opened before somebody else changed the row."""
    old = issue()
    Certificate.objects.update(group_name="Reeshof waakt")
    new = changing.correct(certificate=old, by=make_staff(Role.CERTIFIER), holder_name="Beter", now=NOW)
    assert new.group_name == "Reeshof waakt"


# --- status ----------------------------------------------------------------------------------------------


LAST_DAY = date(2028, 5, 3)


@pytest.mark.parametrize(
    ("fields", "moment", "status"),
    [
        ({}, "2026-11-21T12:00+01:00", Status.VALID),
        ({}, "2028-05-03T23:59:59+02:00", Status.VALID),
        ({}, "2028-05-03T21:59:59+00:00", Status.VALID),
        ({}, "2028-05-03T22:00:00+00:00", Status.EXPIRED),
        ({}, "2028-05-04T00:00:00+02:00", Status.EXPIRED),
        ({"superseded_at": NOW}, "2026-11-21T12:00+01:00", Status.SUPERSEDED),
        ({"superseded_at": NOW}, "2029-01-01T12:00+01:00", Status.SUPERSEDED),
        ({"revoked_at": NOW}, "2026-11-21T12:00+01:00", Status.REVOKED),
        ({"revoked_at": NOW}, "2029-01-01T12:00+01:00", Status.REVOKED),
        ({"revoked_at": NOW, "superseded_at": NOW}, "2026-11-21T12:00+01:00", Status.REVOKED),
    ],
)
def test_the_status_and_the_query_agree(fields: dict[str, Any], moment: str, status: Status) -> None:
    if "revoked_at" in fields:
        fields = {**fields, "revoked_by": make_staff(Role.CERTIFIER), "revoked_reason": "Fraude."}
    certificate = make_certificate(valid_until=LAST_DAY, **fields)
    day = local_day(datetime.fromisoformat(moment))
    assert certificate.status(day) is status
    found = {each for each in Status if Certificate.objects.with_status(each, day).exists()}
    assert found == {status}
    assert Certificate.objects.valid_on(day).exists() == (status is Status.VALID)
