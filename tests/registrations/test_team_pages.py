"""The pages of a team that registers itself, over plain HTTP: no JavaScript anywhere."""

import html
import re
import uuid

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from registrations.models import Group, Registration, TeamApplication
from registrations.selectors import shown_on_certificates
from registrations.services.team_deciding import accept, merge, refuse
from registrations.services.teams import withdraw
from tests.factories.registrations import make_group, make_person, make_registration, make_staff
from tests.registrations.teams import TYPED, make_team
from tests.registrations.test_teams import now

pytestmark = pytest.mark.django_db

INTRO = "/groepen/aanmelden/"
FORM = "/mijn/registraties/team/"
SEND = TYPED | {"send": "1"}


@pytest.fixture
def els(client: Client) -> User:
    user = make_person("Els Boon", email="els@voorbeeld.nl")
    client.force_login(user)
    return user


def text_of(response: object) -> str:
    return " ".join(html.unescape(response.content.decode()).split())  # type: ignore[attr-defined]


def hidden(page: str) -> dict[str, str]:
    """The hidden fields, as a browser sends them."""
    found = (tag for tag in re.findall(r"<input[^>]*>", page) if 'type="hidden"' in tag)
    pairs = ((re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in found)
    return {name[1]: html.unescape(value[1]) if value else "" for name, value in pairs if name}


def test_a_stranger_reads_first_and_signs_in_to_go_on(client: Client) -> None:
    intro = text_of(client.get(INTRO))
    for words in ("teams die er al zijn", "Gratis", "Je zit nergens aan vast", "vijf minuten", "Wie ziet wat?"):
        assert words in intro
    assert f'href="{FORM}"' in intro and "code van zes cijfers" in intro
    assert client.get(FORM)["Location"] == f"/inloggen/?next={FORM}"
    for act in ("", "intrekken/"):
        path = f"{FORM}{make_team().key}/{act}"
        assert client.get(path)["Location"] == f"/inloggen/?next={path}"
    assert client.post(FORM, SEND)["Location"].startswith("/inloggen/")
    assert TeamApplication.objects.filter(place="Stein").count() == 0


def test_who_has_no_name_gives_it_first(client: Client) -> None:
    client.force_login(make_person(""))
    assert client.get(FORM)["Location"] == "/mijn/bewaren/?next=%2Fmijn%2Fregistraties%2Fteam%2F"


def test_filled_in_looked_over_sent_and_withdrawn(els: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(els)
    token = hidden(browser.get(FORM).content.decode())
    check = browser.post(FORM, TYPED | token).content.decode()
    assert "Klopt dit?" in check and "Els Boon" in check and "de politie" in check
    assert not TeamApplication.objects.exists()
    done = browser.post(FORM, hidden(check) | {"send": "1"}, follow=True)
    team = TeamApplication.objects.get(user=els)
    assert done.redirect_chain == [(f"{FORM}{team.key}/", 302)] and "Je aanmelding is verstuurd" in text_of(done)
    assert (team.members, team.since, team.with_police, team.with_municipality) == (12, 2015, True, False)
    assert (team.area, team.postcodes) == (TYPED["area"], TYPED["postcodes"])
    assert team.name in text_of(browser.get(FORM))
    stop = browser.get(f"{FORM}{team.key}/intrekken/")
    assert "Wil je deze aanmelding intrekken?" in text_of(stop)
    gone = browser.post(f"{FORM}{team.key}/intrekken/", hidden(stop.content.decode()), follow=True)
    assert "Je aanmelding is ingetrokken" in text_of(gone)
    assert "Intrekken kan niet meer" in text_of(browser.get(f"{FORM}{team.key}/intrekken/"))
    assert browser.post(FORM, SEND).status_code == 403  # no token


def test_change_leads_back_with_everything_in_it(client: Client, els: User) -> None:
    page = client.post(FORM, TYPED | {"change": "1"})
    text = text_of(page)
    for value in ("BPT Bloemenbuurt", "Stein", "Elsloo", "Tussen het kanaal", "6181, 6182 AB"):
        assert value in text
    assert "Dit moet je nog aanpassen" not in text and text.count(" checked") == 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Vul de naam van je team in."),
        ("name", "\x00 \u202e", "Vul de naam van je team in."),
        ("name", "12345", "Vul de naam van je team in, met letters."),
        ("name", "b" * 121, "Dit is te lang: hooguit 120 tekens."),
        ("name", "BPT 大阪", "Deze tekens kunnen niet op een certificaat: 大阪"),
        ("municipality", " ", "Vul de gemeente in waar je team actief is."),
        ("place", "", "Vul de plaats in waar je team actief is."),
        ("area", "a" * 301, "Dit is te lang: hooguit 300 tekens."),
        ("postcodes", "27X1", "“27X1” is geen postcode."),
        ("postcodes", ",".join(f"{code}" for code in range(1000, 1000 + 201))[:1010], "Dit is te lang"),
        ("members", "", "Vul in hoeveel leden je team heeft."),
        ("members", "1", "Typ het aantal leden als getal"),
        ("members", "veel", "Typ het aantal leden als getal"),
        ("members", "9" * 300, "Typ het aantal leden als getal"),
        ("since", "1066", "Typ een jaar met vier cijfers"),
        ("since", "3000", "Dat jaar moet nog komen."),
        ("is_coordinator", "", "Alleen een coördinator meldt het team aan."),
    ],
)
def test_a_mistake_gets_a_sentence_and_keeps_the_rest(
    client: Client, els: User, field: str, value: str, sentence: str
) -> None:
    typed = SEND | {field: value}
    text = text_of(client.post(FORM, typed))
    assert text.count(sentence) == 2 and f'href="#id_{field}"' in text  # in the summary and at the field
    kept = [typed[name] for name in ("name", "place", "area") if name != field]
    assert all(one in text for one in kept) and "<title>Fout:" in text
    assert not TeamApplication.objects.exists()


