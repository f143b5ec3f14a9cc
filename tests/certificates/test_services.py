"""Issuing, correcting, revoking, and making the PDF."""

import hashlib
import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from post_office.models import Email

from accounts.models import AuditEvent, Learner, MailReceipt, User
from accounts.roles import Role
from accounts.services.merging import merge_guest
from certificates import errors, rendering
from certificates.dates import add_months, local_day
from certificates.models import Certificate, CertificateFile, Status
from certificates.numbers import hash_token, is_valid
from certificates.services import changing, files, issuing, writing
from courses.models import Completion
from courses.signals import course_completed
from registrations.models import Registration
from registrations.signals import registration_confirmed
from tests.conftest import AMSTERDAM, NOW
from tests.factories.certificates import (
    GOALS,
    make_certificate,
    make_completion,
    make_course,
    make_membership,
    make_place,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db


def issue(user: User | None = None, **fields: Any) -> Certificate:
    user = user or make_user()
    registration = user.registrations.first() or make_membership(user)
    completion = make_completion(user, completed_at=fields.pop("completed_at", NOW), **fields)
    return issuing.issue_certificate(completion=completion, registration=registration, now=NOW)


# --- issuing ---------------------------------------------------------------------------------------------


def test_a_certificate_is_a_snapshot_of_person_group_and_edition(settings: Any) -> None:
    user = make_user(name="Đorđe O'Brien-Nguyễn <b>")
    group = make_place("Renkum", name="Doorwerth let op", kind="bpt")
    registration = make_membership(user, group)
    completed_at = datetime(2026, 5, 3, 23, 30, tzinfo=AMSTERDAM)
    completion = make_completion(user, edition=make_course(months=24), completed_at=completed_at)
    certificate = issuing.issue_certificate(completion=completion, registration=registration, now=NOW)
    certificate.refresh_from_db()
    assert certificate.holder_name == "Đorđe O'Brien-Nguyễn <b>"
    assert (certificate.group_name, certificate.group_number) == ("Doorwerth let op", group.number)
    assert (certificate.group_kind, certificate.municipality) == ("bpt", "Renkum")
    assert (certificate.course_title, certificate.goals, certificate.edition_number) == ("SAAR", GOALS, "1.0")
    assert (certificate.passed_on, certificate.issued_on) == (date(2026, 5, 3), date(2026, 11, 21))
    assert certificate.valid_until == date(2028, 5, 3)
    assert certificate.host == settings.ACADEMIE_URL
    assert is_valid(certificate.number)


def test_later_changes_do_not_reach_it() -> None:
    certificate = issue()
    User.objects.filter(pk=certificate.registration.user_id).update(name="Iemand Anders")
    type(certificate.registration.group).objects.update(name="Nieuwe naam")
    certificate.refresh_from_db()
    assert certificate.holder_name == "Đorđe van den Berg"
    assert certificate.group_name.startswith("Buurtwacht")


def test_only_the_hash_of_the_token_and_a_waiting_file_are_kept() -> None:
    certificate = issue()
    file = certificate.file
    assert file.state == CertificateFile.State.WAITING
    assert hash_token(file.pending_token) == certificate.token_hash
    assert file.pending_token not in str(AuditEvent.objects.values_list("detail", flat=True))


def test_issuing_twice_gives_the_same_certificate_one_mail_and_one_audit_row() -> None:
    user = make_user()
    registration, completion = make_membership(user), make_completion(user)
    arguments = {"completion": completion, "registration": registration, "now": NOW}
    assert issuing.issue_certificate(**arguments) == issuing.issue_certificate(**arguments)
    assert Certificate.objects.count() == 1
    assert MailReceipt.objects.filter(key=f"certificate:{completion.key}").count() == 1
    assert AuditEvent.objects.filter(verb="certificate.issue").count() == 1


def test_the_mail_says_what_and_where(settings: Any) -> None:
    certificate = issue()
    mail = Email.objects.get()
    assert mail.to == [certificate.registration.user.email]
    assert mail.subject == "Je certificaat: SAAR"
    for body in (mail.message, mail.html_message):
        assert f"{settings.ACADEMIE_URL}/mijn/certificaten/{certificate.number}/" in body
        assert "21 november 2028" in body
        assert certificate.file.pending_token not in body


def test_the_worker_is_woken_after_the_commit(django_capture_on_commit_callbacks: Any, monkeypatch: Any) -> None:
    woken: list[int] = []
    task = type("Task", (), {"enqueue": staticmethod(woken.append)})
    monkeypatch.setattr(writing.tasks, "render_file", task)
    with django_capture_on_commit_callbacks(execute=True):
        certificate = issue()
        assert woken == []
    assert woken == [certificate.file.pk]


@pytest.mark.parametrize("status", ["pending", "refused", "ended"])
def test_a_registration_that_does_not_stand_gives_none(status: str) -> None:
    user = make_user()
    registration = make_membership(user, status=status, reason="Geen lid.")
    with pytest.raises(errors.NotYourRegistration):
        issuing.issue_certificate(completion=make_completion(user), registration=registration, now=NOW)


def test_nobody_gets_a_certificate_on_the_registration_of_somebody_else() -> None:
    with pytest.raises(errors.NotYourRegistration):
        issuing.issue_certificate(
            completion=make_completion(make_user()), registration=make_membership(make_user()), now=NOW
        )


def test_a_number_drawn_twice_is_drawn_again(monkeypatch: Any) -> None:
    first = issue()
    drawn = iter([first.number, "WABP-0000-0000-0000"])
    monkeypatch.setattr(writing.numbers, "new_number", lambda: next(drawn))
    assert issue().number == "WABP-0000-0000-0000"
    assert MailReceipt.objects.count() == 2


def test_giving_up_is_a_named_error_and_leaves_nothing(monkeypatch: Any) -> None:
    first = issue()
    monkeypatch.setattr(writing.numbers, "new_number", lambda: first.number)
    with pytest.raises(errors.NotIssued):
        issue()
    assert MailReceipt.objects.count() == Certificate.objects.count() == 1


def test_a_full_status_list_is_a_named_error(monkeypatch: Any) -> None:
    issue()
    Certificate.objects.update(status_index=0)
    monkeypatch.setattr(writing.secrets, "randbelow", lambda size: 0)
    with pytest.raises(errors.StatusListFull):
        issue()


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 11, 21), 24, date(2028, 11, 21)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 5, 3), 0, date(2026, 5, 3)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, last: date) -> None:
    assert add_months(day, months) == last


