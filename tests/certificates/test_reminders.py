"""Mail 60 and 14 days before a certificate ends (DESIGN §7)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from accounts.models import User
from accounts.roles import Role
from certificates.models import Certificate
from certificates.services.changing import correct
from certificates.services.reminders import remind_due
from courses.models import Course, CourseEdition
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_completion, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY = date(2026, 11, 21)


def ending(days: int, user: User | None = None, **fields: Any) -> Certificate:
    """A certificate with its last day `days` from today, of a course that can be done again."""
    completion = make_completion(user or make_user(), completed_at=NOW - timedelta(days=600))
    certificate = make_certificate(completion=completion, valid_until=TODAY + timedelta(days=days), **fields)
    Course.objects.update(current=CourseEdition.objects.get())
    return certificate


def at(days: int) -> datetime:
    return NOW + timedelta(days=days)


# --- when ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "sent"), [(400, 0), (61, 0), (60, 1), (59, 1), (15, 1), (14, 1), (1, 1), (0, 1), (-1, 0), (-90, 0)]
)
def test_which_certificates_are_due(days: int, sent: int) -> None:
    ending(days)
    assert remind_due(NOW) == sent
    assert Email.objects.count() == sent


def test_once_per_term_however_often_it_runs() -> None:
    ending(60)
    sent = [remind_due(at(day)) for day in range(70)]
    assert [day for day, count in enumerate(sent) if count] == [0, 46]
    assert [remind_due(at(day)) for day in (0, 46)] == [0, 0]
    assert Email.objects.count() == 2


def test_a_late_run_sends_the_nearest_only() -> None:
    ending(10)
    assert [remind_due(NOW), remind_due(NOW), remind_due(at(1))] == [1, 0, 0]


def test_the_day_is_that_of_the_netherlands() -> None:
    ending(60)
    late = datetime.fromisoformat("2026-11-20T22:59:00+00:00")  # 23:59 on the day before
    assert remind_due(late) == 0
    assert remind_due(late + timedelta(minutes=2)) == 1


def test_a_batch_leaves_the_rest_for_the_next_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certificates.services.reminders.BATCH", 2)
    for _ in range(3):
        ending(30)
    assert [remind_due(NOW) for _ in range(3)] == [2, 1, 0]
    assert Email.objects.count() == 3


# --- whom ------------------------------------------------------------------------------------------------


def revoked() -> dict[str, Any]:
    return {"revoked_at": NOW, "revoked_by": make_staff(Role.CERTIFIER), "revoked_reason": "Fraude."}


def test_what_does_not_count_ends_in_silence() -> None:
    ending(30, superseded_at=NOW)
    ending(30, **revoked())
    nameless = dict.fromkeys(["holder_name", "group_name", "group_number", "municipality"], "")
    ending(30, erased_at=NOW, **nameless)
    assert remind_due(NOW) == 0


@pytest.mark.parametrize("fields", [{"email": None}, {"is_active": False}])
def test_who_cannot_be_reached_gets_nothing(fields: dict[str, Any]) -> None:
    certificate = ending(30)
    User.objects.filter(registrations__certificates=certificate).update(**fields)
    assert remind_due(NOW) == 0


def test_who_did_the_course_again_gets_nothing() -> None:
    """Also while the new certificate waits for a registration."""
    user = make_user()
    ending(30, user)
    make_completion(user, completed_at=NOW)
    assert remind_due(NOW) == 0


def test_of_two_at_the_same_moment_the_last_counts() -> None:
    user = make_user()
    certificate = ending(30, user)
    assert certificate.completion
    make_completion(user, completed_at=certificate.completion.completed_at)
    assert remind_due(NOW) == 0


def test_another_person_or_course_covers_nothing() -> None:
    from tests.factories.certificates import make_course

    user = make_user()
    certificate = ending(30, user)
    make_completion(make_user(), completed_at=NOW)
    make_completion(user, edition=make_course("reanimatie"), completed_at=NOW)
    assert remind_due(NOW) == 1
    assert Email.objects.get().to == [certificate.registration.user.email]


def test_of_a_closed_course_nobody_gets_a_mail() -> None:
    ending(30)
    Course.objects.update(archived_at=NOW)
    assert remind_due(NOW) == 0
    Course.objects.update(archived_at=None, current=None)
    assert remind_due(NOW) == 0


def test_who_was_just_told_until_when_is_not_told_twice() -> None:
    """A correction within the term: its own mail says until when it is valid."""
    old = ending(30)
    assert remind_due(NOW) == 1
    new = correct(certificate=old, by=make_staff(Role.CERTIFIER), holder_name="Beter", now=NOW)
    assert new.valid_until == old.valid_until
    assert remind_due(NOW) == 0
    assert remind_due(at(17)) == 1


# --- what ------------------------------------------------------------------------------------------------


def test_what_the_mail_says() -> None:
    certificate = ending(60, holder_name="Đorđe O'Brien <b>")
    remind_due(NOW)
    mail = Email.objects.get()
    assert mail.subject == "Je certificaat is geldig tot en met 20 januari 2027: SAAR"
    for text in (mail.message, mail.html_message):
        assert "20 januari 2027" in text and "http://testserver/leren/saar/opnieuw/opfrissen/" in text
        assert "VERLOPEN" in text and certificate.number not in text
    assert "Đorđe O'Brien <b>" in mail.message and "O&#x27;Brien &lt;b&gt;" in mail.html_message
    assert mail.html_message.count("<a href") == 2  # the one thing to do, and help


# --- cost ------------------------------------------------------------------------------------------------


def test_when_nothing_is_due_it_costs_two_queries() -> None:
    for days in (60, 30, 14, 5):
        ending(days)
    assert remind_due(NOW) == 4
    with CaptureQueriesContext(connection) as queries:
        assert remind_due(NOW) == 0
    assert len(queries) == 2


def test_reading_whom_to_mail_costs_the_same_for_many() -> None:
    """What a mail costs is its own row; finding them does not ask per certificate."""
    counts = []
    for people in (1, 6):
        for _ in range(people):
            ending(30)
        with CaptureQueriesContext(connection) as queries:
            assert remind_due(NOW) == people
        reads = [query["sql"] for query in queries if 'FROM "certificates_certificate"' in query["sql"]]
        counts.append(len(reads))
    assert counts == [2, 2]