def test_hostile_text_is_text(client: Client, els: User) -> None:
    nasty = "<script>alert(1)</script> {{ 7|add:1 }}\r\nBcc: x@y.nl"
    page = client.post(FORM, TYPED | {"name": nasty, "area": nasty})
    assert b"<script>alert" not in page.content
    client.post(FORM, SEND | {"name": nasty, "area": nasty})
    team = TeamApplication.objects.get()
    assert team.name == "<script>alert(1)</script> {{ 7|add:1 }} Bcc: x@y.nl"
    assert b"<script>alert" not in client.get(f"{FORM}{team.key}/").content


def test_a_known_municipality_is_spelled_as_the_register_does(client: Client, els: User) -> None:
    make_group(municipality="Súdwest-Fryslân")
    assert 'option value="Súdwest-Fryslân"' in text_of(client.get(FORM))
    client.post(FORM, SEND | {"municipality": "súdwest-FRYSLÂN".replace("Â", "â")})
    client.post(FORM, SEND | {"municipality": "Nergenshuizen"})
    found = set(TeamApplication.objects.values_list("municipality", flat=True))
    assert found == {"Súdwest-Fryslân", "Nergenshuizen"}


@pytest.mark.parametrize(
    ("group", "is_likely"),
    [
        ({"name": "bpt bloemenbuurt", "municipality": "Delft", "place": "Delft"}, True),
        ({"name": "Buurtpreventie Bloemenbuurt Stein", "place": "Stein"}, True),
        ({"name": "Iets anders"}, True),  # the same place
        ({"name": "Iets anders", "place": "Urmond", "postcodes": ["6182AB"]}, True),
        ({"name": "Iets anders", "place": "Urmond", "postcodes": ["6183"]}, False),
        ({"kind": "whatsapp"}, False),
        ({"status": "ended"}, False),
    ],
)
def test_a_team_that_may_be_there_already_is_shown_without_stopping_anybody(
    client: Client, els: User, group: dict[str, str], is_likely: bool
) -> None:
    there = make_group(
        **{"kind": "bpt", "name": "BPT Bloemenbuurt", "place": "Elsloo", "municipality": "Stein"} | group
    )
    text = text_of(client.post(FORM, TYPED))
    assert ("Is dit jouw team?" in text) == is_likely
    assert (f"/mijn/registraties/toevoegen/?q={there.number}" in text) == is_likely
    client.post(FORM, SEND)
    assert TeamApplication.objects.count() == 1


