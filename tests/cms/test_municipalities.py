"""`/gemeenten/` and `/api/v1/`: the same public figures as pages and as open data."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cms.services.open_data import GROUPS, MUNICIPALITIES
from registrations.models import Registration
from tests.certificates.test_groups import train
from tests.factories.certificates import make_membership
from tests.factories.registrations import make_group

pytestmark = pytest.mark.django_db
FILES = ("gemeenten.csv", "gemeenten.json", "groepen.csv", "groepen.json")


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


@pytest.mark.usefixtures("country", "now")
@pytest.mark.parametrize("address", ["gemeenten/", *(f"api/v1/{name}" for name in FILES)])
def test_what_was_counted_is_kept_for_an_hour(
    address: str, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get(f"/{address}").content
    train(make_group(number="9", municipality="Tilburg"), 5)
    with django_assert_max_num_queries(1):  # the cache, where that is a database
        assert client.get(f"/{address}").content == first


@pytest.mark.parametrize("name", FILES)
def test_after_the_hour_it_is_counted_again(name: str, client: Client, clock: time_machine.Traveller) -> None:
    train(make_group(number="1", municipality="Stein"), 5)
    first = client.get(f"/api/v1/{name}").content
    train(make_group(number="2", municipality="Tilburg"), 5)
    clock.shift(timedelta(minutes=56))  # 14.59
    assert client.get(f"/api/v1/{name}").content == first
    clock.shift(timedelta(minutes=1))
    later = client.get(f"/api/v1/{name}").content
    assert b"Tilburg" in later and b"Tilburg" not in first


def test_another_day_is_another_file(client: Client, clock: time_machine.Traveller) -> None:
    make_group()
    assert client.get("/api/v1/groepen.json").json()["dag"] == "2026-11-21"
    clock.shift(timedelta(hours=9, minutes=56))  # 23.59 in Amsterdam, and 22.59 in UTC
    assert client.get("/api/v1/groepen.json").json()["dag"] == "2026-11-21"
    clock.shift(timedelta(minutes=1))
    assert client.get("/api/v1/groepen.json").json()["dag"] == "2026-11-22"


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_kept_says_how_it_may_be_used(name: str, client: Client) -> None:
    is_csv = name.endswith(".csv")
    attached = f'attachment; filename="wabp-academie-{name}"' if is_csv else ""
    for answer in (client.get(f"/api/v1/{name}"), client.get(f"/api/v1/{name}")):
        kind = "text/csv; charset=utf-8" if is_csv else "application/json"
        assert answer["Content-Type"] == kind
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=3600"}
        assert answer.get("Content-Disposition", "") == attached


def test_somebody_who_moved_counts_in_his_municipality_of_today(client: Client) -> None:
    train(make_group(municipality="Stein"), 4)
    there = make_group(municipality="Tilburg")
    for certificate in train(make_group(municipality="Renkum"), 5):
        registration = certificate.whole[1]
        Registration.objects.filter(pk=registration.pk).update(status="ended", ended_at=registration.decided_at)
        make_membership(registration.user, there)
    rows = {
        row["gemeente"]: row["geoefende_mensen"] for row in client.get("/api/v1/gemeenten.json").json()["gemeenten"]
    }
    assert rows == {"Stein": None, "Tilburg": 5, "Renkum": None}


def test_the_documentation_names_every_file_and_every_column(client: Client) -> None:
    html = client.get("/api/v1/").text
    for name in FILES:
        assert f"/api/v1/{name}" in html
    terms = [term for part in html.split("<dt>")[1:] for term in part.split("</dt>")[0].split(", ")]
    assert sorted(terms) == sorted([*MUNICIPALITIES.heads, *GROUPS.heads])
