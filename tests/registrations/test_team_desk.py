"""`/beheer/registraties/teams/`: the foundation decides about teams that registered themselves."""

import csv
import html
import uuid

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent, User
from accounts.roles import Role
from registrations.models import Group, Registration, TeamApplication
from registrations.services.errors import NotAllowed
from registrations.services.team_deciding import refuse
from registrations.services.team_exporting import export_teams
from tests.factories.registrations import make_group, make_person, make_registration, make_staff
from tests.registrations.teams import make_team
from tests.registrations.test_teams import accept, now, withdraw

pytestmark = pytest.mark.django_db

TEAMS = "/beheer/registraties/teams/"


@pytest.fixture
def staff(client: Client) -> User:
    user = make_staff(Role.REGISTRAR)
    client.force_login(user)
    return user


def text_of(response: object) -> str:
    return " ".join(html.unescape(response.content.decode()).split())  # type: ignore[attr-defined]


def page(team: TeamApplication, act: str = "") -> str:
    return f"{TEAMS}{team.key}/{act}"


def test_the_queue_has_what_waits_and_the_list_has_all(client: Client, staff: User) -> None:
    make_team(make_person("Els Boon"), name="BPT Wacht")
    accept(application=make_team(name="BPT Klaar"), by=staff, now=now())
    gone = make_team(name="BPT Weg")
    withdraw(application=gone, by=gone.user, now=now())
    queue, listed = text_of(client.get(TEAMS)), text_of(client.get(f"{TEAMS}alle/"))
    assert "BPT Wacht" in queue and "Els Boon" in queue and "Wacht sinds vandaag" in queue
    assert "BPT Klaar" not in queue and "BPT Weg" not in queue
    assert all(name in listed for name in ("BPT Wacht", "BPT Klaar", "BPT-00001", "BPT Weg", "Ingetrokken"))
    withdrawn = text_of(client.get(f"{TEAMS}alle/results/", {"status": "withdrawn"}))
    assert "BPT Weg" in withdrawn and "BPT Klaar" not in withdrawn
    assert "BPT Klaar" in text_of(client.get(f"{TEAMS}alle/results/", {"q": "klaar"}))
    assert client.get(f"{TEAMS}alle/", {"p": "999", "status": "x"}).status_code == 200


def test_a_likely_group_stands_beside_it_and_merges(client: Client, staff: User) -> None:
    group = make_group(kind="bpt", name="Buurtpreventie Bloemenbuurt", municipality="Stein", place="Stein")
    make_group(kind="bpt", name="Ver weg", municipality="Delft", place="Delft")
    team, other = make_team(postcodes="6181"), make_team(make_person("Jo Kuiper"), place="elsloo", name="Ander")
    detail = text_of(client.get(page(team)))
    assert group.number in detail and "Ver weg" not in detail and "Jo Kuiper" in detail
    assert team.user.email in detail and "Neem aan als nieuw team" in detail
    merging = text_of(client.get(page(team, "samenvoegen/")))
    assert "Deze lijken erop" in merging and f'value="{group.number}"' in merging
    done = text_of(client.post(page(team, "samenvoegen/"), {"number": group.number, "as_manager": "on"}, follow=True))
    assert "Samengevoegd met Buurtpreventie Bloemenbuurt" in done and "Ander" in done
    assert Registration.objects.get(user=team.user).status == "confirmed"
    other.refresh_from_db()
    assert other.status == "waiting"


def test_merging_keeps_what_was_searched_and_says_what_is_wrong(client: Client, staff: User) -> None:
    team, group = make_team(), make_group(name="Heel anders", place="Urmond")
    make_registration(user=team.user, group=group)
    assert f'value="{group.number}"' in text_of(client.get(page(team, "samenvoegen/"), {"q": "heel anders"}))
    assert "Geen groep gevonden voor “xyz”" in text_of(client.get(page(team, "samenvoegen/"), {"q": "xyz"}))
    for data, sentence in (
        ({}, "Kies een groep."),
        ({"number": "404"}, "Deze groep kennen we niet."),
        ({"number": "4\x00"}, "tekens in die we niet kunnen lezen"),
        ({"number": group.number, "as_manager": "on"}, "Deze persoon heeft bij die groep al een registratie als lid."),
    ):
        text = text_of(client.post(page(team, "samenvoegen/"), {"q": "heel anders", **data}))
        assert sentence in text and 'value="heel anders"' in text
    assert TeamApplication.objects.get().status == "waiting"


