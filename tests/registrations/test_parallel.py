"""Two people at the same moment: one wins, the other reads why not."""

from collections import Counter
from collections.abc import Callable, Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from post_office.models import Email

from accounts.models import AuditEvent
from accounts.roles import Role
from registrations import services
from registrations.models import Group, Registration
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


def fresh(registration: Registration) -> Registration:
    return Registration.objects.get(pk=registration.pk)


def test_two_people_claim_one_group_at_once_and_both_get_it(sent: list[Any]) -> None:
    group = make_group(contacts=[("an@voorbeeld.nl", "manager")])
    an, bo = make_person(email="an@voorbeeld.nl"), make_person()

    def claim(user: Any) -> Callable[[], str]:
        return lambda: services.claim(user=user, group=group, role="manager", now=timezone.now()).status

    assert at_once(claim(an), claim(bo)) == {"confirmed": 1, "pending": 1}
    assert Registration.objects.filter(user=an).get().status == "confirmed" and len(sent) == 1


def test_two_beheerders_decide_at_once_and_one_gets_through(sent: list[Any]) -> None:
    waiting = make_registration(role="manager", status="pending")
    managers = [make_registration(group=waiting.group, role="manager").user for _ in range(2)]

    def confirm(by: Any) -> Callable[[], str]:
        stale = fresh(waiting)
        return lambda: services.confirm(registration=stale, by=by, now=timezone.now()).status

    assert at_once(*map(confirm, managers)) == {"confirmed": 1, "not_pending": 1}
    assert sent == [waiting.pk] and Email.objects.filter(subject__contains="beheerder bij").count() == 1


def test_of_two_new_beheerders_at_once_one_hears_of_the_other(sent: list[Any]) -> None:
    by = make_registration(role="manager")
    claims = [make_registration(group=by.group, role="manager", status="pending") for _ in range(2)]
    second = make_registration(group=by.group, role="manager")

    def confirm(claim: Registration, manager: Any) -> Callable[[], str]:
        return lambda: services.confirm(registration=claim, by=manager, now=timezone.now()).status

    assert at_once(confirm(claims[0], by.user), confirm(claims[1], second.user)) == {"confirmed": 2}
    # The other beheerder each time, and of the two new ones the first about the second.
    assert Email.objects.filter(subject__contains="beheerder bij").count() == 3


def test_a_beheerder_who_is_ended_this_instant_decides_before_it_or_not_at_all(sent: list[Any]) -> None:
    waiting = make_registration(status="pending")
    manages = make_registration(group=waiting.group, role="manager")
    keeper = make_staff(Role.REGISTRAR)
    said = at_once(
        lambda: services.confirm(registration=fresh(waiting), by=manages.user, now=timezone.now()).status,
        lambda: services.end(registration=fresh(manages), by=keeper, reason="Weg.", now=timezone.now()).status,
    )
    waiting.refresh_from_db(), manages.refresh_from_db()
    assert manages.status == "ended" and said["ended"] == 1
    assert said[{"confirmed": "confirmed", "pending": "not_allowed"}[waiting.status]] == 1


def test_two_people_end_one_registration_and_one_gets_through() -> None:
    registration, staff = make_registration(), [make_staff(Role.REGISTRAR) for _ in range(2)]

    def end(by: Any) -> Callable[[], str]:
        stale = fresh(registration)
        return lambda: services.end(registration=stale, by=by, reason="Verhuisd.", now=timezone.now()).status

    assert at_once(*map(end, staff)) == {"ended": 1, "not_standing": 1}
    assert registration.events.count() == 1 == Email.objects.count()
    assert AuditEvent.objects.filter(verb="registration.end").count() == 1


def test_a_claim_that_is_withdrawn_while_it_is_confirmed_ends(sent: list[Any]) -> None:
    claim, keeper = make_registration(status="pending"), make_staff(Role.REGISTRAR)
    said = at_once(
        lambda: services.confirm(registration=fresh(claim), by=keeper, now=timezone.now()).status,
        lambda: services.end(registration=fresh(claim), by=claim.user, reason="", now=timezone.now()).status,
    )
    claim.refresh_from_db()
    assert claim.status == "ended" and said["ended"] == 1
    assert said["confirmed"] + said["not_pending"] == 1 and len(sent) == said["confirmed"]


