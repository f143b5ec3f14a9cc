"""The rules of claiming and deciding, one by one (DESIGN §6)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, User
from accounts.roles import Role
from registrations import services
from registrations.models import Group, Registration, RegistrationEvent
from registrations.signals import registration_confirmed
from tests.factories.registrations import make_group, make_person, make_registration, make_staff

pytestmark = pytest.mark.django_db

MANAGER, MEMBER = Registration.Role.MANAGER, Registration.Role.MEMBER
ADDRESS = "an@voorbeeld.nl"


@pytest.fixture
def sent() -> Iterator[list[dict[str, Any]]]:
    """What was sent to `registration_confirmed`."""
    signals: list[dict[str, Any]] = []

    def receive(**kwargs: Any) -> None:
        signals.append(kwargs)

    registration_confirmed.connect(receive)
    yield signals
    registration_confirmed.disconnect(receive)


def statuses(registration: Registration) -> list[str]:
    return list(registration.events.values_list("status", flat=True))


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("known_as", "verified", "claimed", "status"),
    [
        (MANAGER, True, MANAGER, "confirmed"),
        (MANAGER, True, MEMBER, "confirmed"),
        (MEMBER, True, MEMBER, "confirmed"),
        (MEMBER, True, MANAGER, "pending"),
        (MANAGER, False, MANAGER, "pending"),
        (MEMBER, False, MEMBER, "pending"),
        (None, True, MANAGER, "pending"),
        (None, True, MEMBER, "pending"),
    ],
)
def test_what_the_register_knows_decides(
    known_as: str | None, verified: bool, claimed: str, status: str, sent: list[dict[str, Any]], now: datetime
) -> None:
    make_group(contacts=[(ADDRESS, MANAGER), (ADDRESS, MEMBER)])  # of another group: proves nothing
    group = make_group(contacts=[("An@Voorbeeld.NL ", known_as)] if known_as else [])
    user = make_person(email=ADDRESS, verified=verified)
    registration = services.claim(user=user, group=group, role=claimed, now=now)
    assert registration.status == status == Registration.objects.get().status
    assert statuses(registration) == ["pending", "confirmed"][: 2 if status == "confirmed" else 1]
    if status == "confirmed":
        assert registration.decided_at == now and registration.decided_by is None
        assert sent == [
            {"signal": registration_confirmed, "sender": Registration, "registration": registration, "at": now}
        ]
        assert verbs() == ["registration.claim", "registration.confirm"]
    else:
        assert not sent and verbs() == ["registration.claim"]


def test_an_erased_or_addressless_account_proves_nothing(now: datetime) -> None:
    group = make_group(contacts=[("", MEMBER)])
    user = make_person()
    User.objects.filter(pk=user.pk).update(email=None)
    user.refresh_from_db()
    assert services.claim(user=user, group=group, role=MEMBER, now=now).status == "pending"


@pytest.mark.parametrize("status", ["pending", "confirmed"])
def test_the_same_group_claimed_twice_is_one_claim(status: str, now: datetime) -> None:
    old = make_registration(status=status)
    assert services.claim(user=old.user, group=old.group, role=MEMBER, now=now) == old
    assert Registration.objects.count() == 1 and not RegistrationEvent.objects.exists() and not verbs()


@pytest.mark.parametrize("status", ["refused", "ended"])
def test_after_a_refusal_or_an_end_a_new_claim_is_a_new_one(status: str, now: datetime) -> None:
    old = make_registration(status=status)
    new = services.claim(user=old.user, group=old.group, role=MANAGER, now=now)
    assert new != old and new.status == "pending"


def refused(act: Callable[[], object], error: type[services.RegistrationError]) -> None:
    """`act` raises exactly `error`, says something in Dutch, and writes nothing."""
    before = (Registration.objects.values_list("pk", "status", "reason", "ended_at", "decided_by"),)
    before_rows, events, audits = list(before[0]), RegistrationEvent.objects.count(), AuditEvent.objects.count()
    with pytest.raises(services.RegistrationError) as raised:
        act()
    assert type(raised.value) is error and str(raised.value).endswith(".") and error.code != "registration"
    assert list(before[0].all()) == before_rows
    assert (RegistrationEvent.objects.count(), AuditEvent.objects.count()) == (events, audits)


def test_claims_that_are_refused(now: datetime) -> None:
    standing = make_registration()
    user, group = standing.user, standing.group

    def claim(group: Group, role: str) -> Callable[[], object]:
        return lambda: services.claim(user=user, group=group, role=role, now=now)

    refused(claim(group, MANAGER), services.OtherRoleStands)
    refused(claim(make_group(), "baas"), services.UnknownRole)
    refused(claim(make_group(status="ended"), MEMBER), services.GroupEnded)
    for _ in range(10):
        make_registration(user=user, status="pending")
    refused(claim(make_group(), MEMBER), services.TooManyPending)


def people() -> dict[str, User]:
    return {
        "registrar": make_staff(Role.REGISTRAR),
        "admin": make_staff(Role.ADMIN),
        "superuser": make_person(is_superuser=True),
        "certifier": make_staff(Role.CERTIFIER),
        "editor": make_staff(Role.EDITOR),
        "officer": make_staff(Role.OFFICER),
        "stranger": make_person(),
    }


FOUNDATION = {"registrar", "admin", "superuser"}


@pytest.mark.parametrize("role", [MANAGER, MEMBER])
def test_who_may_decide(role: str, now: datetime) -> None:
    group = make_group()
    everybody = people()
    everybody["manager"] = make_registration(group=group, role=MANAGER).user
    everybody["member"] = make_registration(group=group).user
    everybody["manager elsewhere"] = make_registration(role=MANAGER).user
    everybody["waiting manager"] = make_registration(group=group, role=MANAGER, status="pending").user
    everybody["former manager"] = make_registration(group=group, role=MANAGER, status="ended").user
    may = FOUNDATION | {"manager"}
    for name, by in everybody.items():
        claim = make_registration(group=group, role=role, status="pending")
        if name in may:
            assert services.confirm(registration=claim, by=by, now=now).status == "confirmed", name
            continue
        refused(lambda claim=claim, by=by: services.confirm(registration=claim, by=by, now=now), services.NotAllowed)
        refused(
            lambda claim=claim, by=by: services.refuse(registration=claim, by=by, reason="Nee.", now=now),
            services.NotAllowed,
        )


def test_a_beheerder_never_decides_about_himself(now: datetime) -> None:
    own = make_registration(role=MANAGER)
    assert not Registration.objects.decidable_by(own.user).filter(pk=own.pk).exists()


def test_nobody_confirms_himself(now: datetime) -> None:
    claim = make_registration(status="pending")
    act = lambda: services.confirm(registration=claim, by=claim.user, now=now)  # noqa: E731
    refused(act, services.NotAllowed)


def test_confirming_writes_sends_and_names_who(sent: list[dict[str, Any]], now: datetime) -> None:
    claim, by = make_registration(role=MANAGER, status="pending"), make_staff(Role.REGISTRAR)
    confirmed = services.confirm(registration=claim, by=by, now=now)
    assert (confirmed.status, confirmed.decided_at, confirmed.decided_by) == ("confirmed", now, by)
    assert [signal["registration"] for signal in sent] == [confirmed]
    audit = AuditEvent.objects.get()
    assert (audit.verb, audit.actor, audit.object_key) == ("registration.confirm", by, str(claim.key))
    assert audit.detail == {"proof": "foundation"}
    assert statuses(confirmed) == ["confirmed"]
    assert confirmed.events.get().note == "De stichting heeft je bevestigd."


def test_a_receiver_that_fails_takes_the_confirmation_with_it(now: datetime) -> None:
    claim, by = make_registration(status="pending"), make_staff(Role.REGISTRAR)

    def broken(**kwargs: Any) -> None:
        raise RuntimeError("certificate")

    registration_confirmed.connect(broken)
    try:
        with pytest.raises(RuntimeError):
            services.confirm(registration=claim, by=by, now=now)
    finally:
        registration_confirmed.disconnect(broken)
    claim.refresh_from_db()
    assert claim.status == "pending" and not verbs() and not statuses(claim)


@pytest.mark.parametrize("status", ["confirmed", "refused", "ended"])
def test_a_decision_is_made_once(status: str, sent: list[dict[str, Any]], now: datetime) -> None:
    by = make_staff(Role.REGISTRAR)
    claim = make_registration(status=status)
    refused(lambda: services.confirm(registration=claim, by=by, now=now), services.NotPending)
    refused(lambda: services.refuse(registration=claim, by=by, reason="Nee.", now=now), services.NotPending)
    assert not sent


def test_a_stale_object_cannot_decide_again(now: datetime) -> None:
    by = make_staff(Role.REGISTRAR)
    claim = make_registration(status="pending")
    stale = Registration.objects.get(pk=claim.pk)
    services.refuse(registration=claim, by=by, reason="Onbekend.", now=now)
    refused(lambda: services.confirm(registration=stale, by=by, now=now), services.NotPending)


def test_a_claim_of_a_group_that_ended_is_not_confirmed(now: datetime) -> None:
    claim = make_registration(status="pending", group=make_group(status="ended"))
    by = make_staff(Role.REGISTRAR)
    refused(lambda: services.confirm(registration=claim, by=by, now=now), services.GroupEnded)


def test_refusing_keeps_the_reason_for_the_person_and_out_of_the_audit(now: datetime) -> None:
    claim, by = make_registration(status="pending"), make_staff(Role.ADMIN)
    services.refuse(registration=claim, by=by, reason="  Ik ken\x00 je\n niet. ", now=now)
    assert claim.reason == "Ik ken je niet." == claim.events.get().note
    assert "ken" not in str(AuditEvent.objects.get().detail)


@pytest.mark.parametrize(
    ("reason", "error"),
    [("", services.ReasonMissing), (" \x00\n", services.ReasonMissing), ("x" * 301, services.ReasonTooLong)],
)
def test_a_reason_is_asked(reason: str, error: type[services.RegistrationError], now: datetime) -> None:
    by = make_staff(Role.REGISTRAR)
    claim, confirmed = make_registration(status="pending"), make_registration()
    refused(lambda: services.refuse(registration=claim, by=by, reason=reason, now=now), error)
    refused(lambda: services.end(registration=confirmed, by=by, reason=reason, now=now), error)


def test_ending(now: datetime) -> None:
    decided = timezone.now() - timedelta(days=3)
    confirmed = make_registration(at=decided)
    services.end(registration=confirmed, by=make_staff(Role.REGISTRAR), reason="Verhuisd.", now=now)
    assert (confirmed.status, confirmed.ended_at, confirmed.decided_at) == ("ended", now, decided)
    pending = make_registration(status="pending")
    services.end(registration=pending, by=pending.user, reason="", now=now)
    assert (pending.status, pending.ended_at, pending.decided_at) == ("ended", now, now)
    assert pending.events.get().note == "Je bent zelf gestopt."
    refused(lambda: services.end(registration=pending, by=pending.user, reason="", now=now), services.NotStanding)
    assert verbs() == ["registration.end", "registration.end"]


def test_only_the_owner_and_the_foundation_end(now: datetime) -> None:
    registration = make_registration()
    everybody = people()
    everybody["manager"] = make_registration(group=registration.group, role=MANAGER).user
    for name in everybody.keys() - FOUNDATION:
        act = lambda by=everybody[name]: services.end(registration=registration, by=by, reason="x", now=now)  # noqa: E731
        refused(act, services.NotAllowed)
