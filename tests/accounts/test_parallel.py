"""What holds when many people press at the same instant: threads on one real database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from accounts import hooks, mail
from accounts.limits import allow
from accounts.models import AuditEvent, Learner, MailReceipt, RateLimit
from accounts.services.merging import merge_guest
from tests.accounts.helpers import ask_code, last_code, make_user, wrong_code

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def together(work: Callable[[int], Any]) -> list[Any]:
    """The results of `work(0..7)`, all begun at the same moment."""
    barrier = Barrier(THREADS)

    def run(number: int) -> Any:
        try:
            barrier.wait()
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_limit_lets_exactly_so_many_through() -> None:
    now = timezone.now()

    def work(number: int) -> int:
        return sum(allow(key="proef", limit=10, window=timedelta(hours=1), now=now) for _ in range(5))

    assert sum(together(work)) == 10
    assert RateLimit.objects.get().count == 10


def test_one_mail_for_one_key() -> None:
    now = timezone.now()

    def work(number: int) -> int:
        context = {"name": "Jan", "event": "Proef."}
        return mail.send_once(key="proef", to="jan@voorbeeld.nl", template="second_factor", context=context, now=now).pk

    assert len(set(together(work))) == 1
    assert Email.objects.count() == MailReceipt.objects.count() == 1


def test_one_merge(monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[int] = []
    monkeypatch.setattr(hooks, "on_merge", [lambda guest, target, now: moved.append(guest.pk)])
    user, guest = make_user(), Learner.objects.create()
    now = timezone.now()
    targets = together(lambda number: merge_guest(guest=guest, user=user, now=now).pk)
    assert len(set(targets)) == 1 and moved == [guest.pk]
    assert AuditEvent.objects.filter(verb="learner.merged").count() == 1


def test_eight_guests_into_one_account() -> None:
    user, now = make_user(), timezone.now()
    guests = [Learner.objects.create() for _ in range(THREADS)]
    together(lambda number: merge_guest(guest=guests[number], user=user, now=now))
    assert Learner.objects.filter(merged_into__user=user).count() == THREADS


def test_parallel_guesses_with_one_session_get_three_tries() -> None:
    make_user()
    client = Client()
    ask_code(client)
    wrong, cookies = wrong_code(), client.cookies

    def work(number: int) -> str:
        guesser = Client()
        guesser.cookies = cookies
        response = guesser.post("/inloggen/code/", {"code": wrong})
        return response.content.decode()

    together(work)
    tries = RateLimit.objects.get(key__startswith="code-try:")
    assert tries.count == 3
    client.post("/inloggen/code/", {"code": last_code()})
    assert "_auth_user_id" not in client.session


def test_the_database_of_these_tests_is_shared_by_threads() -> None:
    assert connection.vendor in {"sqlite", "postgresql"}
    Learner.objects.create()
    assert together(lambda number: Learner.objects.count()) == [1] * THREADS
