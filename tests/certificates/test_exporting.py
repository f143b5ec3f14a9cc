"""The list to take along: what is filtered, no formulas, and a log of how many."""

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import AuditEvent
from accounts.roles import Role
from certificates import errors
from certificates.models import Certificate
from certificates.services.exporting import export_certificates
from tests.certificates.foundation import ALLOWED, LIST, OTHERS, admin
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
HEADINGS = [
    "Nummer",
    "Status",
    "Naam",
    "Groep",
    "Registernummer",
    "Gemeente",
    "Cursus",
    "Editie",
    "Gehaald op",
    "Afgegeven op",
    "Geldig tot en met",
]
TRICKS = ["=1+1", "+31 6", "-cmd", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "'=1"]


def csv_rows(client: Client, query: str = "") -> list[list[str]]:
    response = client.post(f"{LIST}{query}", {"export": "csv"})
    assert response.headers["Content-Type"].startswith("text/csv")
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def xlsx_sheet(client: Client, query: str = "") -> Any:
    response = client.post(f"{LIST}{query}", {"export": "xlsx"})
    assert "spreadsheetml" in response.headers["Content-Type"]
    return load_workbook(BytesIO(response.content)).active


@pytest.mark.parametrize("role", ALLOWED)
def test_both_kinds_hold_the_same(role: Role) -> None:
    row = make_certificate(make_user("Đorđe van den Berg"))
    client = admin(role)
    place = [row.group_name, row.group_number, row.municipality]
    facts = [row.number, "GELDIG", "Đorđe van den Berg", *place, "SAAR", "1.0"]
    assert csv_rows(client) == [HEADINGS, [*facts, "2026-05-03", "2026-05-03", "2028-05-03"]]
    first, second = ([cell.value for cell in line] for line in xlsx_sheet(client))
    assert first == HEADINGS and second[:8] == facts
    assert [moment.date() for moment in second[8:]] == [date(2026, 5, 3), date(2026, 5, 3), date(2028, 5, 3)]


def test_only_what_the_filters_leave_and_every_page_of_it() -> None:
    keep = [make_certificate(municipality="Tilburg") for _ in range(60)]
    make_certificate(municipality="Stein")
    rows = csv_rows(admin(), "?municipality=Tilburg&p=2")
    assert {row[0] for row in rows[1:]} == {each.number for each in keep}


@pytest.mark.parametrize("name", TRICKS)
def test_nothing_is_a_formula(name: str) -> None:
    make_certificate(holder_name=name, group_name=name)
    client = admin()
    line = csv_rows(client)[1]
    assert not line[2].startswith(("=", "+", "-", "@", "\t")) and not line[3].startswith(("=", "+", "-", "@", "\t"))
    for cell in list(xlsx_sheet(client))[1]:
        assert cell.data_type in ("s", "d")


def test_control_characters_do_not_break_the_workbook() -> None:
    make_certificate(holder_name="Bo\x0b \x1bJansen\nx")
    assert list(xlsx_sheet(admin()))[1][2].value == "Bo  Jansen x"


def test_how_many_is_logged_and_not_whose() -> None:
    row = make_certificate()
    client = admin()
    csv_rows(client)
    csv_rows(client, "?q=niemand")
    events = AuditEvent.objects.filter(verb="certificate.export").order_by("pk")
    assert [event.detail for event in events] == [{"count": 1}, {"count": 0}]
    assert row.number not in str([vars(event) for event in events])


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_takes_the_list(role: Role) -> None:
    make_certificate()
    for kind in ("csv", "xlsx"):
        response = admin(role).post(LIST, {"export": kind})
        assert response.status_code == 302 and response.headers["Location"] == "/beheer/"
    with pytest.raises(errors.NotAllowed):
        export_certificates(rows=Certificate.objects.all(), kind="csv", by=make_staff(role), now=NOW)
    assert not AuditEvent.objects.filter(verb="certificate.export").exists()


def test_it_is_a_download_that_is_not_kept() -> None:
    response = admin().post(LIST, {"export": "csv"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="certificaten-2026-11-21.csv"'
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("query", ["issued_from=2026-13-45", "status=ZZ"])
def test_a_wrong_filter_takes_nobody_along(query: str) -> None:
    response = admin().post(f"{LIST}?{query}", {"export": "csv"}, follow=True)
    assert response.headers["Content-Type"].startswith("text/html")
    assert "er is niets gemaakt" in response.content.decode()
    assert not AuditEvent.objects.filter(verb="certificate.export").exists()


def test_an_unknown_kind_is_the_list() -> None:
    assert admin().post(LIST, {"export": "pdf"}).headers["Location"] == LIST


def test_an_address_alone_takes_nothing_along() -> None:
    """Else a link in a mail could make somebody of the foundation download all names."""
    page = admin().get(f"{LIST}?export=csv")
    assert page.headers["Content-Type"].startswith("text/html")
    assert 'name="export" value="csv"' in page.content.decode()
    assert not AuditEvent.objects.filter(verb="certificate.export").exists()


def test_an_erased_holder_is_an_empty_cell() -> None:
    make_certificate()
    Certificate.objects.update(erased_at=NOW, holder_name="", group_name="", group_number="", municipality="")
    assert csv_rows(admin())[1][2:6] == ["", "", "", ""]


def test_taking_many_costs_as_many_queries_as_one() -> None:
    make_certificate()
    client = admin()
    csv_rows(client)
    with CaptureQueriesContext(connection) as few:
        csv_rows(client)
    for _ in range(5):
        make_certificate()
    with CaptureQueriesContext(connection) as many:
        csv_rows(client)
    assert len(few) == len(many)
    assert not any('"certificates_certificatefile"."credential"' in query["sql"] for query in many)
