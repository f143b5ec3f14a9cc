"""`/wijk/uitvoer/`: a reason is asked, small counts stay hidden, and no cell is a formula."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import AuditEvent
from registrations.models import PostcodeRange
from tests.certificates.beats import holders, page, signed_in
from tests.factories.certificates import make_course, make_officer, make_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
EXPORT = "/wijk/uitvoer/"
HEADINGS = ["Registernummer", "Naam", "Soort", "Plaats", "Gemeente", "Postcodes", "SAAR"]
TRICKS = ["=1+1", "+31 6", "-cmd", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "'=1", "a\x07b"]


def taken(client: Client, **fields: str) -> list[list[str]]:
    response = client.post(EXPORT, {"reason": "meeting", "kind": "csv", **fields})
    assert response.headers["Content-Type"].startswith("text/csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="groepen-2026-11-21.csv"'
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def workbook(client: Client) -> Any:
    response = client.post(EXPORT, {"reason": "meeting", "kind": "xlsx"})
    assert "spreadsheetml" in response.headers["Content-Type"]
    return load_workbook(BytesIO(response.content)).active


def test_both_kinds_hold_the_groups_of_the_beat_and_hide_small_counts() -> None:
    big, small = make_place(name="Let op Urmond", place="Urmond"), make_place(name="Team Elsloo", kind="bpt")
    make_place("Tilburg", name="Reeshof waakt")
    holders(big, 6)
    holders(small, 4)
    PostcodeRange.objects.create(group=big, first="6129AA", last="6129ZZ")
    client = signed_in(make_officer())
    rows = [
        HEADINGS,
        [big.number, "Let op Urmond", "WhatsApp-groep", "Urmond", "Stein", "6129AA–6129ZZ", "6"],
        [small.number, "Team Elsloo", "buurtpreventieteam", "", "Stein", "", "minder dan 5"],
    ]
    assert taken(client) == rows
    assert [[cell.value or "" for cell in line] for line in workbook(client)] == rows


def test_only_what_was_searched_and_every_page_of_it() -> None:
    make_course()
    for _ in range(30):
        make_place(place="Urmond")
    make_place(name="Team Elsloo", kind="bpt")
    officer = make_officer()
    assert 'name="soort" value="bpt"' in page(officer, f"{EXPORT}?soort=bpt")
    client = signed_in(officer)
    assert [row[1] for row in taken(client, soort="bpt")[1:]] == ["Team Elsloo"]
    assert len(taken(client, q="urmond")) == 31
    assert taken(client, q="bestaat niet") == [HEADINGS[:-1]]


@pytest.mark.parametrize("fields", [{}, {"reason": ""}, {"reason": "omdat"}, {"reason": "other", "kind": "exe"}])
def test_without_a_reason_there_is_no_file(fields: dict[str, str]) -> None:
    response = signed_in(make_officer()).post(EXPORT, {"kind": "csv", "q": "urmond", **fields})
    shown = response.content.decode()
    assert response.status_code == 200 and "Content-Disposition" not in response.headers
    assert "Dit moet je nog aanpassen" in shown and 'name="q" value="urmond"' in shown
    assert not AuditEvent.objects.filter(verb="officer.export").exists()


def test_the_audit_knows_who_took_how_many_and_why() -> None:
    for _ in range(3):
        make_place()
    officer = make_officer()
    taken(signed_in(officer), reason="report")
    event = AuditEvent.objects.get(verb="officer.export")
    assert (event.actor, event.object_key) == (officer, str(officer.beat.key))
    assert event.detail == {"reason": "report", "kind": "csv", "count": 3}


@pytest.mark.parametrize("name", TRICKS)
def test_nothing_is_a_formula(name: str) -> None:
    make_course("tricks", title=name)
    make_place(name=name, place=name)
    client = signed_in(make_officer())
    for line in taken(client):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in line)
    assert {cell.data_type for line in workbook(client) for cell in line if cell.value} == {"s"}


def test_it_costs_the_same_for_few_and_many() -> None:
    holders(make_place(), 5)
    client = signed_in(make_officer())
    taken(client)
    with CaptureQueriesContext(connection) as few:
        taken(client)
    for _ in range(10):
        PostcodeRange.objects.create(group=make_place(), first="6129AA", last="6129ZZ")
    with CaptureQueriesContext(connection) as many:
        taken(client)
    assert len(few) == len(many)