def test_accepted_refused_and_who_comes_second(client: Client, staff: User) -> None:
    one, two = make_team(), make_team(name="Ander")
    assert "met nummer BPT-00001" in text_of(client.post(page(one, "aannemen/"), follow=True))
    assert "al beslist" in text_of(client.post(page(one, "aannemen/"), follow=True))
    assert "BPT-00001" in text_of(client.get(page(one)))
    wrong = client.post(page(two, "afwijzen/"), {"reason": " "})
    assert "Schrijf in een of twee zinnen waarom." in text_of(wrong)
    assert "is afgewezen" in text_of(client.post(page(two, "afwijzen/"), {"reason": "Bestaat niet."}, follow=True))
    assert "al beslist" in text_of(client.post(page(two, "afwijzen/"), {"reason": "Toch."}, follow=True))
    assert Group.objects.count() == 1 and client.get(page(one, "aannemen/")).status_code == 405


def test_hostile_text_is_text(client: Client, staff: User) -> None:
    team = make_team(name="<script>alert(1)</script>", area="{{ 7 }}<img src=x>")
    for path in (TEAMS, page(team), page(team, "samenvoegen/"), page(team, "afwijzen/")):
        body = client.get(path).content
        assert b"<script>alert" not in body and b"<img src=x" not in body


def test_taken_along_as_csv_without_formulas(client: Client, staff: User) -> None:
    waits = make_team(make_person("Els Boon"), name="=HYPERLINK(1)", postcodes="6181, 6182 AB", with_police=True)
    done = make_team(make_person("Jo Kuiper"), name="BPT Klaar", since=2015)
    accept(application=done, by=staff, now=now())
    gone, wrong = make_team(make_person("Mo Weg"), name="BPT Weg"), make_team(make_person("Bo Nee"), name="Club")
    withdraw(application=gone, by=gone.user, now=now())
    refuse(application=wrong, by=staff, reason="Dit is een club.", now=now())
    assert f'action="{TEAMS}uitvoer/"' in text_of(client.get(f"{TEAMS}alle/"))
    answer = client.post(f"{TEAMS}uitvoer/")
    assert answer["Content-Type"].startswith("text/csv") and "attachment" in answer["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    lines = list(csv.reader(text.splitlines(), delimiter=";"))
    assert [len(line) for line in lines] == [17] * 5
    first, second = dict(zip(lines[0], lines[1], strict=True)), dict(zip(lines[0], lines[2], strict=True))
    assert not first["Naam van het team"].startswith("=") and first["Stand"] == "wacht op de stichting"
    assert (first["Coördinator"], first["E-mailadres"]) == ("Els Boon", waits.user.email)
    assert (first["Werkt samen met politie"], first["Werkt samen met gemeente"]) == ("ja", "nee")
    assert (second["Registernummer"], second["Bestaat sinds"]) == ("BPT-00001", "2015")
    for hidden in (staff.name, staff.email, "Mo Weg", gone.user.email, "Bo Nee", wrong.user.email):
        assert str(hidden) not in text
    audit = AuditEvent.objects.get(verb="team.export")
    assert audit.actor == staff and audit.detail == {"count": 4}


@pytest.mark.parametrize("size", [1, 20])
def test_taking_along_costs_the_same_for_many(
    staff: User, django_assert_num_queries: DjangoAssertNumQueries, size: int
) -> None:
    for number in range(size):
        make_team(name=f"Team {number}")
    assert staff.is_staff  # reads the roles, once
    with django_assert_num_queries(2):
        export_teams(by=staff, now=now())


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.EDITOR, Role.CERTIFIER])
def test_nobody_else_gets_in(client: Client, role: Role | None) -> None:
    team = make_team()
    client.force_login(make_staff(role) if role else make_person())
    for path in (TEAMS, f"{TEAMS}alle/", page(team), page(team, "samenvoegen/"), page(team, "afwijzen/")):
        assert client.get(path).status_code in (302, 403)
    assert client.post(f"{TEAMS}uitvoer/").status_code in (302, 403)
    with pytest.raises(NotAllowed):
        export_teams(by=team.user, now=now())
    assert not AuditEvent.objects.filter(verb="team.export").exists()
    client.post(page(team, "aannemen/"))
    client.post(page(team, "afwijzen/"), {"reason": "Nee."})
    assert TeamApplication.objects.get().status == "waiting" and not Group.objects.exists()


def test_what_is_not_there_is_404(client: Client, staff: User) -> None:
    for act in ("", "samenvoegen/", "afwijzen/"):
        assert client.get(f"{TEAMS}{uuid.uuid4()}/{act}").status_code == 404
    assert client.post(f"{TEAMS}{uuid.uuid4()}/aannemen/").status_code == 404


def test_every_page_costs_the_same_for_two_and_for_forty(
    client: Client, staff: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    team, counts = make_team(), []
    paths = (TEAMS, f"{TEAMS}alle/", page(team), page(team, "samenvoegen/"))
    for number in (2, 38):
        for count in range(number):
            make_team(name=f"Team {number}-{count}")
            make_group(kind="bpt", place="Elsloo", municipality="Stein")
        client.get(TEAMS)
        for path in paths:  # eleven queries are those of every page of the desk
            with django_assert_max_num_queries(14) as queries:
                client.get(path)
            counts.append(len(queries))
    assert counts[:4] == counts[4:]
