"""Two people decide about a team, or number two teams, at the same moment."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.roles import Role
from registrations.models import Group, Registration, TeamApplication
from registrations.services.team_deciding import accept, refuse
from registrations.services.teams import apply, withdraw
from tests.factories.registrations import make_person, make_staff
from tests.registrations.teams import make_team, new_team
from tests.registrations.test_parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)

now = timezone.now


def accepting(team: TeamApplication) -> Callable[[], str]:
    by, stale = make_staff(Role.REGISTRAR), TeamApplication.objects.get(pk=team.pk)
    return lambda: accept(application=stale, by=by, now=now()).status


def test_two_accept_one_team() -> None:
    team = make_team()
    assert at_once(accepting(team), accepting(team)) == {"accepted": 1, "already_decided": 1}
    assert Group.objects.count() == 1 == Registration.objects.count()


def test_accepted_or_refused_never_both() -> None:
    team, by = make_team(), make_staff(Role.REGISTRAR)
    stale = TeamApplication.objects.get(pk=team.pk)
    said = at_once(accepting(team), lambda: refuse(application=stale, by=by, reason="Bestaat niet.", now=now()).status)
    team.refresh_from_db()
    assert said == {team.status: 1, "already_decided": 1}
    assert Group.objects.count() == (team.status == "accepted")


def test_accepted_while_it_is_withdrawn_leaves_no_group_behind() -> None:
    team = make_team()
    stale = TeamApplication.objects.get(pk=team.pk)
    said = at_once(accepting(team), lambda: withdraw(application=stale, by=team.user, now=now()).status)
    team.refresh_from_db()
    assert team.status == "withdrawn" and said["withdrawn"] == 1 and len(said) == 2
    assert not Group.objects.active().exists() and not Registration.objects.standing().exists()


def test_teams_accepted_at_once_get_numbers_of_their_own() -> None:
    teams = [make_team(name=f"Team {count}") for count in range(4)]
    assert at_once(*map(accepting, teams)) == {"accepted": 4}
    assert sorted(Group.objects.values_list("number", flat=True)) == [f"BPT-{count:05}" for count in range(1, 5)]


def test_the_same_button_in_four_tabs_is_one_application() -> None:
    els = make_person()
    said = at_once(*[lambda: str(apply(application=new_team(els), now=now()).key)] * 4)
    assert said == {str(TeamApplication.objects.get().key): 4}


def test_three_may_wait_also_when_five_come_at_once() -> None:
    els = make_person()

    def send(name: str) -> Callable[[], str]:
        return lambda: apply(application=new_team(els, name=name), now=now()).status

    assert at_once(*[send(f"Team {count}") for count in range(5)]) == {"waiting": 3, "too_many_teams": 2}
