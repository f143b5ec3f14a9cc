"""What is issued: a snapshot, once, with one mail, a number of its own and a last day."""

from datetime import date, datetime
from typing import Any

import pytest
from post_office.models import Email

from accounts.models import AuditEvent, MailReceipt, User
from certificates import errors
from certificates.dates import add_months, local_day
from certificates.models import Certificate, CertificateFile, StatusList
from certificates.numbers import hash_token, is_valid
from certificates.services import issuing, telling, writing
from tests.certificates.services.acts import issue
from tests.conftest import AMSTERDAM, NOW
from tests.factories.certificates import GOALS, make_completion, make_course, make_membership, make_place, make_user

pytestmark = pytest.mark.django_db


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


def test_what_changed_meanwhile_is_on_it() -> None:
    """Read before, issued after: of many at once, or after waiting for another act on this person."""
    user = make_user("Bo Jansn")
    registration, completion = make_membership(user), make_completion(user)
    User.objects.update(name="Bo Jansen", email="bo@example.nl")
    type(registration.group).objects.update(name="Reeshof waakt")
    certificate = issuing.issue_certificate(completion=completion, registration=registration, now=NOW)
    assert (certificate.holder_name, certificate.group_name) == ("Bo Jansen", "Reeshof waakt")
    assert Email.objects.get().to == ["bo@example.nl"]


@pytest.mark.parametrize("gone", ["ended", "erased"])
def test_who_left_meanwhile_gets_none(gone: str) -> None:
    user = make_user()
    registration, completion = make_membership(user), make_completion(user)
    if gone == "ended":
        type(registration).objects.update(status="ended", ended_at=NOW)
    else:
        User.objects.update(name="", email=None, is_active=False)
    with pytest.raises(errors.NotYourRegistration):
        issuing.issue_certificate(completion=completion, registration=registration, now=NOW)
    assert not Certificate.objects.exists()


def test_a_list_that_nobody_published_is_published_with_its_first_certificate(
    django_capture_on_commit_callbacks: Any, monkeypatch: Any
) -> None:
    asked: list[int] = []
    task = type("Task", (), {"enqueue": staticmethod(asked.append)})
    monkeypatch.setattr(telling.tasks, "publish_status_list", task)
    with django_capture_on_commit_callbacks(execute=True):
        issue()
    StatusList.objects.create(number=1, credential="{}", bits_sha256="", signed_at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        issue()
    assert asked == [1]


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


def test_a_full_status_list_is_followed_by_the_next(monkeypatch: Any) -> None:
    monkeypatch.setattr(writing.secrets, "randbelow", lambda size: 0)
    places = [(row.status_list, row.status_index) for row in (issue(), issue(), issue())]
    assert places == [(1, 0), (2, 0), (3, 0)]


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
