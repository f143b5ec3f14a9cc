"""Whose page it is: the confirmed beheerder's or coördinator's, and nobody else's (DESIGN §6)."""

from urllib.parse import unquote

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from registrations.models import Group, Registration
from tests.certificates.group_world import manager, member, offer, path_to, signed_in, soup_of, words_of
from tests.conftest import NOW
from tests.factories.certificates import make_membership, make_officer, make_place, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PLACES = ("", "uitnodiging.pdf", "herinnering/saar/")


def answers(user: User, group: Group) -> list[int]:
    client = signed_in(user)
    return [client.get(path_to(group, place)).status_code for place in PLACES]


def outsiders(group: Group) -> list[User]:
    """Everybody who is not the confirmed beheerder of `group`."""
    ended = member(group, role="manager", status="ended")
    waiting = member(group, role="manager", status="pending")
    keepers = [make_staff(Role.REGISTRAR), make_staff(Role.ADMIN), make_staff(Role.CERTIFIER)]
    officer = make_officer(municipality=group.municipality)
    return [make_user(), member(group), ended, waiting, manager(make_place()), officer, *keepers]


def test_two_groups_and_their_beheerders() -> None:
    offer()
    one, two = make_place(), make_place()
    first, second = manager(one, "Anneke"), manager(two, "Bilal")
    assert [answers(first, one), answers(second, two)] == [[200] * 3] * 2
    assert [answers(first, two), answers(second, one)] == [[404] * 3] * 2


def test_the_number_in_any_case() -> None:
    offer()
    group, other = make_place(number="D00001"), make_place(number="D00002")
    anneke = signed_in(manager(group, "Anneke"))
    for place in PLACES:
        assert anneke.get(f"/mijn/groep/{group.number.lower()}/{place}").status_code == 200
        assert anneke.get(f"/mijn/groep/{other.number.lower()}/{place}").status_code == 404


def test_the_number_in_any_case_on_the_page_of_a_wijkagent() -> None:
    here, elsewhere = make_place("Stein", number="D00001"), make_place("Tilburg", number="D00002")
    client = signed_in(make_officer(municipality="Stein"))
    lower = [f"/wijk/groep/{group.number.lower()}/" for group in (here, elsewhere)]
    assert [client.get(path).status_code for path in lower] == [200, 404]


def test_everybody_else_is_told_that_it_does_not_exist() -> None:
    offer()
    group = make_place()
    manager(group)
    for user in outsiders(group):
        assert answers(user, group) == [404] * 3
        sent = signed_in(user).post(path_to(group, "herinnering/saar/"))
        assert sent.status_code == 404


@pytest.mark.parametrize("place", PLACES)
def test_a_stranger_signs_in_first(place: str) -> None:
    path = path_to(make_place(), place)
    for response in (Client().get(path), Client().post(path)):
        assert response.status_code == 405 or response["Location"] == f"/inloggen/?next={path}"


def test_a_coordinator_of_a_team_is_its_beheerder() -> None:
    team = make_place(kind="bpt", name="Buurtteam Oost")
    assert "Buurtteam Oost" in words_of(soup_of(manager(team), team))


@pytest.mark.parametrize("number", ["%00", "00%00", "bestaat-niet", "%0a"])
def test_a_number_that_is_none(number: str) -> None:
    assert signed_in(manager()).get(f"/mijn/groep/{number}/").status_code == 404


def test_a_number_of_the_register_may_have_a_slash() -> None:
    offer()
    group = make_place(number="06/4711")
    boss = manager(group)
    member(group)
    assert answers(boss, group) == [200] * 3
    assert soup_of(boss, group).find("a", href="/mijn/groep/06/4711/herinnering/saar/")


def test_who_stops_as_beheerder_loses_the_page_at_once() -> None:
    group = make_place()
    boss = manager(group)
    client = signed_in(boss)
    assert client.get(path_to(group)).status_code == 200
    Registration.objects.filter(user=boss).update(status="ended", ended_at=NOW)
    assert client.get(path_to(group)).status_code == 404


def test_an_ended_group_says_so_and_offers_nothing() -> None:
    offer()
    group = make_place(status="ended")
    boss = manager(group)
    member(group, "Carla Maas")
    words = words_of(soup_of(boss, group))
    assert "Deze groep bestaat niet meer" in words
    assert "Carla Maas" not in words and "WhatsApp" not in words
    assert answers(boss, group) == [200, 404, 404]


# --- /mijn/groep/ ----------------------------------------------------------------------------------------


def test_one_group_leads_to_its_page() -> None:
    group = make_place()
    assert signed_in(manager(group)).get("/mijn/groep/")["Location"] == path_to(group)


def test_several_groups_are_a_choice() -> None:
    groups = [make_place(), make_place(status="ended"), make_place()]
    boss = manager(groups[0])
    for group in groups[1:]:
        make_membership(boss, group, role="manager")
    make_membership(boss, make_place(name="Alleen lid"))
    page = signed_in(boss).get("/mijn/groep/").content.decode()
    assert all(path_to(group) in page for group in groups)
    assert "Alleen lid" not in page
    assert page.count("bestaat niet meer") == 1


def test_who_is_beheerder_of_none_finds_nothing() -> None:
    assert signed_in(make_user()).get("/mijn/groep/").status_code == 404
    assert Client().get("/mijn/groep/")["Location"] == "/inloggen/?next=/mijn/groep/"


# --- inviting, and claims --------------------------------------------------------------------------------


def test_the_invitation_is_one_link_in_a_ready_text_and_nothing_is_asked_elsewhere() -> None:
    group = make_place(name="Buurtapp 'Đ & <Oost>'")
    soup = soup_of(manager(group), group)
    share = soup.find("a", string="Deel in WhatsApp")
    assert share
    text = unquote(str(share["href"]).removeprefix("https://wa.me/?text="))
    copied = soup.find("textarea")
    assert copied and copied.get_text() == text
    assert f"/groepen/{group.number}/" in text and group.name in text
    assert "noopener" in share["rel"]


def test_claims_that_wait_are_told_with_the_way_to_them() -> None:
    group, other = make_place(), make_place()
    boss = manager(group)
    make_membership(boss, other, role="manager")
    assert "aanvraag wacht" not in words_of(soup_of(boss, group))
    for place in (group, group, other):
        make_membership(make_user(), place, status="pending")
    soup = soup_of(boss, group)
    assert "2 aanvragen wachten op jou" in words_of(soup)
    assert soup.find("a", href="/mijn/registraties/")


def test_a_group_in_which_nobody_takes_part_yet() -> None:
    offer()
    group = make_place()
    member(group, "Dirk Geheim", shares=None)
    words = words_of(soup_of(manager(group), group))
    assert "Nog niemand doet mee" in words
    assert "Nodig je groep uit" in words and "Dirk" not in words
