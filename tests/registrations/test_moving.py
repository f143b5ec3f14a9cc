"""Another group for somebody: moved by the foundation, or chosen for the certificate by himself."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from post_office.models import Email

from accounts.models import AuditEvent
from accounts.roles import Role
from registrations import services
from registrations.models import Registration, RegistrationEvent
from registrations.selectors import shown_on_certificates
from registrations.signals import registration_confirmed
from tests.factories.registrations import make_group, make_person, make_registration, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent() -> Iterator[list[Registration]]:
    signals: list[Registration] = []

    def receive(*, registration: Registration, **kwargs: Any) -> None:
        signals.append(registration)

    registration_confirmed.connect(receive)
    yield signals
    registration_confirmed.disconnect(receive)


def notes(registration: Registration) -> list[str]:
    return list(registration.events.values_list("note", flat=True))


def refused(act: Callable[[], object], error: type[services.RegistrationError]) -> None:
    """`act` raises exactly `error` and writes nothing."""

    def rows() -> list[Any]:
        fields = ("pk", "status", "reason", "ended_at", "is_chosen", "group")
        counts = (RegistrationEvent.objects.count(), AuditEvent.objects.count(), Email.objects.count())
        return [*Registration.objects.order_by("pk").values_list(*fields), counts]

    before = rows()
    with pytest.raises(services.RegistrationError) as raised:
        act()
    assert type(raised.value) is error and str(raised.value).endswith(".")
    assert rows() == before


def test_moving_ends_the_one_and_begins_the_other(now: datetime, sent: list[Registration]) -> None:
    by, group = make_staff(Role.REGISTRAR), make_group(name="Urmond")
    old = make_registration(role="manager", at=now - timedelta(days=40))
    new = services.move(registration=old, group=group, by=by, reason=" Je bent\x00 verhuisd. ", now=now)
    old.refresh_from_db()
    assert (old.status, old.ended_at, old.reason, old.moved_to) == ("ended", now, "Je bent verhuisd.", new)
    assert (new.status, new.role, new.group, new.decided_by, new.decided_at) == ("confirmed", "manager", group, by, now)
    assert (new.moved_from, new.claimed_at) == (old, old.claimed_at) and sent == [new]
    assert notes(old) == ["De stichting heeft je overgezet naar Urmond."]
    assert notes(new) == [f"De stichting heeft je overgezet van {old.group.name}."]
    audits = list(AuditEvent.objects.order_by("pk").values_list("verb", "object_key", "detail"))
    assert audits[0][:2] == ("registration.end", str(old.key)) and audits[0][2]["moved_to"] == str(new.key)
    assert audits[1] == ("registration.move", str(new.key), {"moved_from": str(old.key)})
    mail = Email.objects.get()
    assert mail.to == [old.user.email] and "“Je bent verhuisd.”" in mail.message
    assert f"overgezet van {old.group.name} naar Urmond" in mail.message and str(new.key) in mail.message


def test_moves_that_are_refused(now: datetime) -> None:
    by, old = make_staff(Role.ADMIN), make_registration()
    taken, asked = make_registration(user=old.user), make_registration(user=old.user, status="pending")

    def move(registration: Registration = old, **changes: Any) -> Callable[[], object]:
        values = {"group": make_group(), "by": by, "reason": "Verhuisd.", "now": now} | changes
        return lambda: services.move(registration=registration, **values)

    refused(move(group=old.group), services.SameGroup)
    refused(move(group=make_group(status="ended")), services.GroupEnded)
    refused(move(group=taken.group), services.AlreadyThere)
    refused(move(group=asked.group), services.AlreadyThere)
    refused(move(reason=" \x00 "), services.ReasonMissing)
    refused(move(reason="x" * 301), services.ReasonTooLong)
    refused(move(asked), services.NotConfirmed)
    refused(move(make_registration(status="ended")), services.NotConfirmed)
    manager = make_registration(group=old.group, role="manager").user
    for somebody in (old.user, manager, make_staff(Role.OFFICER), make_staff(Role.CERTIFIER)):
        refused(move(by=somebody), services.NotAllowed)


def test_back_again_is_a_new_registration(now: datetime) -> None:
    by, first = make_staff(Role.REGISTRAR), make_registration()
    second = services.move(registration=first, group=make_group(), by=by, reason="Verhuisd.", now=now)
    third = services.move(registration=second, group=first.group, by=by, reason="Toch niet.", now=now)
    assert third.pk != first.pk and Registration.objects.confirmed().get() == third
    assert Email.objects.count() == 2


def test_the_oldest_is_shown_until_another_is_chosen(now: datetime) -> None:
    user = make_person()
    assert shown_on_certificates(user) is None
    make_registration(user=user, status="pending", at=now - timedelta(days=9))
    younger = make_registration(user=user, at=now)
    older = make_registration(user=user, at=now - timedelta(days=2))
    assert shown_on_certificates(user) == older
    services.choose(registration=younger, by=user, now=now)
    assert shown_on_certificates(user) == younger and younger.is_chosen
    services.choose(registration=older, by=user, now=now)
    assert shown_on_certificates(user) == older
    assert Registration.objects.filter(is_chosen=True).get() == older
    assert "Je koos een andere groep" in notes(younger)[-1] and "Je koos deze groep" in notes(older)[-1]
    assert [event.verb for event in AuditEvent.objects.all()] == ["registration.choose"] * 2


def test_choosing_twice_changes_nothing(now: datetime) -> None:
    own = make_registration()
    services.choose(registration=own, by=own.user, now=now)
    services.choose(registration=own, by=own.user, now=now)
    assert len(notes(own)) == 1 == AuditEvent.objects.count()


def test_choices_that_are_refused(now: datetime) -> None:
    own = make_registration(is_chosen=True)

    def choose(registration: Registration) -> Callable[[], object]:
        return lambda: services.choose(registration=registration, by=own.user, now=now)

    refused(choose(make_registration()), services.NotAllowed)
    refused(choose(make_registration(user=own.user, group=make_group(status="ended"))), services.GroupEnded)
    for status in ("pending", "refused", "ended"):
        refused(choose(make_registration(user=own.user, status=status)), services.NotConfirmed)


def test_a_choice_ends_with_its_registration_and_goes_along_with_a_move(now: datetime) -> None:
    user, by = make_person(), make_staff(Role.REGISTRAR)
    other, chosen = make_registration(user=user, at=now - timedelta(days=9)), make_registration(user=user)
    services.choose(registration=chosen, by=user, now=now)
    new = services.move(registration=chosen, group=make_group(), by=by, reason="Verhuisd.", now=now)
    assert new.is_chosen and shown_on_certificates(user) == new
    services.end(registration=new, by=user, reason="", now=now)
    assert not Registration.objects.filter(is_chosen=True).exists() and shown_on_certificates(user) == other


def test_who_is_moved_keeps_his_place_in_the_row(now: datetime) -> None:
    """The oldest is on new certificates: a move by the foundation does not silently put another group there."""
    user = make_person()
    oldest = make_registration(user=user, at=now - timedelta(days=9))
    make_registration(user=user, at=now - timedelta(days=2))
    by, group = make_staff(Role.REGISTRAR), make_group()
    new = services.move(registration=oldest, group=group, by=by, reason="Verhuisd.", now=now)
    assert shown_on_certificates(user) == new