def test_the_day_is_that_of_amsterdam() -> None:
    assert local_day(datetime.fromisoformat("2026-06-30T22:30:00+00:00")) == date(2026, 7, 1)


# --- waiting ---------------------------------------------------------------------------------------------


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
    monkeypatch.setattr(writing, "_free_index", lambda: (_ for _ in ()).throw(errors.StatusListFull))
    with caplog.at_level(logging.ERROR):
        completion = pass_course(user)
    assert not completion.certificates.exists()
    assert "status_list_full" in caplog.text


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


# --- the file --------------------------------------------------------------------------------------------


@pytest.fixture
def renderer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Sets what stands in for the renderer, which has tests of its own."""

    def use(function: Any) -> None:
        monkeypatch.setattr(rendering, "render_certificate", function)

    use(lambda data: b"%PDF " + repr(data).encode())
    return use


def test_a_file_is_made_once_and_the_token_is_wiped(renderer: Any, private_folder: Path) -> None:
    certificate = make_certificate(goals=GOALS)
    token = certificate.file.pending_token
    assert files.render_file(file=certificate.file, now=NOW + timedelta(days=400)) is True
    file = CertificateFile.objects.get()
    stored = (private_folder / file.pdf.name).read_bytes()
    assert (file.state, file.pending_token, file.last_error) == ("ready", "", "")
    assert file.sha256 == hashlib.sha256(stored).hexdigest()
    assert f"HTTP://TESTSERVER/C/{certificate.number}/{token}".encode() in stored
    assert file.renderer_version
    assert certificate.number not in file.pdf.name
    assert files.render_file(file=file, now=NOW + timedelta(days=500)) is False
    assert [each.name for each in private_folder.rglob("*.pdf")] == [f"{certificate.key}.pdf"]


def test_two_workers_give_one_result(renderer: Any, private_folder: Path) -> None:
    file = make_certificate().file
    later = NOW + timedelta(days=400)
    inner: list[bool] = []

    def slow(data: Any) -> bytes:
        """While the first worker renders, its time runs out and a second one takes the same file."""
        renderer(lambda data: b"%PDF second")
        second = CertificateFile.objects.get(pk=file.pk)
        inner.append(files.render_file(file=second, now=later + timedelta(hours=1)))
        return b"%PDF first"

    renderer(slow)
    assert files.render_file(file=file, now=later) is False
    assert inner == [True]
    stored = CertificateFile.objects.get()
    assert (private_folder / stored.pdf.name).read_bytes() == b"%PDF second"
    assert stored.sha256 == hashlib.sha256(b"%PDF second").hexdigest()
    assert len(list(private_folder.rglob("*.pdf"))) == 1


def test_a_claimed_file_is_left_alone(renderer: Any) -> None:
    file = make_certificate().file
    later = NOW + timedelta(days=400)
    stale = CertificateFile.objects.get(pk=file.pk)

    def look(data: Any) -> bytes:
        assert files.render_file(file=stale, now=later) is False
        return b"%PDF"

    renderer(look)
    assert files.render_file(file=file, now=later) is True


def test_a_renderer_that_raises_is_tried_again_ever_later(renderer: Any, caplog: Any) -> None:
    def broken(data: Any) -> bytes:
        raise ValueError(f"cannot draw {data.holder_name}")

    renderer(broken)
    certificate = make_certificate()
    moment, pauses = NOW + timedelta(days=400), []
    for _ in range(14):
        assert files.render_due(now=moment) == 0
        file = CertificateFile.objects.get()
        pauses.append(file.next_try_at - moment)
        moment = file.next_try_at
    assert pauses[:4] == [timedelta(minutes=each) for each in (1, 2, 4, 8)]
    assert pauses[-1] == timedelta(hours=24)
    assert (file.tries, file.state, file.last_error) == (14, "waiting", "ValueError")
    assert file.pending_token
    assert files.render_due(now=moment - timedelta(seconds=1)) == 0
    assert CertificateFile.objects.get().tries == 14
    renderer(lambda data: b"%PDF")
    assert files.render_due(now=moment) == 1
    assert CertificateFile.objects.get().certificate == certificate


def test_without_a_renderer_it_waits(renderer: Any, caplog: Any) -> None:
    def missing(data: Any) -> bytes:
        raise rendering.RendererUnavailable

    renderer(missing)
    make_certificate()
    with caplog.at_level(logging.WARNING):
        assert files.render_due(now=NOW + timedelta(days=400)) == 0
    file = CertificateFile.objects.get()
    assert (file.state, file.last_error) == ("waiting", "RendererUnavailable")
    assert "Traceback" not in caplog.text


def test_a_storage_that_fails_leaves_it_waiting(renderer: Any, monkeypatch: Any) -> None:
    make_certificate()
    storage = CertificateFile._meta.get_field("pdf").storage
    monkeypatch.setattr(storage, "save", lambda name, content: (_ for _ in ()).throw(OSError("disk full")))
    assert files.render_due(now=NOW + timedelta(days=400)) == 0
    assert CertificateFile.objects.get().last_error == "OSError"


def test_what_is_printed_is_the_row_and_nothing_of_today(renderer: Any) -> None:
    certificate = make_certificate(holder_name="Łukasz Żółć", goals=["Een", "Twee"])
    User.objects.update(name="Iemand Anders")
    data = files.certificate_data(CertificateFile.objects.get())
    assert (data.holder_name, data.goals, data.number) == ("Łukasz Żółć", ("Een", "Twee"), certificate.number)
    assert (data.passed_on, data.valid_until) == (certificate.passed_on, certificate.valid_until)
    assert data.url.isupper()