def end_group(group: Group, by: Any) -> str:
    """As the desk ends one."""
    with transaction.atomic():
        row = Group.objects.select_for_update().get(pk=group.pk)
        row.status = Group.Status.ENDED
        services.save_group(group=row, ranges=[], by=by, now=timezone.now())
    return "group"


@pytest.mark.parametrize("act", ["claim", "confirm", "move", "choose"])
def test_what_meets_the_end_of_a_group_comes_before_it_or_not_at_all(act: str, sent: list[Any]) -> None:
    group, keeper = make_group(), make_staff(Role.REGISTRAR)
    user, waiting = make_person(), make_registration(group=group, status="pending")
    old, own = make_registration(), make_registration(group=group)
    acts: dict[str, Callable[[], object]] = {
        "claim": lambda: services.claim(user=user, group=group, role="member", now=timezone.now()),
        "confirm": lambda: services.confirm(registration=waiting, by=keeper, now=timezone.now()),
        "move": lambda: services.move(registration=old, group=group, by=keeper, reason="Weg.", now=timezone.now()),
        "choose": lambda: services.choose(registration=own, by=own.user, now=timezone.now()),
    }

    def run() -> str:
        acts[act]()
        return "done"

    said = at_once(run, lambda: end_group(group, keeper))
    assert said["group"] == 1 and said["done"] + said["group_ended"] == 1
    with pytest.raises(services.GroupEnded):
        services.claim(user=make_person(), group=group, role="member", now=timezone.now())


def test_two_moves_of_one_person_leave_one_registration(sent: list[Any]) -> None:
    old, keeper = make_registration(), make_staff(Role.REGISTRAR)

    def move() -> Callable[[], str]:
        stale, group = fresh(old), make_group()
        return lambda: (
            services.move(registration=stale, group=group, by=keeper, reason="Verhuisd.", now=timezone.now()).status
        )

    assert at_once(move(), move()) == {"confirmed": 1, "not_confirmed": 1}
    assert Registration.objects.confirmed().filter(user=old.user).count() == 1 == len(sent)


def test_a_move_and_a_claim_of_the_same_group_do_not_double(sent: list[Any]) -> None:
    old, keeper, group = make_registration(), make_staff(Role.REGISTRAR), make_group()
    said = at_once(
        lambda: (
            services.move(registration=fresh(old), group=group, by=keeper, reason="Weg.", now=timezone.now())
            and "moved"
        ),
        lambda: services.claim(user=old.user, group=group, role="member", now=timezone.now()) and "claimed",
    )
    assert Registration.objects.standing().filter(user=old.user, group=group).count() == 1
    assert said in ({"moved": 1, "claimed": 1}, {"already_there": 1, "claimed": 1})


def test_of_choices_in_many_tabs_one_stands() -> None:
    user = make_person()
    own = [make_registration(user=user) for _ in range(4)]

    def choose(registration: Registration) -> Callable[[], str]:
        return lambda: services.choose(registration=registration, by=user, now=timezone.now()) and "chosen"

    assert at_once(*map(choose, own)) == {"chosen": 4}
    assert Registration.objects.filter(user=user, is_chosen=True).count() == 1


def test_choosing_while_it_is_moved_ends_with_one_choice_at_most(sent: list[Any]) -> None:
    chosen, keeper, group = make_registration(is_chosen=True), make_staff(Role.REGISTRAR), make_group()
    other = make_registration(user=chosen.user)
    said = at_once(
        lambda: services.choose(registration=fresh(other), by=chosen.user, now=timezone.now()) and "chosen",
        lambda: (
            services.move(registration=fresh(chosen), group=group, by=keeper, reason="Weg.", now=timezone.now())
            and "moved"
        ),
    )
    assert said == {"chosen": 1, "moved": 1}
    assert Registration.objects.get(user=chosen.user, is_chosen=True) == other
