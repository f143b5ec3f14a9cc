"""The outbox: once per occasion, in the caller's transaction, sent later (DESIGN §8, §11d)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from django_tasks import default_task_backend
from post_office.models import STATUS, Email

from accounts import mail, tasks
from accounts.models import MailReceipt
from cms import settings as house_settings
from tests.accounts.helpers import ask_code, last_mail, make_user, text_of

pytestmark = pytest.mark.django_db
MAIL: dict[str, Any] = {"to": "jan@voorbeeld.nl", "template": "second_factor"}


def send(key: str, *, now: datetime, name: str = "Jan", event: str = "Er gebeurde iets.") -> MailReceipt:
    return mail.send_once(key=key, context={"name": name, "event": event}, now=now, **MAIL)


@pytest.fixture(autouse=True)
def retry_soon(settings: Any) -> None:
    """What happens around a retry is tested here with a minute, whatever the house chooses."""
    settings.POST_OFFICE = settings.POST_OFFICE | {"RETRY_INTERVAL": timedelta(minutes=1)}


@pytest.fixture
def smtp(settings: Any) -> Iterator[list[Any]]:
    """A working mail server: Django's own test outbox."""
    settings.POST_OFFICE = settings.POST_OFFICE | {
        "BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"}
    }
    yield django_mail.outbox