def test_sent_twice_is_one_and_with_other_facts_it_says_so(client: Client, els: User) -> None:
    first = client.post(FORM, SEND)["Location"]
    assert client.post(FORM, SEND)["Location"] == first
    again = text_of(client.post(FORM, SEND | {"members": "40"}))
    assert "Dit team heb je al aangemeld." in again and 'value="40"' in again


def test_what_became_of_it(client: Client, els: User) -> None:
    staff, group = make_staff(Role.REGISTRAR), make_group(kind="bpt", number="BPT-7", name="BPT Oud")
    accepted, merged, refused = (make_team(els, name=name) for name in ("Een", "Twee", "Drie"))
    accept(application=accepted, by=staff, now=now())
    merge(application=merged, group=group, as_manager=False, by=staff, now=now())
    refuse(application=refused, by=staff, reason="Dat is een <b>club</b>.", now=now())
    page = text_of(client.get(f"{FORM}{accepted.key}/"))
    assert "Je team staat in het register" in page and "BPT-00008" in page and "Trek deze aanmelding in" in page
    page = text_of(client.get(f"{FORM}{merged.key}/"))
    assert "Je team stond er al in" in page and "Of je beheerder wordt" in page and "Trek" not in page
    raw = client.get(f"{FORM}{refused.key}/").content.decode()
    assert "Je aanmelding is afgewezen" in raw and "&lt;b&gt;club" in raw
    assert "Wil je je team uit het register halen?" in text_of(client.get(f"{FORM}{accepted.key}/intrekken/"))
    gone = text_of(client.post(f"{FORM}{accepted.key}/intrekken/", follow=True))
    assert "Je team staat niet meer in het register" in gone


MINE = "/mijn/registraties/"


def test_own_teams_stand_at_the_registrations_with_what_can_be_done(client: Client, els: User) -> None:
    staff, group = make_staff(Role.REGISTRAR), make_group(kind="bpt", number="BPT-7", name="BPT Oud")
    make_team(name="Van een ander")
    assert "Teams die je aanmeldde" not in text_of(client.get(MINE))
    accepted, merged, refused = (make_team(els, name=name) for name in ("Een", "Twee", "Drie"))
    accept(application=accepted, by=staff, now=now())
    merge(application=merged, group=group, as_manager=False, by=staff, now=now())
    refuse(application=refused, by=staff, reason="Dat is een <b>club</b>.", now=now())
    waiting, gone = make_team(els, name="Vier"), make_team(els, name="Vijf")
    withdraw(application=gone, by=els, now=now())
    raw = client.get(MINE).content.decode()
    page = " ".join(html.unescape(raw).split())
    for team in (accepted, merged, refused, waiting, gone):
        assert f'href="{FORM}{team.key}/"' in page
        can_withdraw = team in (accepted, waiting)
        assert (f'href="{FORM}{team.key}/intrekken/"' in page) == can_withdraw
    for words in (
        "Je team staat in het register, met nummer BPT-00008.",
        "Je team stond er al in, als BPT Oud (BPT-7).",
        "meld je team opnieuw aan",
        "De stichting kijkt ernaar. Je krijgt een mail zodra er is beslist.",
        "Je kunt je team altijd opnieuw aanmelden.",
    ):
        assert words in page
    assert "&lt;b&gt;club" in raw and "Van een ander" not in page
    Group.objects.filter(number="BPT-00008").update(status="ended")
    assert "Een (BPT-00008) staat niet meer in het register." in text_of(client.get(MINE))


