"""`/wijk/`: a wijkagent sees his own area, and nobody else sees the page (DESIGN §6, §10)."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from certificates import selectors
from certificates.models import Certificate, CertificateLookup
from courses.models import Course
from registrations.models import Group, PostcodeRange, Registration
from tests.factories.certificates import (
    make_certificate,
    make_completion,
    make_course,
    make_membership,
    make_officer,
    make_place,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, query: str = "") -> str:
    response = signed_in(user).get(f"/wijk/{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def holders(group: Group, people: int, **fields: Any) -> list[Certificate]:
    """`people` members of `group` who have a certificate."""
    return [hold(make_user(), group, **fields) for _ in range(people)]


def hold(user: User, group: Group, *, slug: str = "saar", title: str = "SAAR", **fields: Any) -> Certificate:
    registration = user.registrations.filter(group=group).first() or make_membership(user, group)
    completion = make_completion(user, edition=make_course(slug, title=title))
    return make_certificate(completion=completion, registration=registration, **fields)


def words(group: Group) -> dict[str, str]:
    """Course → what the portal says about `group`."""
    return {each.course_title: each.words for each in selectors.group_rows([group], today=TODAY)[0].counts}


# --- who comes in ----------------------------------------------------------------------------------------


def test_a_stranger_goes_to_sign_in(client: Client) -> None:
    response = client.get("/wijk/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/inloggen/?next=/wijk/"


@pytest.mark.parametrize("role", [None, Role.EDITOR, Role.CHIEF_EDITOR, Role.REGISTRAR, Role.CERTIFIER, Role.ADMIN])
def test_for_everybody_else_it_does_not_exist(role: Role | None) -> None:
    client = signed_in(make_staff(role) if role else make_user())
    assert client.get("/wijk/").status_code == 404
    assert client.post("/wijk/", {"number": "x"}).status_code == 404


def test_without_a_second_factor_there_is_no_portal() -> None:
    response = signed_in(make_officer(second_factor=False)).get("/wijk/")
    assert response.status_code in {302, 404}
    assert b"Stein" not in response.content


# --- what he sees ----------------------------------------------------------------------------------------


def test_each_wijkagent_sees_the_groups_of_his_own_beat() -> None:
    make_place("Stein", name="Let op Stein")
    by_postcode = make_place("Tilburg", name="Reeshof waakt")
    PostcodeRange.objects.create(group=by_postcode, first="5043AA", last="5043ZZ")
    make_place("Stein", name="Oude groep", status="ended")
    stein = page(make_officer(area="Stein", municipality="Stein"))
    tilburg = page(make_officer(area="Tilburg", municipality="Tilburg"))
    assert "Let op Stein" in stein and "Reeshof" not in stein and "Oude groep" not in stein
    assert "Reeshof waakt" in tilburg and "Let op Stein" not in tilburg
    assert "Mijn wijk: Stein" in stein


@pytest.mark.parametrize(
    ("people", "shown"), [(0, "minder dan 5"), (1, "minder dan 5"), (4, "minder dan 5"), (5, "5"), (6, "6")]
)
def test_small_counts_are_hidden(people: int, shown: str) -> None:
    group = make_place()
    make_course()
    holders(group, people)
    assert words(group) == {"SAAR": shown}


def test_only_people_count_who_belong_and_whose_certificate_is_valid() -> None:
    group = make_place()
    for certificate in holders(group, 5):
        hold(certificate.registration.user, group)  # passed twice: still one person
    assert words(group) == {"SAAR": "5"}
    ended = Registration.objects.filter(group=group).first()
    assert ended
    Registration.objects.filter(pk=ended.pk).update(status="ended", ended_at=ended.decided_at)
    assert words(group) == {"SAAR": "minder dan 5"}
    holders(group, 1)
    assert words(group) == {"SAAR": "5"}
    Certificate.objects.update(valid_until=TODAY.replace(day=20))
    assert words(group) == {"SAAR": "minder dan 5"}


def test_nobody_and_few_look_the_same_on_the_page() -> None:
    empty, few = make_place(name="Lege groep"), make_place(name="Kleine groep")
    holders(few, 4)
    shown = page(make_officer())
    assert empty.name in shown and shown.count('<td data-label="SAAR">minder dan 5</td>') == 2
    assert "niemand" not in shown


def test_an_archived_course_shows_only_a_count_that_is_told() -> None:
    group = make_place()
    holders(group, 4, slug="oud", title="Oude cursus")
    make_course()
    Course.objects.filter(slug="oud").update(archived_at=timezone.now())
    assert words(group) == {"SAAR": "minder dan 5"}
    holders(group, 1, slug="oud", title="Oude cursus")
    assert words(group) == {"SAAR": "minder dan 5", "Oude cursus": "5"}


def test_counts_are_per_course_and_per_group() -> None:
    group, other = make_place(), make_place()
    holders(group, 5)
    holders(group, 1, slug="reanimatie", title="Reanimatie")
    holders(other, 5, slug="reanimatie", title="Reanimatie")
    assert words(group) == {"SAAR": "5", "Reanimatie": "minder dan 5"}
    assert words(other) == {"SAAR": "minder dan 5", "Reanimatie": "5"}


def test_no_name_stands_on_the_page() -> None:
    group = make_place()
    for certificate in holders(group, 6):
        certificate.holder_name = "Bo Jansen"
        certificate.save()
    User.objects.filter(registrations__group=group).update(name="Bo Jansen")
    shown = page(make_officer())
    assert "Bo Jansen" not in shown
    assert '<td data-label="SAAR">6</td>' in shown


def test_fifty_groups_a_page() -> None:
    Group.objects.bulk_create(
        Group(number=f"P{number:03d}", name=f"Groep {number:03d}", municipality="Stein") for number in range(51)
    )
    officer = make_officer()
    first, second = page(officer), page(officer, "?pagina=2")
    assert "Groep 049" in first and "Groep 050" not in first
    assert "Groep 050" in second and "Groep 049" not in second
    assert "51 groepen" in first
    assert "Groep 050" in page(officer, "?pagina=99") and "Groep 000" in page(officer, "?pagina=x")


def test_without_a_beat_it_says_what_to_do() -> None:
    assert "Je hebt nog geen werkgebied" in page(make_staff(Role.OFFICER))


def test_it_costs_the_same_for_one_group_and_for_fifty() -> None:
    officer = make_officer()
    holders(make_place(), 2)
    client = signed_in(officer)
    with CaptureQueriesContext(connection) as few:
        client.get("/wijk/")
    for _ in range(12):
        holders(make_place(), 1, slug="reanimatie", title="Reanimatie")
    with CaptureQueriesContext(connection) as many:
        client.get("/wijk/")
    assert len(few) == len(many) <= 12


# --- checking from here ----------------------------------------------------------------------------------


def test_a_number_gives_the_full_row_and_a_logged_look() -> None:
    certificate, officer = make_certificate(), make_officer(area="Tilburg", municipality="Tilburg")
    response = signed_in(officer).post("/wijk/", {"number": certificate.number.lower()})
    shown = response.content.decode()
    assert certificate.holder_name in shown and certificate.group_name in shown and "GELDIG" in shown
    look = CertificateLookup.objects.get()
    assert (look.user, look.beat_name) == (officer, "Tilburg")


def test_a_mistyped_number_says_so() -> None:
    response = signed_in(make_officer()).post("/wijk/", {"number": "WABP-1"})
    assert response.status_code == 200
    assert "Dit nummer kennen we niet" in response.content.decode()
