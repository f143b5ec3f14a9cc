"""`/wijk/mensen/`: only who switched it on, only in the beat, and every look is written down."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent, User
from certificates.models import Certificate, CertificateLookup
from registrations.models import Registration
from tests.certificates.beats import TODAY, hold, holders, page, signed_in
from tests.factories.certificates import make_membership, make_officer, make_place, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PEOPLE = "/wijk/mensen/"


def searched(officer: User, **fields: str) -> str:
    response = signed_in(officer).post(PEOPLE, fields)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize(("switch", "seen"), [(True, True), (False, False), (None, False)])
def test_only_who_switched_it_on_is_found(switch: bool | None, seen: bool) -> None:
    hold(make_user("Bo Jansen", officer_may_find=switch), make_place(name="Let op Stein"), holder_name="Bo Jansen")
    shown = page(make_officer(), PEOPLE)
    assert ("Bo Jansen" in shown) is seen
    assert ("Let op Stein" in shown and "SAAR" in shown and "3 mei 2028" in shown) is seen


def test_each_beat_has_its_own_people() -> None:
    hold(make_user(officer_may_find=True), make_place("Stein"), holder_name="Bo Jansen")
    hold(make_user(officer_may_find=True), make_place("Tilburg"), holder_name="Sam Smit")
    stein = make_officer(area="Stein", municipality="Stein")
    tilburg = make_officer(area="Tilburg", municipality="Tilburg")
    assert "Bo Jansen" in page(stein, PEOPLE) and "Sam Smit" not in page(stein, PEOPLE)
    assert "Sam Smit" in page(tilburg, PEOPLE) and "Bo Jansen" not in page(tilburg, PEOPLE)
    assert "Sam Smit" not in searched(stein, naam="Sam")


def test_a_group_of_another_beat_gives_nobody() -> None:
    other = make_place("Tilburg", name="Reeshof waakt")
    hold(make_user(officer_may_find=True), other, holder_name="Sam Smit")
    shown = page(make_officer(), f"{PEOPLE}?groep={other.number}")
    assert "Sam Smit" not in shown and "Reeshof" not in shown


@pytest.mark.parametrize("what", ["left", "revoked", "expired", "erased", "pending"])
def test_only_members_of_today_with_a_valid_certificate(what: str) -> None:
    group, user, now = make_place(), make_user(officer_may_find=True), timezone.now()
    if what == "pending":
        hold(user, make_place("Tilburg"), holder_name="Bo Jansen")
        make_membership(user, group, status="pending")
    else:
        row = hold(user, group, holder_name="Bo Jansen")
        rows = Certificate.objects.filter(pk=row.pk)
        blank = {"holder_name": "", "group_name": "", "group_number": "", "municipality": ""}
        if what == "left":
            Registration.objects.update(status="ended", ended_at=now)
        elif what == "revoked":
            rows.update(revoked_at=now, revoked_by=user, revoked_reason="Verkeerde groep.")
        elif what == "expired":
            rows.update(valid_until=TODAY - timedelta(days=1))
        else:
            rows.update(erased_at=now, **blank)
    assert "Hier is nog niemand" in page(make_officer(), PEOPLE)


def test_a_name_is_searched_by_its_words_and_stands_in_no_address() -> None:
    group, other = make_place(name="Let op Stein"), make_place(name="Team Elsloo")
    hold(make_user(officer_may_find=True), group, holder_name="Bo van den Berg")
    hold(make_user(officer_may_find=True), other, holder_name="Sam Smit")
    officer = make_officer()
    shown = searched(officer, naam="berg bo")
    assert "Bo van den Berg" in shown and "Sam Smit" not in shown and 'value="berg bo"' in shown
    assert "niemand met deze naam" in searched(officer, naam="Noor")
    assert "niemand met deze naam" in searched(officer, naam="x\0x")
    within = searched(officer, groep=other.number)
    assert "Sam Smit" in within and "Bo van den Berg" not in within and "Team Elsloo" in within
    assert "Sam Smit" in page(officer, f"{PEOPLE}?naam=berg")  # a name in the address is not read


def test_every_look_is_one_row_in_the_audit() -> None:
    holders(make_place(), 3, found=True)
    officer = make_officer()
    page(officer, PEOPLE)
    searched(officer, naam="niemand die zo heet")
    first, second = AuditEvent.objects.filter(verb="officer.people").order_by("pk")
    assert (first.actor, first.object_key) == (officer, str(officer.beat.key))
    assert first.detail == {"count": 3, "searched": False}
    assert second.detail == {"count": 0, "searched": True}


def test_a_holder_reads_it_once_a_day(clock: time_machine.Traveller) -> None:
    row = hold(make_user(officer_may_find=True), make_place())
    officer = make_officer(area="Stein")
    page(officer, PEOPLE)
    searched(officer, naam=row.holder_name[:3])
    shown = page(row.registration.user, f"/mijn/certificaten/{row.number}/")
    assert shown.count("politie, Stein, 21 november 2026") == 1
    clock.shift(timedelta(days=1, minutes=1))
    page(officer, PEOPLE)
    assert CertificateLookup.objects.filter(certificate=row, beat_name="Stein").count() == 2


def test_who_was_not_shown_was_not_looked_at() -> None:
    rows = [
        hold(make_user(officer_may_find=True), make_place(), holder_name=f"Naam {number:02d}") for number in range(26)
    ]
    officer = make_officer()
    shown = page(officer, PEOPLE)
    assert "Naam 24" in shown and "Naam 25" not in shown and "26 certificaten" in shown
    assert not rows[25].lookups.exists()
    assert "Naam 25" in searched(officer, pagina="2") and rows[25].lookups.count() == 1
    assert "Naam 25" in searched(officer, pagina="99")


def test_it_costs_the_same_for_one_person_and_for_a_page_full() -> None:
    group = make_place()
    holders(group, 1, found=True)
    client = signed_in(make_officer())
    client.get(PEOPLE)
    holders(group, 1, found=True)
    with CaptureQueriesContext(connection) as few:
        client.get(PEOPLE)
    holders(group, 20, found=True)
    with CaptureQueriesContext(connection) as many:
        client.get(PEOPLE)
    reads = [query for query in many if query["sql"].startswith("SELECT")]
    assert len(few) == len(many) and len(reads) <= 12