@pytest.fixture
def broken_smtp(settings: Any) -> None:
    """A mail server that nobody listens at."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.POST_OFFICE = settings.POST_OFFICE | {
        "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}
    }


def test_once(now: datetime) -> None:
    first, again = send("certificate:1", now=now), send("certificate:1", now=now, event="Nog eens.")
    assert first.pk == again.pk and first.email_id is not None
    assert Email.objects.count() == MailReceipt.objects.count() == 1
    send("certificate:2", now=now)
    assert Email.objects.count() == 2


def test_both_or_neither(now: datetime) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        send("certificate:1", now=now)
        raise RuntimeError
    assert not Email.objects.exists() and not MailReceipt.objects.exists()


def test_a_mail_whose_template_is_missing_leaves_no_receipt(now: datetime) -> None:
    with pytest.raises(Exception, match="bestaat_niet"):
        mail.send_once(key="x", to="jan@voorbeeld.nl", template="bestaat_niet", context={}, now=now)
    assert not MailReceipt.objects.exists()


def test_text_is_not_run_as_a_template_and_html_is_escaped(now: datetime) -> None:
    send("x", now=now, name="{{ 7|add:7 }} {% now 'Y' %} <b>O'Brien")
    email = last_mail()
    assert "Hallo {{ 7|add:7 }} {% now 'Y' %} <b>O'Brien," in email.message
    assert "{{ 7|add:7 }}" in email.html_message and "<b>O" not in email.html_message
    assert "&lt;b&gt;O" in email.html_message


def test_subject_stays_on_one_line(now: datetime) -> None:
    send("x", now=now)
    assert "\n" not in last_mail().subject and last_mail().subject


def test_worker_is_woken_after_the_commit(now: datetime, django_capture_on_commit_callbacks: Any) -> None:
    default_task_backend.clear()
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        send("x", now=now)
        assert not default_task_backend.results
    assert len(callbacks) == 1
    assert [result.task.name for result in default_task_backend.results] == ["send_mail"]


def test_worker_sends_text_and_html(now: datetime, smtp: list[Any]) -> None:
    send("x", now=now)
    assert tasks.send_waiting_mail() == 1
    message = smtp[0]
    assert message.to == ["jan@voorbeeld.nl"] and "Hallo Jan" in message.body
    assert message.alternatives[0][1] == "text/html"
    assert Email.objects.get().status == STATUS.sent
    assert tasks.send_waiting_mail() == 0 and len(smtp) == 1


def test_task_sends(now: datetime, smtp: list[Any]) -> None:
    send("x", now=now)
    tasks.send_mail.call()
    assert len(smtp) == 1


def test_one_sender_at_a_time(now: datetime, smtp: list[Any]) -> None:
    send("x", now=now)
    cache.add(tasks.LOCK, True)
    assert tasks.send_waiting_mail() == 0 and not smtp
    cache.delete(tasks.LOCK)
    assert tasks.send_waiting_mail() == 1


def test_mail_server_down_the_page_works_and_the_mail_goes_later(
    client: Client, clock: time_machine.Traveller, broken_smtp: None, settings: Any
) -> None:
    make_user()
    assert ask_code(client).status_code == 302
    assert tasks.send_waiting_mail() == 0
    email = last_mail()
    assert email.status == STATUS.requeued and email.number_of_retries == 1
    settings.POST_OFFICE["BACKENDS"] = {"default": "django.core.mail.backends.locmem.EmailBackend"}
    assert tasks.send_waiting_mail() == 0  # not before its next try
    clock.shift(timedelta(minutes=2))
    assert tasks.send_waiting_mail() == 1
    assert len(django_mail.outbox) == 1


def test_a_code_that_is_too_old_is_not_sent_any_more(
    client: Client, clock: time_machine.Traveller, smtp: list[Any]
) -> None:
    make_user()
    ask_code(client)
    clock.shift(timedelta(minutes=11))
    assert tasks.send_waiting_mail() == 0 and not smtp


def test_retries_come_ever_later_and_the_last_after_days(clock: time_machine.Traveller, broken_smtp: None) -> None:
    send("x", now=timezone.now())
    tasks.send_waiting_mail()
    for retry, pause in enumerate(tasks.PAUSES, start=1):
        email = last_mail()
        assert (email.status, email.number_of_retries) == (STATUS.requeued, retry)
        clock.shift(pause - timedelta(seconds=1))
        tasks.send_waiting_mail()
        assert last_mail().number_of_retries == retry  # not a second too early
        clock.shift(timedelta(seconds=1))
        tasks.send_waiting_mail()
    assert last_mail().status == STATUS.failed
    assert sum(tasks.PAUSES, timedelta()) > timedelta(days=6)


def test_there_is_a_pause_for_every_retry() -> None:
    assert len(tasks.PAUSES) == house_settings.POST_OFFICE["MAX_RETRIES"]
    assert sorted(tasks.PAUSES) == list(tasks.PAUSES)


def test_what_is_given_up_is_stranded_and_what_still_waits_is_not(
    client: Client, clock: time_machine.Traveller, broken_smtp: None
) -> None:
    send("x", now=timezone.now())
    make_user()
    ask_code(client)
    tasks.send_waiting_mail()
    assert not mail.stranded(now=timezone.now())
    clock.shift(timedelta(minutes=11))
    assert [email.to for email in mail.stranded(now=timezone.now())] == [["fatma@voorbeeld.nl"]]
    Email.objects.filter(expires_at=None).update(status=STATUS.failed)
    assert mail.stranded(now=timezone.now()).count() == 2
    assert mail.stranded(now=timezone.now())[0].get_deferred_fields() == {"message", "html_message", "context"}


def test_retry_interval_of_the_house_can_be_added_to_a_moment() -> None:
    """post_office adds it as it is: a bare number stops every sending."""
    assert isinstance(house_settings.POST_OFFICE["RETRY_INTERVAL"], timedelta)


def test_demo_lets_nothing_leave(now: datetime) -> None:
    assert house_settings.POST_OFFICE["BACKENDS"]["default"] == "accounts.mail.DemoMailbox"
    send("x", now=now)
    assert tasks.send_waiting_mail() == 1
    assert Email.objects.get().status == STATUS.sent and not django_mail.outbox


def test_demo_mailbox_shows_mail(client: Client, now: datetime) -> None:
    send("oud", now=now, event="De oude.")
    send("nieuw", now=now, event="De <nieuwe>.")
    page = text_of(client.get("/demo/mail/"))
    assert page.index("De &lt;nieuwe&gt;.") < page.index("De oude.")
    one = text_of(client.get(f"/demo/mail/{last_mail().pk}/"))
    assert "De &lt;nieuwe&gt;." in one and "jan@voorbeeld.nl" in one and "De oude." not in one
    assert client.get("/demo/mail/999999/").status_code == 404


@override_settings(DEMO=False)
def test_demo_mailbox_is_not_there_outside_the_demo(client: Client, now: datetime) -> None:
    send("x", now=now)
    assert client.get("/demo/mail/").status_code == 404
    assert client.get(f"/demo/mail/{last_mail().pk}/").status_code == 404
    make_user()
    ask_code(client)
    assert "/demo/mail/" not in text_of(client.get("/inloggen/code/"))
