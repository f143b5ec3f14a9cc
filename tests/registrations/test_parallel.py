"""Two people at the same moment: one wins, the other reads why not."""

from collections import Counter
from collections.abc import Callable, Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import Role
from registrations import services
from registrations.models import Registration
from registrations.signals import registration_confirmed
from tests.factories.registrations import make_group, make_person, make_registration, make_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent() -> Iterator[list[Any]]:
    signals: list[Any] = []

    def receive(*, registration: Registration, **kwargs: Any) -> None:
        signals.append(registration.pk)

    registration_confirmed.connect(receive)
    yield signals
    registration_confirmed.disconnect(receive)


def at_once(*acts: Callable[[], str]) -> Counter[str]:
    """Runs the acts in threads that start together; counts what they say."""
    said: list[str] = []
    gate = Barrier(len(acts))

    def run(act: Callable[[], str]) -> None:
        try:
            gate.wait(10)
            said.append(act())
        except services.RegistrationError as error:
            said.append(error.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return Counter(said)


def test_two_confirms_send_one_signal(sent: list[Any]) -> None:
    claim = make_registration(status="pending")
    staff = [make_staff(Role.REGISTRAR) for _ in range(2)]

    def confirm(by: Any) -> Callable[[], str]:
        stale = Registration.objects.get(pk=claim.pk)
        return lambda: services.confirm(registration=stale, by=by, now=timezone.now()).status

    assert at_once(*[confirm(by) for by in staff]) == {"confirmed": 1, "not_pending": 1}
    assert sent == [claim.pk]
    assert claim.events.count() == 1 == AuditEvent.objects.filter(verb="registration.confirm").count()


def test_confirm_and_refuse_cannot_both_win(sent: list[Any]) -> None:
    claim = make_registration(status="pending")
    by = make_staff(Role.REGISTRAR)
    one, two = Registration.objects.get(pk=claim.pk), Registration.objects.get(pk=claim.pk)
    said = at_once(
        lambda: services.confirm(registration=one, by=by, now=timezone.now()).status,
        lambda: services.refuse(registration=two, by=by, reason="Nee.", now=timezone.now()).status,
    )
    claim.refresh_from_db()
    assert said == {claim.status: 1, "not_pending": 1}
    assert len(sent) == (claim.status == "confirmed")


def test_the_same_claim_from_eight_tabs_is_one(sent: list[Any]) -> None:
    group, user = make_group(contacts=[("an@voorbeeld.nl", "member")]), make_person(email="an@voorbeeld.nl")

    def claim() -> str:
        return str(services.claim(user=user, group=group, role="member", now=timezone.now()).pk)

    said = at_once(*[claim] * 8)
    assert said == {str(Registration.objects.get().pk): 8}
    assert len(sent) == 1
