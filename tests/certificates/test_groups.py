"""`/groepen/`: what anybody reads of a group; never a name, never a number of people below five (DESIGN §6)."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from certificates.counting import municipality_figures, practiced
from certificates.dates import local_day
from certificates.models import Certificate
from registrations.models import Group, Registration
from tests.factories.certificates import make_certificate, make_completion, make_course, make_membership, make_user
from tests.factories.registrations import make_group

pytestmark = pytest.mark.django_db


def train(group: Group, count: int, **fields: Any) -> list[Certificate]:
    """So many people of this group, each with a certificate that counts unless `fields` say otherwise."""
    return [train_one(group, **fields) for _ in range(count)]


def train_one(group: Group, *, status: str = "confirmed", **fields: Any) -> Certificate:
    user = make_user()
    registration = make_membership(user, group, status=status)
    return make_certificate(user, registration=registration, **fields)


def today() -> Any:
    return local_day(timezone.now())


def marked(group: Group) -> bool:
    return practiced([group], today=today()) == {group.pk}


def test_five_people_make_a_group_practiced_and_four_do_not() -> None:
    group = make_group()
    train(group, 4)
    assert not marked(group)
    train(group, 1)
    assert marked(group)


def test_somebody_with_two_courses_counts_once() -> None:
    group = make_group()
    for certificate in train(group, 4):
        _completion, registration = certificate.whole
        completion = make_completion(registration.user, edition=make_course("ondermijning"))
        make_certificate(completion=completion, registration=registration)
    assert not marked(group)


@pytest.mark.parametrize("fields", [{"valid_until": "2026-05-03"}, {"status": "ended"}])
def test_expired_and_ended_do_not_count(fields: dict[str, Any]) -> None:
    group = make_group()
    train(group, 4)
    train(group, 1, **fields)
    assert not marked(group)


def test_the_search_shows_the_mark_and_no_number(client: Client) -> None:
    few, many = make_group(name="Weinig"), make_group(name="Veel")
    train(few, 4)
    train(many, 6)
    html = client.get("/groepen/?q=zoetermeer").text
    assert html.count("geoefend</span>") == 1
    assert html.index("Veel") < html.index("geoefend</span>") < html.index("Weinig")


def test_the_search_costs_the_same_for_one_group_and_for_fifty(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(50):
        make_group()
    make_group(name="Alleen", place="Stein", municipality="Stein")
    client.get("/groepen/?q=stein")
    with django_assert_num_queries(3):
        client.get("/groepen/?q=stein")
    with django_assert_num_queries(3):
        client.get("/groepen/?q=zoetermeer")


@pytest.mark.parametrize("text", ["", "%", "'; --", "\x00", "a" * 500, "0123 AB"])
def test_whatever_is_typed_gives_a_page(client: Client, text: str) -> None:
    assert client.get("/groepen/", {"q": text, "pagina": "zoveel"}).status_code == 200


def test_the_page_of_a_group_names_nobody_and_leads_to_belonging(client: Client) -> None:
    group = make_group(number="WG 7", name="Buurtwacht Noord")
    names = [certificate.holder_name for certificate in train(group, 6)]
    html = client.get("/groepen/WG 7/").text
    assert not any(name in html for name in names)
    assert "/mijn/registraties/toevoegen/?q=WG%207" in html
    assert "geoefend" in html
    assert client.get("/groepen/wg%207/").status_code == 200


def test_a_group_that_stopped_says_so_and_asks_nobody_to_join(client: Client) -> None:
    make_group(number="WG-8", status="ended")
    html = client.get("/groepen/WG-8/").text
    assert "Deze groep is gestopt." in html
    assert "toevoegen" not in html


@pytest.mark.parametrize("number", ["bestaat-niet", "a/b", "%00", "x" * 300])
def test_a_group_that_is_not_there_is_404(client: Client, number: str) -> None:
    assert client.get(f"/groepen/{number}/").status_code == 404


def test_a_municipality_counts_people_once_and_in_fives() -> None:
    one, other = make_group(municipality="Stein"), make_group(municipality="Stein", kind="bpt")
    people = train(one, 8)
    for certificate in people[:3]:
        registration = make_membership(certificate.whole[1].user, other)
        completion = make_completion(certificate.whole[1].user, edition=make_course("ondermijning"))
        make_certificate(completion=completion, registration=registration)
    make_group(municipality="Renkum")
    make_group(municipality="Lelystad", status="ended")
    rows = [(row.name, row.groups, row.teams, row.trained) for row in municipality_figures(today=today())]
    assert rows == [("Renkum", 1, 0, 0), ("Stein", 1, 1, 5)]
    assert Registration.objects.count() == 11


def test_a_municipality_less_what_the_wijkagent_reads_leaves_nobody() -> None:
    """He reads that one group has eleven: fifteen together would say that the other has four."""
    train(make_group(municipality="Stein"), 11)
    train(make_group(municipality="Stein"), 4)
    assert [row.trained for row in municipality_figures(today=today())] == [10]
