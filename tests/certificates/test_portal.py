"""`/wijk/`: a wijkagent sees his own area, and nobody else sees the pages (DESIGN §6, §10)."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from certificates.models import Certificate, CertificateLookup
from courses.models import Course
from registrations.models import Beat, BeatArea, Group, PostcodeRange, Registration
from registrations.services import delete_beat
from tests.certificates.beats import TODAY, hold, holders, page, signed_in, words
from tests.factories.certificates import (
    make_certificate,
    make_course,
    make_membership,
    make_officer,
    make_place,
    make_staff,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
FEW = "elke cursus: minder dan 5"
PAGES = ("/wijk/", "/wijk/mensen/", "/wijk/cijfers/", "/wijk/uitvoer/")


# --- who comes in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [*PAGES, "/wijk/groep/00001/"])
def test_a_stranger_goes_to_sign_in(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/inloggen/?next={address}"


@pytest.mark.parametrize("role", [None, Role.EDITOR, Role.CHIEF_EDITOR, Role.REGISTRAR, Role.CERTIFIER, Role.ADMIN])
def test_for_everybody_else_it_does_not_exist(role: Role | None) -> None:
    group = make_place()
    client = signed_in(make_staff(role) if role else make_user())
    for address in (*PAGES, f"/wijk/groep/{group.number}/"):
        assert client.get(address).status_code == 404
    for address in ("/wijk/", "/wijk/mensen/", "/wijk/uitvoer/"):
        assert client.post(address, {"number": "x", "reason": "other", "kind": "csv"}).status_code == 404


def test_the_beheerder_of_a_group_has_no_portal() -> None:
    group, manager = make_place(), make_user()
    make_membership(manager, group, role="manager")
    assert signed_in(manager).get(f"/wijk/groep/{group.number}/").status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_without_a_second_factor_there_is_no_portal(address: str) -> None:
    response = signed_in(make_officer(second_factor=False)).get(address)
    assert response.status_code == 302 and "/wijk/" not in response.headers["Location"]


@pytest.mark.parametrize("address", PAGES)
def test_an_account_that_is_switched_off_is_signed_out(address: str) -> None:
    officer = make_officer()
    client = signed_in(officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert client.get(address).headers["Location"].startswith("/inloggen/")


def test_an_ended_beat_shows_nothing_of_the_area_any_more() -> None:
    group, officer = make_place("Stein", name="Let op Stein"), make_officer()
    client = signed_in(officer)
    assert client.get(f"/wijk/groep/{group.number}/").status_code == 200
    delete_beat(beat=officer.beat, by=make_staff(Role.ADMIN), now=timezone.now())
    for address in (*PAGES[1:], f"/wijk/groep/{group.number}/"):
        assert client.get(address).status_code == 404
    assert client.post("/wijk/uitvoer/", {"reason": "other", "kind": "csv"}).status_code == 404
    shown = client.get("/wijk/?q=stein").content.decode()
    assert "Certificaten controleren kan nog wel." in shown
    assert "Je hebt nu geen werkgebied" in shown and "Let op Stein" not in shown
    assert "GELDIG" in client.post("/wijk/", {"number": make_certificate().number}).content.decode()


# --- two beats -------------------------------------------------------------------------------------------


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
    ("first", "last", "seen"),
    [("5043AA", "5043ZZ", True), ("5042AA", "5043AA", True), ("5043ZZ", "5050AA", True), ("5044AA", "5050AA", False)],
)
def test_a_beat_of_postcodes_has_the_groups_that_it_touches(first: str, last: str, seen: bool) -> None:
    group, officer = make_place("Tilburg"), make_officer()
    BeatArea.objects.filter(beat__user=officer).update(municipality="", first=first, last=last)
    PostcodeRange.objects.create(group=group, first="5043AA", last="5043ZZ")
    assert list(Group.objects.in_beat_of(officer)) == ([group] if seen else [])


def test_a_group_of_another_beat_does_not_exist() -> None:
    own, other = make_place("Stein"), make_place("Tilburg")
    ended = make_place("Stein", status="ended")
    client = signed_in(make_officer())
    assert client.get(f"/wijk/groep/{own.number}/").status_code == 200
    for number in (other.number, ended.number, "bestaat-niet", "a\0b", "x" * 300):
        assert client.get(f"/wijk/groep/{number}/").status_code == 404


def test_search_and_filters_stay_within_the_beat() -> None:
    make_place("Tilburg", name="Reeshof waakt")
    officer = make_officer()
    for query in ("?q=reeshof", "?q=tilburg", "?soort=whatsapp", "?cursus=saar"):
        assert "Reeshof" not in page(officer, f"/wijk/{query}").replace('value="reeshof"', "")


# --- the list --------------------------------------------------------------------------------------------


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


def test_nobody_and_few_look_the_same_on_every_page() -> None:
    empty, few = make_place(name="Groep leeg"), make_place(name="Groep klein")
    holders(few, 4)
    officer = make_officer()
    assert page(officer).count(f"<td>{FEW}</td>") == 2
    one, other = (page(officer, f"/wijk/groep/{group.number}/") for group in (empty, few))
    assert one.replace(empty.number, "").replace("leeg", "") == other.replace(few.number, "").replace("klein", "")


def test_a_count_is_told_with_its_course() -> None:
    group = make_place()
    holders(group, 6)
    make_course("reanimatie", title="Reanimatie")
    officer = make_officer()
    assert "<strong>6</strong> SAAR" in page(officer) and "andere cursussen: minder dan 5" in page(officer)
    shown = page(officer, f"/wijk/groep/{group.number}/")
    assert '<th scope="row">SAAR</th><td class="number">6</td>' in shown
    assert '<th scope="row">Reanimatie</th><td class="number">minder dan 5</td>' in shown


@pytest.mark.parametrize("address", ["/wijk/", "/wijk/groep/{number}/", "/wijk/cijfers/", "/wijk/uitvoer/"])
def test_no_name_stands_on_a_page_of_groups(address: str) -> None:
    group = make_place()
    holders(group, 6, found=True, holder_name="Bo Jansen")
    User.objects.filter(registrations__group=group).update(name="Bo Jansen")
    assert "Bo Jansen" not in page(make_officer(), address.format(number=group.number))


def test_the_list_is_narrowed_by_words_postcode_number_kind_and_course() -> None:
    trained, team = make_place(name="Let op Urmond", place="Urmond"), make_place(name="Team Elsloo", kind="bpt")
    holders(trained, 5)
    holders(team, 4)
    PostcodeRange.objects.create(group=team, first="6181AA", last="6181ZZ")
    officer = make_officer()
    found: dict[str, set[str]] = {
        "q=urmond": {"urmond"},
        "q=6181+ab": {"team"},
        f"q={trained.number}": {"urmond"},
        "soort=bpt": {"team"},
        "cursus=saar": {"urmond"},
        "cursus=saar&soort=bpt": set(),
        "soort=onzin&cursus=": {"urmond", "team"},
        "q=a%00b&cursus=%00": set(),
    }
    for query, groups in found.items():
        shown = page(officer, f"/wijk/?{query}")
        assert ("Let op Urmond</a>" in shown, "Team Elsloo</a>" in shown) == ("urmond" in groups, "team" in groups)


def test_a_mistyped_postcode_says_so_and_stays() -> None:
    shown = page(make_officer(), "/wijk/?q=617+A")
    assert "Dit is geen postcode" in shown and 'value="617 A"' in shown and 'aria-invalid="true"' in shown


def test_twenty_five_groups_a_page_and_the_filter_goes_along() -> None:
    Group.objects.bulk_create(
        Group(number=f"P{number:03d}", name=f"Groep {number:03d}", municipality="Stein") for number in range(26)
    )
    officer = make_officer()
    first, second = page(officer, "/wijk/?q=groep"), page(officer, "/wijk/?q=groep&pagina=2")
    assert "Groep 024" in first and "Groep 025" not in first and "26 groepen" in first
    assert 'href="?q=groep&amp;pagina=2"' in first and 'href="/wijk/uitvoer/?q=groep"' in first
    assert "Groep 025" in second and "Groep 024" not in second
    assert "Groep 025" in page(officer, "/wijk/?pagina=99") and "Groep 000" in page(officer, "/wijk/?pagina=x")


def test_a_register_number_with_a_slash_has_its_page() -> None:
    group = make_place(number="WG/12 a")
    officer = make_officer()
    assert '/wijk/groep/WG/12%20a/"' in page(officer)
    assert group.name in page(officer, "/wijk/groep/WG/12%20a/")


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    ("address", "most"),
    [("/wijk/", 12), ("/wijk/?q=stein&soort=whatsapp&cursus=saar", 12), ("/wijk/groep/{number}/", 12)],
)
def test_it_costs_the_same_for_one_group_and_for_many(address: str, most: int) -> None:
    group = make_place()
    holders(group, 5)
    client, address = signed_in(make_officer()), address.format(number=group.number)
    queries(client, address)  # the title of a course is read once per process
    few = queries(client, address)
    for _ in range(12):
        holders(make_place(), 5, slug="saar")
    assert few == queries(client, address) <= most


# --- checking from here ----------------------------------------------------------------------------------


def test_a_number_gives_the_full_row_and_a_logged_look() -> None:
    certificate, officer = make_certificate(), make_officer(area="Tilburg", municipality="Tilburg")
    response = signed_in(officer).post("/wijk/", {"number": certificate.number.lower()})
    shown = response.content.decode()
    assert certificate.holder_name in shown and certificate.group_name in shown and "GELDIG" in shown
    look = CertificateLookup.objects.get()
    assert (look.user, look.beat_name) == (officer, "Tilburg")


def test_the_holder_reads_which_area_looked_and_when() -> None:
    certificate: Any = make_certificate()
    signed_in(make_officer(area="Stein")).post("/wijk/", {"number": certificate.number})
    holder = signed_in(certificate.registration.user)
    shown = holder.get(f"/mijn/certificaten/{certificate.number}/").content.decode()
    assert "politie, Stein, 21 november 2026" in shown and "Noor Bakker" not in shown


def test_a_mistyped_number_says_so() -> None:
    response = signed_in(make_officer()).post("/wijk/", {"number": "WABP-1"})
    assert response.status_code == 200
    assert "Dit nummer kennen we niet" in response.content.decode()


def test_the_number_stands_above_everything_else() -> None:
    shown = page(make_officer())
    assert shown.index('id="number"') < shown.index('class="portal-nav"') < shown.index('id="id_q"')
    assert Beat.objects.count() == 1
