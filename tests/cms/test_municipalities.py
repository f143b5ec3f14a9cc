"""`/gemeenten/` and `/api/v1/`: the same public figures as pages and as open data."""

import csv
from io import StringIO

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.certificates.test_groups import train
from tests.factories.registrations import make_group

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _counted_again() -> None:
    cache.clear()


@pytest.fixture
def country() -> None:
    train(make_group(number="1", name="=Noord", municipality="Bergen (NH)"), 7)
    train(make_group(number="2", name="Zuid", municipality="Bergen (L)"), 4)
    make_group(number="3", name="Team Oost", kind="bpt", municipality="’s-Hertogenbosch")
    make_group(number="4", name="Weg", municipality="Stein", status="ended")


@pytest.mark.usefixtures("country")
def test_the_list_tells_fives_and_never_fewer(client: Client) -> None:
    html = client.get("/gemeenten/").text
    assert "5 of meer" in html
    assert "minder dan 5" in html
    assert "7" not in html.split("<main")[1].split("</main>")[0].replace("1.07", "")
    assert "Stein" not in html.split("<main")[1]


@pytest.mark.usefixtures("country")
def test_a_name_is_found_in_any_case(client: Client) -> None:
    html = client.get("/gemeenten/?q=bergen").text
    assert "2 gemeenten gevonden" in html
    assert "Hertogenbosch" not in html


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("slug", ["bergen-nh", "bergen-l", "s-hertogenbosch"])
def test_every_municipality_has_its_page(client: Client, slug: str) -> None:
    assert f"/gemeenten/{slug}/" in client.get("/gemeenten/").text
    assert client.get(f"/gemeenten/{slug}/").status_code == 200


def test_two_names_with_one_address_are_both_there(client: Client) -> None:
    make_group(name="Wacht Kade", municipality="Ter Aar")
    make_group(name="Wacht Dijk", municipality="Ter-Aar")
    pages = [client.get(f"/gemeenten/{slug}/").text for slug in ("ter-aar", "ter-aar-2")]
    assert ["Wacht Kade" in page for page in pages] == [True, False]
    assert ["Wacht Dijk" in page for page in pages] == [False, True]


def test_an_unknown_municipality_is_404(client: Client) -> None:
    assert client.get("/gemeenten/atlantis/").status_code == 404


@pytest.mark.usefixtures("country")
def test_the_open_data_say_the_same(client: Client) -> None:
    answer = client.get("/api/v1/gemeenten.json")
    rows = {row["gemeente"]: row for row in answer.json()["gemeenten"]}
    assert rows["Bergen (NH)"]["geoefende_mensen"] == 5
    assert rows["Bergen (L)"]["geoefende_mensen"] is None
    assert rows["’s-Hertogenbosch"]["buurtpreventieteams"] == 1
    assert answer["Access-Control-Allow-Origin"] == "*"
    groups = {row["nummer"]: row["geoefend"] for row in client.get("/api/v1/groepen.json").json()["groepen"]}
    assert groups == {"1": True, "2": False, "3": False}


@pytest.mark.usefixtures("country")
def test_csv_is_for_dutch_excel_and_holds_no_formula(client: Client) -> None:
    text = client.get("/api/v1/groepen.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text), delimiter=";"))
    assert [row["naam"] for row in rows] == ["'=Noord", "Zuid", "Team Oost"]
    assert [row["geoefend"] for row in rows] == ["ja", "nee", "nee"]
    figures = client.get("/api/v1/gemeenten.csv").content.decode("utf-8-sig")
    assert "Bergen (L);1;0;\r\n" in figures


@pytest.mark.usefixtures("country")
def test_what_was_counted_is_kept_for_an_hour(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/gemeenten/")
    with django_assert_max_num_queries(1):  # the cache, where that is a database
        client.get("/gemeenten/")


def test_the_documentation_names_every_file(client: Client) -> None:
    html = client.get("/api/v1/").text
    for name in ("gemeenten.csv", "gemeenten.json", "groepen.csv", "groepen.json"):
        assert f"/api/v1/{name}" in html
