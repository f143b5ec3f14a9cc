"""A team registers itself, the foundation decides, the team withdraws."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from post_office.models import Email

from accounts.models import AuditEvent, User
from accounts.roles import Role
from registrations.models import Group, Registration, TeamApplication
from registrations.services import RegistrationError
from registrations.services.claims import end
from registrations.services.errors import GroupEnded, NotAllowed, ReasonMissing
from registrations.services.team_deciding import accept, merge, refuse
from registrations.services.team_errors import (
    AlreadyDecided,
    ApplicantIsMember,
    NotManager,
    TeamWaits,
    TooManyTeams,
    TooManyToday,
)
from registrations.services.teams import MAX_A_DAY, apply, withdraw
from registrations.signals import registration_confirmed
from tests.factories.registrations import make_group, make_person, make_registration, make_staff
from tests.registrations.teams import make_team, new_team

pytestmark = pytest.mark.django_db

now = timezone.now


@pytest.fixture
def staff() -> User:
    return make_staff(Role.REGISTRAR)


@pytest.fixture
def sent() -> Iterator[list[Registration]]:
    found: list[Registration] = []

    def receive(*, registration: Registration, **kwargs: Any) -> None:
        found.append(registration)

    registration_confirmed.connect(receive)
    yield found
    registration_confirmed.disconnect(receive)


def subjects(user: User) -> list[str]:
    return [mail.subject for mail in Email.objects.order_by("pk") if mail.to == [user.email]]


def test_a_team_that_applies_waits_and_gets_a_mail() -> None:
    els = make_person("Els Boon")
    team = apply(application=new_team(els), now=now())
    assert team.status == "waiting" and TeamApplication.objects.for_user(els).get() == team
    assert not TeamApplication.objects.for_user(make_person()).exists()
    mail = Email.objects.get()
    assert mail.to == [els.email] and f"/mijn/registraties/team/{team.key}/" in mail.message
    assert AuditEvent.objects.get(verb="team.apply").detail == {}
    assert not Group.objects.exists()


def test_the_same_button_twice_is_one_application() -> None:
    team = make_team()
    assert apply(application=new_team(team.user), now=now()) == team
    assert Email.objects.count() == 1
    with pytest.raises(TeamWaits):
        apply(application=new_team(team.user, name="bpt BLOEMENBUURT", members=40), now=now())
    assert TeamApplication.objects.count() == 1


def test_three_may_wait_and_ten_a_day() -> None:
    els = make_person()
    for count in range(3):
        make_team(els, name=f"Team {count}")
    with pytest.raises(TooManyTeams):
        make_team(els, name="Team vier")
    for team in TeamApplication.objects.filter(user=els):
        withdraw(application=team, by=els, now=now())
    for count in range(3, MAX_A_DAY):
        withdraw(application=make_team(els, name=f"Team {count}"), by=els, now=now())
    with pytest.raises(TooManyToday):
        make_team(els, name="Nog een")
    apply(application=new_team(els, name="Morgen"), now=now() + timedelta(days=1, minutes=1))
    make_team(name="Van een ander")


def test_accepted_becomes_a_group_with_its_beheerder(staff: User, sent: list[Registration]) -> None:
    make_group(number="BPT-00041", status="ended")
    make_group(number="bpt-7")
    make_group(number="BPT-oud")
    team = make_team(postcodes="6181, 6182 AB", area="Centrum")
    done = accept(application=team, by=staff, now=now())
    group = done.group
    assert group is not None and done.status == "accepted" and done.decided_by == staff
    assert (group.number, group.kind, group.name, group.place) == ("BPT-00042", "bpt", "BPT Bloemenbuurt", "Elsloo")
    assert (group.source, group.source_date) == ("eigen aanmelding", timezone.localdate())
    assert set(group.postcodes.values_list("first", "last")) == {("6181AA", "6181ZZ"), ("6182AB", "6182AB")}
    own = Registration.objects.get(user=team.user)
    assert (own.group, own.role, own.status) == (group, "manager", "confirmed") and sent == [own]
    assert own.events.count() == 1
    assert subjects(team.user)[1:] == ["Je team staat in het register: BPT Bloemenbuurt"]
    assert {"group.add", "team.accepted", "registration.confirm"} <= set(
        AuditEvent.objects.values_list("verb", flat=True)
    )
    second = accept(application=make_team(name="Ander team"), by=staff, now=now())
    assert second.group is not None and second.group.number == "BPT-00043"


def test_the_first_number_is_one(staff: User) -> None:
    done = accept(application=make_team(), by=staff, now=now())
    assert done.group is not None and done.group.number == "BPT-00001"


def test_merged_makes_beheerder_or_leaves_the_claim_to_the_foundation(staff: User, sent: list[Registration]) -> None:
    group = make_group(kind="bpt")
    one, two = make_team(), make_team(name="Nog een")
    merge(application=one, group=group, as_manager=True, by=staff, now=now())
    merge(application=two, group=group, as_manager=False, by=staff, now=now())
    first, second = Registration.objects.get(user=one.user), Registration.objects.get(user=two.user)
    assert (first.status, second.status) == ("confirmed", "pending") and sent == [first]
    assert {first.role, second.role} == {"manager"} and {first.group, second.group} == {group}
    texts = {mail.to[0]: mail.message for mail in Email.objects.filter(subject__startswith="Je team stond al")}
    assert "Je bent beheerder" in texts[one.user.email] and "hoor je nog" in texts[two.user.email]
    assert Group.objects.count() == 1


def test_merging_takes_what_the_applicant_already_asked(staff: User, sent: list[Registration]) -> None:
    team, group = make_team(), make_group(kind="bpt")
    claim = make_registration(user=team.user, group=group, role="manager", status="pending")
    merge(application=team, group=group, as_manager=True, by=staff, now=now())
    claim.refresh_from_db()
    assert claim.status == "confirmed" and sent == [claim]


@pytest.mark.parametrize(
    ("role", "status", "as_manager", "sentence"),
    [
        ("member", "pending", False, "Je vroeg al eerder aan om lid te zijn van dit team. Daarover hoor je nog."),
        ("member", "confirmed", False, "Je hoort al bij dit team, als lid."),
        ("manager", "pending", False, "Of je beheerder van dit team wordt, hoor je nog."),
        ("manager", "pending", True, "Je bent beheerder van dit team."),
        ("manager", "confirmed", False, "Je bent beheerder van dit team."),
        ("manager", "confirmed", True, "Je bent beheerder van dit team."),
    ],
)
def test_the_mail_about_a_merge_says_what_stands(
    staff: User, role: str, status: str, as_manager: bool, sentence: str
) -> None:
    team, group = make_team(), make_group(kind="bpt")
    make_registration(user=team.user, group=group, role=role, status=status)
    merge(application=team, group=group, as_manager=as_manager, by=staff, now=now())
    mail = Email.objects.get(subject__startswith="Je team stond al")
    assert mail.message.count(sentence) == 1 == mail.html_message.count(sentence)
    others = ("lid te zijn", "Je hoort al bij", "Of je beheerder", "Je bent beheerder")
    assert sum(other in mail.message for other in others) == 1


def test_a_lid_is_not_made_beheerder_in_passing(staff: User) -> None:
    team, group = make_team(), make_group(kind="bpt")
    make_registration(user=team.user, group=group)
    with pytest.raises(ApplicantIsMember):
        merge(application=team, group=group, as_manager=True, by=staff, now=now())
    assert TeamApplication.objects.get().status == "waiting"
    merge(application=team, group=group, as_manager=False, by=staff, now=now())
    assert Registration.objects.get(user=team.user).role == "member"
    assert "als lid" in Email.objects.order_by("pk").last().message  # type: ignore[union-attr]


def test_no_merge_with_a_group_that_ended(staff: User) -> None:
    with pytest.raises(GroupEnded):
        merge(application=make_team(), group=make_group(status="ended"), as_manager=True, by=staff, now=now())


def test_refused_with_a_reason(staff: User) -> None:
    team = make_team()
    with pytest.raises(ReasonMissing):
        refuse(application=team, by=staff, reason=" \x00 ", now=now())
    done = refuse(application=team, by=staff, reason="Dit is een voetbalclub.", now=now())
    assert done.status == "refused" and done.reason == "Dit is een voetbalclub."
    assert "voetbalclub" in Email.objects.order_by("pk").last().message  # type: ignore[union-attr]
    make_team(team.user)  # may be sent again


DECISIONS: list[Callable[[TeamApplication, User], object]] = [
    lambda team, by: accept(application=team, by=by, now=now()),
    lambda team, by: merge(application=team, group=make_group(), as_manager=True, by=by, now=now()),
    lambda team, by: refuse(application=team, by=by, reason="Nee.", now=now()),
]


@pytest.mark.parametrize("decide", DECISIONS)
def test_only_the_foundation_decides_and_only_once(
    staff: User, decide: Callable[[TeamApplication, User], object]
) -> None:
    team = make_team()
    for by in (team.user, make_person(), make_staff(Role.EDITOR), make_staff(Role.OFFICER)):
        with pytest.raises(NotAllowed):
            decide(team, by)
    decide(team, staff)
    for again in DECISIONS:
        with pytest.raises(AlreadyDecided):
            again(team, staff)


def test_withdrawn_while_it_waits() -> None:
    team = make_team()
    with pytest.raises(NotAllowed):
        withdraw(application=team, by=make_person(), now=now())
    done = withdraw(application=team, by=team.user, now=now())
    assert done.status == "withdrawn" and done.withdrawn_at
    with pytest.raises(AlreadyDecided):
        withdraw(application=team, by=team.user, now=now())


def test_withdrawn_after_it_was_accepted_ends_the_group(staff: User) -> None:
    team = accept(application=make_team(), by=staff, now=now())
    group = team.group
    assert group is not None
    lid = make_registration(group=group)
    boss = make_registration(group=group, role="manager")
    withdraw(application=team, by=team.user, now=now())
    group.refresh_from_db()
    assert group.status == "ended" and Registration.objects.get(user=team.user).status == "ended"
    lid.refresh_from_db()
    assert lid.status == "confirmed" and "uit het register gehaald" in lid.events.get().note
    assert subjects(boss.user) == ["Uit het register gehaald: BPT Bloemenbuurt"] and not subjects(lid.user)
    assert AuditEvent.objects.get(verb="team.withdraw").detail == {"was": "accepted"}


def test_who_left_the_team_cannot_end_it_for_the_others(staff: User) -> None:
    team = accept(application=make_team(), by=staff, now=now())
    end(registration=Registration.objects.get(user=team.user), by=team.user, reason="", now=now())
    with pytest.raises(NotManager):
        withdraw(application=team, by=team.user, now=now())
    assert Group.objects.get().status == "active" and TeamApplication.objects.get().status == "accepted"
    Group.objects.update(status="ended")  # by the foundation: then there is nothing to end any more
    withdraw(application=team, by=team.user, now=now())
    assert TeamApplication.objects.get().status == "withdrawn"


def test_merged_and_refused_have_nothing_to_withdraw(staff: User) -> None:
    team = merge(application=make_team(), group=make_group(), as_manager=True, by=staff, now=now())
    with pytest.raises(AlreadyDecided):
        withdraw(application=team, by=team.user, now=now())


def test_errors_are_sentences() -> None:
    for error in (TeamWaits, TooManyTeams, TooManyToday, AlreadyDecided, ApplicantIsMember, NotManager):
        assert issubclass(error, RegistrationError) and str(error()).endswith(".")