def test_who_stops_reads_how_the_team_goes_first(client: Client, els: User) -> None:
    team = accept(application=make_team(els), by=make_staff(Role.REGISTRAR), now=now())
    own = Registration.objects.get(user=els)
    link = f'href="{FORM}{team.key}/intrekken/"'
    detail, stop = f"{MINE}{own.key}/", f"{MINE}{own.key}/stoppen/"
    assert link in text_of(client.get(detail))
    asked = text_of(client.get(stop))
    assert link in asked and "kun jij het er niet meer uit halen" in asked
    client.post(stop)
    assert link not in text_of(client.get(detail)) and link not in text_of(client.get(stop))


@pytest.mark.parametrize("fields", [{"role": "member"}, {"role": "manager", "status": "pending"}, {"role": "manager"}])
def test_only_who_sent_the_team_reads_it(client: Client, els: User, fields: dict[str, str]) -> None:
    team = accept(application=make_team(), by=make_staff(Role.REGISTRAR), now=now())
    own = make_registration(user=els, group=team.group, **fields)
    for path in (f"{MINE}{own.key}/", f"{MINE}{own.key}/stoppen/"):
        assert "intrekken/" not in text_of(client.get(path))


def test_what_withdrawing_promises_is_so(client: Client, els: User) -> None:
    """The sender has no registration any more, so a certificate waits; the others keep theirs, and a certificate."""
    team = accept(application=make_team(els), by=make_staff(Role.REGISTRAR), now=now())
    lid = make_registration(user=make_person(), group=team.group)
    asked = text_of(client.get(f"{FORM}{team.key}/intrekken/"))
    assert "dan wacht het tot je er een hebt" in asked and "houden hun registratie" in asked
    assert "Nieuwe mensen kunnen het niet meer toevoegen" in asked
    client.post(f"{FORM}{team.key}/intrekken/")
    assert shown_on_certificates(els) is None and shown_on_certificates(lid.user) == lid
    other = make_registration(user=els)
    assert shown_on_certificates(els) == other
    client.force_login(make_person())
    answer = client.post(f"{MINE}toevoegen/", {"number": str(lid.group.number), "role": "member"})
    assert "Deze groep kennen we niet" in text_of(answer)


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.EDITOR, Role.REGISTRAR, Role.ADMIN])
def test_teams_of_others_do_not_exist(client: Client, role: Role | None) -> None:
    team = make_team()
    client.force_login(make_staff(role) if role else make_person())
    for path in (f"{FORM}{team.key}/", f"{FORM}{team.key}/intrekken/", f"{FORM}{uuid.uuid4()}/"):
        assert client.get(path).status_code == 404
    assert client.post(f"{FORM}{team.key}/intrekken/").status_code == 404
    assert TeamApplication.objects.get().status == "waiting"


def crowd(els: User, size: int) -> None:
    for count in range(size):
        make_group(kind="bpt", place="Elsloo", municipality=f"Gemeente {count}", postcodes=["6181"])
        TeamApplication.objects.create(user=els, name=f"T{count}", municipality="Stein", members=3, area=str(count))


@pytest.mark.parametrize("size", [2, 40])
def test_queries_do_not_grow(
    client: Client, els: User, django_assert_max_num_queries: DjangoAssertNumQueries, size: int
) -> None:
    crowd(els, size)
    path = f"{FORM}{TeamApplication.objects.values_list('key', flat=True)[0]}/"
    for address, most in ((INTRO, 3), (FORM, 7), (path, 7), (MINE, 7)):
        with django_assert_max_num_queries(most):
            client.get(address)
    with django_assert_max_num_queries(7):
        client.post(FORM, TYPED)
