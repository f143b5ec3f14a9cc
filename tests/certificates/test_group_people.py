"""Who of us has which course (DESIGN §6): only who switched it on, only *bezig*, *gehaald* or *verlopen*."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from accounts.services.sharing import set_sharing
from courses.models import Course, Enrollment
from tests.certificates.group_world import (
    begin,
    manager,
    member,
    offer,
    pass_course,
    path_to,
    signed_in,
    soup_of,
    table_of,
    words_of,
)
from tests.conftest import NOW
from tests.factories.certificates import make_completion, make_membership, make_place, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NOT = "– nog niet begonnen"


def revoked() -> dict[str, object]:
    return {"revoked_at": NOW, "revoked_by": make_staff(Role.CERTIFIER), "revoked_reason": "Fraude."}


# --- where somebody stands -------------------------------------------------------------------------------


def test_the_three_words_and_nothing() -> None:
    group, saar = make_place(), offer()
    boss = manager(group)
    names = ("Anneke", "Bilal", "Carla", "Dirk")
    anneke, bilal, carla, _ = (member(group, name) for name in names)
    pass_course(anneke, saar, days_left=0)  # the last day counts
    pass_course(bilal, saar, days_left=-1)
    begin(carla, saar)
    assert table_of(boss, group) == {
        "Anneke": {"SAAR": "gehaald"},
        "Bilal": {"SAAR": "verlopen"},
        "Carla": {"SAAR": "bezig"},
        "Dirk": {"SAAR": NOT},
    }


def test_a_renewal_counts_and_what_it_replaced_does_not() -> None:
    group, saar = make_place(), offer()
    boss, elif_ = manager(group), member(group, "Elif")
    old = pass_course(elif_, saar, days_left=-300, superseded_at=NOW)
    pass_course(elif_, saar, supersedes=old)
    assert table_of(boss, group) == {"Elif": {"SAAR": "gehaald"}}


def test_a_revoked_certificate_is_not_told_and_is_no_course() -> None:
    group, saar = make_place(), offer()
    boss, frans = manager(group), member(group, "Frans")
    pass_course(frans, saar, **revoked())
    assert table_of(boss, group) == {"Frans": {"SAAR": NOT}}
    assert "INGETROKKEN" not in words_of(soup_of(boss, group)).upper()
    begin(frans, saar)
    assert table_of(boss, group) == {"Frans": {"SAAR": "bezig"}}


def test_who_does_an_expired_course_again_has_it_expired_until_he_passes() -> None:
    group, saar = make_place(), offer()
    boss, gerda = manager(group), member(group, "Gerda")
    pass_course(gerda, saar, days_left=-1)
    begin(gerda, saar)
    assert table_of(boss, group) == {"Gerda": {"SAAR": "verlopen"}}


def test_passed_and_still_without_a_certificate_is_passed() -> None:
    group, saar = make_place(), offer()
    boss, hatice = manager(group), member(group, "Hatice")
    make_completion(hatice, edition=saar)
    assert table_of(boss, group) == {"Hatice": {"SAAR": "gehaald"}}


def test_a_certificate_on_another_group_counts_because_the_switch_is_about_the_person() -> None:
    group, saar = make_place(), offer()
    boss, jaap = manager(group), member(group, "Jaap")
    pass_course(jaap, saar, registration=make_membership(jaap, make_place()))
    assert table_of(boss, group) == {"Jaap": {"SAAR": "gehaald"}}


def test_a_try_of_an_editor_is_no_learning() -> None:
    group, saar = make_place(), offer()
    boss, kees = manager(group), member(group, "Kees")
    begin(kees, saar)
    Enrollment.objects.update(purpose="preview")
    assert table_of(boss, group) == {"Kees": {"SAAR": NOT}}


def test_an_archived_course_is_not_on_the_page() -> None:
    group, saar = make_place(), offer()
    offer("reanimatie", "Reanimatie")
    boss, latifa = manager(group), member(group, "Latifa")
    pass_course(latifa, saar)
    Course.objects.filter(slug="saar").update(archived_at=NOW)
    assert table_of(boss, group) == {"Latifa": {"Reanimatie": NOT}}


# --- who takes part --------------------------------------------------------------------------------------


def test_of_who_did_not_switch_it_on_nothing_shows_not_even_in_a_number() -> None:
    group, saar = make_place(), offer()
    boss = manager(group)
    pass_course(member(group, "Marja"), saar)
    before = words_of(soup_of(boss, group))
    assert "1 mens doet mee" in before
    for shares in (None, False):
        pass_course(member(group, "Piet Geheim", shares=shares), saar)
    assert words_of(soup_of(boss, group)) == before


@pytest.mark.parametrize("status", ["pending", "refused", "ended"])
def test_only_confirmed_registrations_in_this_group(status: str) -> None:
    group = make_place()
    offer()
    boss = manager(group)
    member(group, "Olga", status=status, reason="Woont hier niet.")
    member(make_place(), "Ruud")
    assert table_of(boss, group) == {}


def test_switching_it_off_takes_somebody_away_at_once() -> None:
    group = make_place()
    offer()
    boss, sjaan = manager(group), member(group, "Sjaan")
    assert "Sjaan" in table_of(boss, group)
    set_sharing(user=sjaan, group_may_see=False, officer_may_find=True, now=NOW)
    assert "Sjaan" not in words_of(soup_of(boss, group))


def test_a_closed_account_is_not_shown() -> None:
    group = make_place()
    offer()
    boss, truus = manager(group), member(group, "Truus")
    truus.is_active = False
    truus.save()
    assert table_of(boss, group) == {}


def test_a_beheerder_is_counted_when_he_takes_part_and_else_told_that_he_is_not() -> None:
    group = make_place()
    offer()
    boss = manager(group, "Umar", shares=None)
    assert "Jij staat er zelf niet bij." in words_of(soup_of(boss, group))
    set_sharing(user=boss, group_may_see=True, officer_may_find=False, now=NOW)
    assert "Jij staat er zelf niet bij." not in words_of(soup_of(boss, group))
    assert list(table_of(boss, group)) == ["Umar"]


def test_names_are_text_in_the_order_of_the_alphabet() -> None:
    group = make_place()
    offer()
    boss = manager(group)
    for name in ("vera", "Đorđe", "", "<b>Ali</b>"):
        member(group, name)
    assert list(table_of(boss, group)) == ["<b>Ali</b>", "Iemand zonder naam", "vera", "Đorđe"]


def test_no_address_score_or_date_of_anybody() -> None:
    group, saar = make_place(), offer()
    boss, willem = manager(group), member(group, "Willem")
    certificate = pass_course(willem, saar)
    page = signed_in(boss).get(path_to(group)).content.decode()
    for secret in (willem.email, certificate.number, "2027", "punten", "poging"):
        assert secret not in page


# --- counts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passed", "total", "words"),
    [
        (0, 1, "De enige die meedoet, heeft deze cursus nog niet."),
        (1, 1, "De enige die meedoet, heeft deze cursus."),
        (0, 4, "Nog niemand van de 4 die meedoen heeft deze cursus."),
        (1, 4, "1 van de 4 die meedoen heeft deze cursus."),
        (3, 4, "3 van de 4 die meedoen hebben deze cursus."),
        (4, 4, "Alle 4 die meedoen hebben deze cursus."),
        (7, 13, "7 van de 13 die meedoen hebben deze cursus."),
    ],
)
def test_how_many_have_it(passed: int, total: int, words: str) -> None:
    group, saar = make_place(), offer()
    boss = manager(group)
    for number in range(total):
        person = member(group, f"Mens {number}")
        if number < passed:
            pass_course(person, saar)
    soup = soup_of(boss, group)
    assert words in words_of(soup)
    # A house for each while they fit beside each other, lit for who has it.
    assert len(soup.select(".street .done")) == (passed if total <= 12 else 0)


def test_no_more_queries_for_a_hundred_people_and_six_courses() -> None:
    group, saar = make_place(), offer()
    boss = manager(group)
    pass_course(member(group), saar)
    client = signed_in(boss)
    client.get(path_to(group))  # the texts of an edition are read once per process
    with CaptureQueriesContext(connection) as small:
        client.get(path_to(group))
    editions = [saar, *(offer(f"cursus-{number}", f"Cursus {number}") for number in range(5))]
    for number in range(99):
        person = member(group, f"Mens {number}")
        (pass_course if number % 2 else begin)(person, editions[number % 6])
    make_membership(make_user(), group, status="pending")
    client.get(path_to(group))
    with CaptureQueriesContext(connection) as large:
        response = client.get(path_to(group))
    assert response.content.decode().count('<th scope="row">') == 100
    assert len(small) == len(large) <= 12
