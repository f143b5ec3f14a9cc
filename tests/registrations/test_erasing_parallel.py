"""Somebody is erased at the moment at which something happens to him, or by him: one comes first, nothing is stuck."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Learner, User
from accounts.roles import Role
from registrations import services
from registrations.models import Group, Registration, TeamApplication
from registrations.services.personal import erase_person, hold_teams
from registrations.services.team_deciding import accept, merge, refuse
from registrations.services.teams import withdraw
from tests.factories.registrations import make_group, make_person, make_registration, make_staff
from tests.registrations.teams import make_team
from tests.registrations.test_parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def erase(user: Any) -> str:
    """As accounts do it: what stands before the account, the account, then what each app holds of him."""
    with transaction.atomic():
        hold_teams(Learner(user=user))
        held = User.objects.select_for_update().get(pk=user.pk)
        erase_person(held, timezone.now())
        User.objects.filter(pk=user.pk).update(email=None, name="", is_active=False)
    return "erased"


@pytest.mark.parametrize("act", ["claim", "confirm", "refuse", "move", "end", "stop", "choose"])
def test_who_is_erased_meanwhile_belongs_to_no_group(act: str) -> None:
    keeper, group = make_staff(Role.REGISTRAR), make_group(contacts=[("an@voorbeeld.nl", "manager")])
    user = make_person(email="an@voorbeeld.nl")
    waiting, own = make_registration(user=user, status="pending"), make_registration(user=user)
    acts: dict[str, Callable[[], object]] = {
        "claim": lambda: services.claim(user=user, group=group, role="manager", now=timezone.now()),
        "confirm": lambda: services.confirm(registration=waiting, by=keeper, now=timezone.now()),
        "move": lambda: services.move(registration=own, group=group, by=keeper, reason="Weg.", now=timezone.now()),
        "end": lambda: services.end(registration=own, by=keeper, reason="Weg.", now=timezone.now()),
        "refuse": lambda: services.refuse(registration=waiting, by=keeper, reason="Weg.", now=timezone.now()),
        "stop": lambda: services.end(registration=own, by=user, reason="", now=timezone.now()),
        "choose": lambda: services.choose(registration=own, by=user, now=timezone.now()),
    }

    def run() -> str:
        acts[act]()
        return "done"

    said = at_once(run, lambda: erase(user))
    assert said["erased"] == 1 and sum(said.values()) == 2
    assert not Registration.objects.standing().filter(user=user).exists()
    assert not Registration.objects.filter(user=user, reason="Weg.").exists()


@pytest.mark.parametrize("act", ["confirm", "refuse"])
def test_a_beheerder_who_is_erased_decides_before_it_or_not_at_all(act: str) -> None:
    boss = make_registration(role="manager").user
    claim = make_registration(group=Group.objects.get(), status="pending")
    acts: dict[str, Callable[[], object]] = {
        "confirm": lambda: services.confirm(registration=claim, by=boss, now=timezone.now()),
        "refuse": lambda: services.refuse(registration=claim, by=boss, reason="Nee.", now=timezone.now()),
    }

    def run() -> str:
        acts[act]()
        return "done"

    said = at_once(run, lambda: erase(boss))
    assert said["erased"] == 1 and said["done"] + said["not_allowed"] == 1
    assert not Registration.objects.standing().filter(user=boss).exists()


@pytest.mark.parametrize("act", ["accept", "merge", "refuse", "withdraw"])
def test_a_team_whose_sender_is_erased_meanwhile_waits_no_longer(act: str) -> None:
    keeper, group, team = make_staff(Role.REGISTRAR), make_group(kind="bpt"), make_team()
    stale, at = TeamApplication.objects.select_related("user").get(pk=team.pk), timezone.now()
    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: accept(application=stale, by=keeper, now=at),
        "merge": lambda: merge(application=stale, group=group, as_manager=True, by=keeper, now=at),
        "refuse": lambda: refuse(application=stale, by=keeper, reason="Bestaat niet.", now=at),
        "withdraw": lambda: withdraw(application=stale, by=team.user, now=at),
    }

    def run() -> str:
        acts[act]()
        return "done"

    said = at_once(run, lambda: erase(team.user))
    assert said["erased"] == 1 and said["done"] + said["already_decided"] == 1
    assert not TeamApplication.objects.waiting().exists() and not Registration.objects.standing().exists()
