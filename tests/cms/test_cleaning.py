"""The daily clean-up: what is too old goes, what is still needed stays, a piece at a time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import models
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from post_office.models import STATUS, Email

from accounts.models import RateLimit
from cms import jobs
from cms.services.cleaning import DONE, clean_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_done_today() -> Iterator[None]:
    cache.delete(DONE)
    yield
    cache.delete(DONE)


def make_mail(*, created: datetime, **fields: Any) -> Email:
    values = {"from_email": "a@voorbeeld.nl", "to": ["jan@voorbeeld.nl"], "subject": "Je certificaat: SAAR"}
    values |= {"message": "Dag Jan", "html_message": "<p>Dag Jan</p>", "context": {"name": "Jan"}}
    email = Email.objects.create(**{**values, "status": STATUS.sent, **fields})
    Email.objects.filter(pk=email.pk).update(created=created)
    return email


def has_text(email: Email) -> bool:
    email.refresh_from_db()
    texts = {bool(email.message), bool(email.html_message), email.context is not None}
    assert len(texts) == 1
    return texts.pop()


def make_task(status: str, finished_at: datetime | None) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=status,
        finished_at=finished_at,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="accounts.tasks.send_mail",
        backend_name="default",
        run_after=datetime.max.replace(tzinfo=finished_at.tzinfo) if finished_at else datetime(2026, 1, 1).astimezone(),
        exception_class_path="",
        traceback="",
    )


def keys(rows: models.QuerySet[Any]) -> set[Any]:
    return set(rows.values_list("pk", flat=True))


def test_limits_whose_window_is_over_go(now: datetime) -> None:
    RateLimit.objects.create(key="oud", window_ends_at=now - timedelta(minutes=1))
    RateLimit.objects.create(key="nieuw", window_ends_at=now + timedelta(minutes=1))
    assert clean_up(now=now)["tellers"] == 1
    assert RateLimit.objects.get().key == "nieuw"


def test_sessions_that_are_over_go(now: datetime) -> None:
    Session.objects.create(session_key="oud", session_data="x", expire_date=now - timedelta(minutes=1))
    Session.objects.create(session_key="nieuw", session_data="x", expire_date=now + timedelta(minutes=1))
    assert clean_up(now=now)["sessies"] == 1
    assert keys(Session.objects.all()) == {"nieuw"}


def test_finished_tasks_go_and_those_that_failed_stay_two_weeks(now: datetime) -> None:
    kept = {
        make_task(TaskResultStatus.READY, None).pk,
        make_task(TaskResultStatus.SUCCESSFUL, now - timedelta(hours=23)).pk,
        make_task(TaskResultStatus.FAILED, now - timedelta(days=13)).pk,
    }
    make_task(TaskResultStatus.SUCCESSFUL, now - timedelta(hours=25))
    make_task(TaskResultStatus.FAILED, now - timedelta(days=15))
    assert clean_up(now=now)["taken"] == 2
    assert keys(DBTaskResult.objects.all()) == kept


def test_text_of_mail_goes_after_thirty_days_and_the_row_stays(now: datetime) -> None:
    old = make_mail(created=now - timedelta(days=31))
    given_up = make_mail(created=now - timedelta(days=31), status=STATUS.failed)
    new = make_mail(created=now - timedelta(days=29))
    waiting = make_mail(created=now - timedelta(days=31), status=STATUS.requeued)
    assert clean_up(now=now)["mail"] == 2
    assert [has_text(email) for email in (old, given_up, new, waiting)] == [False, False, True, True]
    assert (old.subject, old.to) == ("Je certificaat: SAAR", ["jan@voorbeeld.nl"])


def test_text_of_a_code_goes_after_a_day_also_when_it_was_never_sent(now: datetime) -> None:
    sent = make_mail(created=now - timedelta(hours=25), expires_at=now - timedelta(hours=25))
    too_late = make_mail(created=now - timedelta(hours=25), expires_at=now - timedelta(hours=25), status=STATUS.queued)
    today = make_mail(created=now - timedelta(hours=23), expires_at=now - timedelta(hours=23))
    clean_up(now=now)
    assert [has_text(email) for email in (sent, too_late, today)] == [False, False, True]


def test_once_a_day(now: datetime) -> None:
    assert clean_up(now=now)
    RateLimit.objects.create(key="oud", window_ends_at=now - timedelta(minutes=1))
    assert clean_up(now=now) == {}
    assert RateLimit.objects.exists()


def test_a_run_is_bounded_and_the_next_goes_on_until_all_is_done(now: datetime) -> None:
    for number in range(5):
        RateLimit.objects.create(key=str(number), window_ends_at=now - timedelta(minutes=1))
        make_mail(created=now - timedelta(days=31))
    found = [clean_up(now=now, limit=2) for _ in range(4)]
    assert [run.get("tellers") for run in found] == [2, 2, 1, None]
    assert [run.get("mail") for run in found] == [2, 2, 1, None]


def test_it_is_one_of_the_due_jobs(now: datetime) -> None:
    RateLimit.objects.create(key="oud", window_ends_at=now - timedelta(minutes=1))
    jobs.JOBS["clean-up"](now)
    assert not RateLimit.objects.exists()


@pytest.mark.parametrize("address", ["/hulp/", "/privacy/"])
def test_where_a_guest_is_kept_is_said_in_the_same_words_everywhere(client: Any, address: str) -> None:
    page = client.get(address).content.decode()
    assert "Wat je doet, bewaren we onder een willekeurig nummer dat alleen dit toestel kent." in page
    assert "bewaren we dan op dit toestel" not in page


def test_the_overview_of_a_guest_says_it_too(guest_client: Any) -> None:
    page = guest_client.get("/mijn/").content.decode()
    assert "Wat je doet, bewaren we onder een willekeurig nummer dat alleen dit toestel kent." in page
    assert "alles alleen op dit toestel" not in page
