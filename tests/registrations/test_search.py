"""Finding groups, and whose groups somebody sees."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.roles import Role
from registrations.models import Group, Registration
from tests.factories.registrations import make_beat, make_group, make_person, make_registration, make_staff

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return [group.name for group in Group.objects.matching(text)]


@pytest.fixture
def groups() -> None:
    make_group(number="1001", name="Rokkeveen Alert", place="Zoetermeer", postcodes=["2718"])
    make_group(number="2718", name="Kerkstraat", place="Elsloo", municipality="Stein", postcodes=["6181AB"])
    make_group(number="WG-7", name="100% Oplettend", place="Stein", municipality="Stein")
    make_group(number="WG-8", name="Buurt_wacht", place="Oosterbeek", municipality="Renkum", status="ended")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("rokkeveen", ["Rokkeveen Alert"]),
        ("alert zoetermeer", ["Rokkeveen Alert"]),
        ("Rokkeveen, Zoetermeer", ["Rokkeveen Alert"]),
        ("alert stein", []),
        ("stein", ["100% Oplettend", "Kerkstraat"]),
        ("1001", ["Rokkeveen Alert"]),
        ("wg-7", ["100% Oplettend"]),
        ("wg7", ["100% Oplettend"]),
        ("Wg 7", ["100% Oplettend"]),
        ("WG 00007", ["100% Oplettend"]),
        ("wg 70", []),
        ("2718", ["Kerkstraat", "Rokkeveen Alert"]),  # a register number and a postcode: the number first
        ("2718 xy", ["Rokkeveen Alert"]),
        ("6181ab", ["Kerkstraat"]),
        ("6181", ["Kerkstraat"]),
        ("6181ac", []),
        ("%", ["100% Oplettend"]),
        ("_", []),  # a wildcard of LIKE; the only name with it is an ended group
        ("buurt", []),
        ("", []),
        ("  ,; ", []),
        ("\x00", []),
        ("stein\x00", ["100% Oplettend", "Kerkstraat"]),
        ("a" * 300, []),
        ("'; DROP TABLE x --", []),
    ],
)
@pytest.mark.usefixtures("groups")
def test_matching(text: str, names: list[str]) -> None:
    assert found(text) == names


def test_in_beat_of_two_officers_with_two_beats() -> None:
    make_group(name="Elsloo", municipality="Stein", postcodes=["6181"])
    make_group(name="Urmond", municipality="Stein")
    make_group(name="Oost", municipality="Tilburg", postcodes=["5013AA", "5017"])
    make_group(name="West", municipality="Tilburg", postcodes=["5046"])
    make_group(name="Weg", municipality="Stein", status="ended")
    by_municipality, by_postcode, without = (make_staff(Role.OFFICER) for _ in range(3))
    make_beat(by_municipality, municipality="Stein")
    make_beat(by_postcode, postcodes=["5013", "5014", "6181KK"])

    def beat(officer: object) -> set[str]:
        return set(Group.objects.in_beat_of(officer).values_list("name", flat=True))

    assert beat(by_municipality) == {"Elsloo", "Urmond"}
    assert beat(by_postcode) == {"Oost", "Elsloo"}
    assert beat(without) == set()
    assert set(Group.objects.for_user(by_postcode)) == set(Group.objects.in_beat_of(by_postcode))


def test_a_beat_of_somebody_who_is_no_wijkagent_any_more_shows_nothing() -> None:
    make_group(municipality="Stein")
    former = make_person()
    make_beat(former, municipality="Stein")
    assert not Group.objects.for_user(former).exists()


def test_groups_of_a_person() -> None:
    group, other = make_group(), make_group()
    manager, member, waiting, ended = (make_person() for _ in range(4))
    make_registration(user=manager, group=group, role="manager")
    make_registration(user=member, group=group)
    make_registration(user=waiting, group=group, role="manager", status=Registration.Status.PENDING)
    make_registration(user=ended, group=group, role="manager", status=Registration.Status.ENDED)
    assert list(Group.objects.for_user(manager)) == [group]
    for nobody in (member, waiting, ended, AnonymousUser()):
        assert not Group.objects.for_user(nobody).exists()
    assert set(Group.objects.for_user(make_staff(Role.REGISTRAR))) == {group, other}
    assert not Group.objects.for_user(make_staff(Role.EDITOR)).exists()


def test_the_page_shows_name_place_and_kind_and_nobody(client: Client) -> None:
    group = make_group(name="Rokkeveen <b>", place="Zoetermeer", kind="bpt")
    make_registration(user=make_person("Rachid Amrani"), group=group, role="manager")
    text = client.get("/groepen/", {"q": "rokkeveen"}).content.decode()
    assert "Rokkeveen &lt;b&gt;" in text and "uurtpreventieteam" in text
    assert "Rachid" not in text


def test_the_page_without_and_with_a_hopeless_search(client: Client) -> None:
    assert "Geen groep gevonden" not in client.get("/groepen/").content.decode()
    assert "Geen groep gevonden" in client.get("/groepen/?q=xyzzy").content.decode()
    assert "Dit is geen postcode" in client.get("/groepen/?q=0711+AB").content.decode()
    assert client.post("/groepen/", {"q": "x"}).status_code == 405


@pytest.mark.parametrize("query", ["q=%00", "q=" + "%C3%A9" * 300, "q=%FF%FE", "q=a&pagina=99", "q=a&pagina=x%00"])
def test_bad_input_on_the_page(client: Client, query: str) -> None:
    make_group(name="aaa")
    assert client.get(f"/groepen/?{query}").status_code == 200


def test_the_page_is_paged_by_fifty_with_constant_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(61):
        make_group(name=f"Straat {number:02}", postcodes=["2711"])
    client.force_login(make_person())
    counts = []
    for query in ("q=straat", "q=straat&pagina=2", "q=2711", "q=straat+07"):
        with django_assert_max_num_queries(6) as queries:
            client.get(f"/groepen/?{query}")
        counts.append(len(queries))
    assert len(set(counts)) == 1
    second = client.get("/groepen/?q=straat&pagina=2")
    assert [group.name for group in second.context["page"]] == [f"Straat {number}" for number in range(50, 61)]
    assert "Bladzijde 2 van 2" in second.content.decode()
