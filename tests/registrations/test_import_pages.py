"""*Register inlezen* in `/beheer/`: from the file to the result, and who may come in."""

import csv
import re
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import AuditEvent
from accounts.roles import Role
from registrations.import_files import sample_file
from registrations.importing import match, missing, read_groups, read_sheet
from registrations.models import Group, RegisterImport
from registrations.services import importing
from tests.factories.registrations import make_person, make_registration, make_staff
from tests.registrations.import_files import LINES, bring_in, csv_file, keeper, look_at, run

pytestmark = pytest.mark.django_db

ROOT = "/beheer/registraties/inlezen/"
BAD = ["WG-9", "Fout", "BPT", "Stein", "", "27X1", "actief", "", ""]


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(keeper())
    return client


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def confirm(desk: Client, address: str) -> Any:
    """Presses *Bevestig* on the page as it is."""
    found = re.search(r'name="shown" value="([0-9a-f]{64})"', desk.get(address).content.decode())
    assert found
    return desk.post(f"{address}bevestigen/", {"shown": found[1]})


def send(desk: Client, data: bytes, name: str = "register.csv") -> Any:
    return desk.post(ROOT, {"file": SimpleUploadedFile(name, data)})


def test_from_file_to_result_and_back(desk: Client) -> None:
    address = send(desk, csv_file([*LINES, BAD]))["Location"]
    page = text_of(desk.get(address))
    assert "<b>Regel 5:</b> postcode 27X1 bestaat niet." in page and "Bevestig" in page
    assert not Group.objects.exists()
    assert confirm(desk, address)["Location"] == address
    waiting = desk.get(address)
    assert "0 van 3 groepen" in text_of(waiting) and "Kijk hoe ver het is" in text_of(waiting)
    assert waiting["Refresh"] == "5"
    row = run(RegisterImport.objects.get())
    assert "Klaar: ingelezen op" in text_of(desk.get(address)) and "Refresh" not in desk.get(address)
    assert "Weet je zeker" in text_of(desk.get(f"{address}terugdraaien/"))
    desk.post(f"{address}terugdraaien/")
    run(row)
    assert "Teruggedraaid op" in text_of(desk.get(address)) and not Group.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Dit bestand is leeg. Kies een ander bestand."),
        (b"PK\x03\x04 niets", "Dit bestand is kapot, of het is geen Excel-bestand."),
        (b"a;b", "In dit bestand staat geen groep."),
    ],
)
def test_a_bad_file_gets_a_sentence(desk: Client, data: bytes, sentence: str) -> None:
    response = send(desk, data)
    assert (response.status_code, sentence in text_of(response)) == (400, True)
    assert not RegisterImport.objects.exists()


def test_one_stray_quote_ends_no_group(desk: Client) -> None:
    lines = [f"Q{number};De Eik {number};Stein" for number in range(1, 21)]
    good = "\r\n".join(["Nummer;Naam;Gemeente", *lines])
    bring_in(good.encode())
    response = send(desk, good.replace("Q6;De Eik", 'Q6;"De Eik').encode())
    assert response.status_code == 400
    sentence = "Regel 7: er staat een aanhalingsteken (&quot;) te veel of te weinig. Verbeter dat en kies het bestand"
    assert sentence in text_of(response)
    assert RegisterImport.objects.count() == 1 and Group.objects.active().count() == 20


def test_no_file_and_a_day_that_must_still_come(desk: Client) -> None:
    response = desk.post(ROOT, {"source_date": "2999-01-01"})
    page = text_of(response)
    assert response.status_code == 400 and 'value="2999-01-01"' in page
    assert "Kies eerst een bestand." in page and "Deze dag moet nog komen." in page


def test_columns_that_nobody_knows_are_chosen_by_hand(desk: Client) -> None:
    address = send(desk, csv_file([["7", "Wijk 7", "Stein"]], headings=["Code", "Hoe heet hij", "Waar"]))["Location"]
    columns = f"{address}kolommen/"
    assert desk.get(address)["Location"] == columns
    assert "Wijk 7" in text_of(desk.get(columns))
    assert desk.post(f"{address}bevestigen/").status_code == 302 and not Group.objects.exists()
    wrong = desk.post(columns, {"column-0": "number", "column-1": "number"})
    page = text_of(wrong)
    assert wrong.status_code == 400 and "Kies ook een kolom voor: Naam, Gemeente." in page
    assert "‘Registernummer’ koos je al bij ‘Code’. Kies er één." in page
    desk.post(columns, {"column-0": "number", "column-1": "name", "column-2": "municipality"})
    confirm(desk, address)
    run(RegisterImport.objects.get())
    assert list(Group.objects.values_list("number", "name", "municipality")) == [("7", "Wijk 7", "Stein")]
    assert desk.get(columns)["Location"] == address


def test_a_register_that_changed_is_shown_again(desk: Client) -> None:
    bring_in()
    row = look_at(csv_file(LINES[:2]))
    seen = importing.digest_of(row)
    Group.objects.filter(number="WG-101").update(name="Met de hand")
    response = desk.post(f"{ROOT}{row.key}/bevestigen/", {"shown": seen}, follow=True)
    assert "Er is intussen iets veranderd in het register" in text_of(response)
    row.refresh_from_db()
    assert (row.state, row.counts["changed"], row.counts["gone"]) == ("looked_at", 1, 1)
    assert confirm(desk, f"{ROOT}{row.key}/").status_code == 302 and RegisterImport.objects.busy().exists()


def test_a_page_that_another_has_overtaken_confirms_nothing(desk: Client) -> None:
    """Two windows: in one other columns are chosen, in the other the old page is confirmed."""
    row = look_at()
    address, seen = f"{ROOT}{row.key}/", importing.digest_of(row)
    fields = ["number", "name", "kind", "municipality", "place", "postcodes", "status", "", ""]
    desk.post(f"{address}kolommen/", {f"column-{place}": field for place, field in enumerate(fields)})
    page = text_of(desk.post(f"{address}bevestigen/", {"shown": seen}, follow=True))
    assert "of in de keuze van de kolommen" in page and "<td>niet gebruikt</td>" in page
    assert "Er is intussen" in text_of(desk.post(f"{address}bevestigen/", follow=True))
    row.refresh_from_db()
    assert row.state == "looked_at" and "managers" not in row.columns
    confirm(desk, address)
    assert "Iemand was je voor." in text_of(desk.post(f"{address}bevestigen/", {"shown": seen}, follow=True))


def test_the_preview_tells_which_column_is_what(desk: Client) -> None:
    headings = ["Nummer", "Naam", "Gemeente", "E-mail", "Telefoon"]
    row = look_at(csv_file([["7", "Wijk 7", "Stein", "an@voorbeeld.nl", "06"]], headings=headings))
    page = text_of(desk.get(f"{ROOT}{row.key}/"))
    for heading, field in zip(
        headings, ["Registernummer", "Naam", "Gemeente", "niet gebruikt", "niet gebruikt"], strict=True
    ):
        assert f'<td class="title">{heading}</td> <td>{field}</td>' in page
    assert f'href="{ROOT}{row.key}/kolommen/"' in page
    assert page.count("gebruiken we niet vanzelf") == 1 and "De kolom ‘E-mail’ gebruiken we niet vanzelf." in page
    importing.choose_columns(
        register_import=row, columns={**row.columns, "managers": ["E-mail"]}, by=keeper(), now=timezone.now()
    )
    page = text_of(desk.get(f"{ROOT}{row.key}/"))
    assert '<td class="title">E-mail</td> <td>E-mail beheerder</td>' in page and "niet vanzelf" not in page


@pytest.mark.parametrize("days", [0, 8])
def test_what_failed_can_go_on_as_long_as_the_file_is_there(desk: Client, days: int) -> None:
    row = bring_in()
    at = timezone.now() - timedelta(days=days)
    RegisterImport.objects.filter(pk=row.pk).update(state="failed", finished_at=at)
    page = text_of(desk.get(f"{ROOT}{row.key}/"))
    assert ("verder/" in page, "Kies Ga verder" in page) == (not days, not days)
    assert ("Daarom kun je niet meer verdergaan of terugdraaien." in page) is bool(days)
    page = text_of(desk.post(f"{ROOT}{row.key}/verder/", follow=True))
    assert ("Dat kan niet meer: dit is langer dan zeven dagen geleden." in page) is bool(days)
    row.refresh_from_db()
    assert row.state == ("failed" if days else "running")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "looked_at", "confirmed_at": None}, "Dit is nog niet ingelezen: er valt niets terug te draaien."),
        ({"state": "running"}, "Dit wordt nog ingelezen. Wacht tot het klaar is."),
        ({"state": "undoing"}, "Het terugdraaien is al begonnen."),
        ({"state": "failed"}, "Het terugdraaien is al begonnen."),
        ({"state": "undone"}, "Dit is al teruggedraaid."),
        ({"state": "done", "undone_by": None}, "Dat kan niet meer: dit is langer dan zeven dagen geleden."),
    ],
)
def test_why_it_cannot_be_undone_is_told_as_it_is(desk: Client, fields: dict[str, Any], sentence: str) -> None:
    row = bring_in(now=timezone.now() - timedelta(days=8))
    RegisterImport.objects.filter(pk=row.pk).update(**{"undone_by": keeper(), **fields})
    address = f"{ROOT}{row.key}/terugdraaien/"
    page = text_of(desk.get(address))
    assert sentence in page and "Ja, draai terug" not in page
    assert sentence in text_of(desk.post(address, follow=True))
    row.refresh_from_db()
    assert row.state == fields["state"]


@pytest.mark.parametrize("state", ["done", "failed"])
def test_a_later_file_goes_back_first(desk: Client, state: str) -> None:
    first, second = bring_in(), bring_in(csv_file(LINES[1:]))
    RegisterImport.objects.filter(pk=first.pk).update(state=state)
    RegisterImport.objects.filter(pk=second.pk).update(file_name="tweede.csv")
    address = f"{ROOT}{first.key}/"
    for page in (desk.get(address), desk.get(f"{address}terugdraaien/")):
        assert "Na dit bestand is een ander bestand ingelezen (tweede.csv, " in text_of(page)
        assert f'<a href="{ROOT}{second.key}/">Ga naar tweede.csv</a>' in text_of(page)
        assert f'href="{address}terugdraaien/"' not in text_of(page) and "Ja, draai terug" not in text_of(page)
    assert ("verder/" in text_of(desk.get(address))) is (state == "failed")
    assert "Het terugdraaien is halverwege" not in text_of(desk.get(address))
    told = text_of(desk.post(f"{address}terugdraaien/", follow=True))
    assert told.count("Draai eerst dat terug.") == 2  # as an answer, and on the page
    desk.post(f"{ROOT}{second.key}/terugdraaien/")
    run(second)
    assert f'href="{address}terugdraaien/"' in text_of(desk.get(address))


def test_after_an_undoing_the_people_it_let_in_are_listed(desk: Client) -> None:
    row = bring_in()
    lid = make_registration(
        user=make_person(email="ci@voorbeeld.nl"), group=Group.objects.get(number="WG-102"), at=timezone.now()
    )
    desk.post(f"{ROOT}{row.key}/terugdraaien/")
    run(row)
    page = text_of(desk.get(f"{ROOT}{row.key}/"))
    assert "1 persoon is bevestigd door een e-mailadres uit dit bestand." in page
    assert f'href="/beheer/registraties/aanvragen/{lid.key}/">WG-102 Wijk 2, als lid</a>' in page
    assert "ci@voorbeeld.nl" not in page


def test_the_lines_with_a_mistake_come_back(desk: Client) -> None:
    row = look_at(csv_file([BAD, *LINES]))
    text = desk.get(f"{ROOT}{row.key}/fouten/").content.decode("utf-8-sig")
    lines = list(csv.reader(StringIO(text), delimiter=";"))
    assert lines[0][:3] == ["Regel", "Wat klopt er niet", "Registernummer"]
    assert lines[1] == ["2", "postcode 27X1 bestaat niet.", *BAD] and len(lines) == 2


def test_the_sample_can_be_read(desk: Client) -> None:
    sheet = read_sheet(desk.get(f"{ROOT}voorbeeld/").content)
    columns = match(sheet.headings)
    found = read_groups(sheet, columns)
    assert not missing(columns) and len(columns) == 9 and (len(found.groups), found.problems) == (3, [])
    assert load_workbook(BytesIO(sample_file())).active.freeze_panes == "A2"


def test_who_takes_the_register_along_is_written_down(desk: Client) -> None:
    bring_in()
    assert desk.get(f"{ROOT}meenemen/").status_code == 405
    response = desk.post(f"{ROOT}meenemen/")
    assert b"WG-101" in response.content and b"voorbeeld.nl" not in response.content
    assert AuditEvent.objects.filter(verb="register.export").count() == 1


def test_thrown_away(desk: Client) -> None:
    row = look_at()
    assert desk.post(f"{ROOT}{row.key}/weg/")["Location"] == ROOT
    assert desk.get(f"{ROOT}{row.key}/").status_code == 404


def addresses(row: RegisterImport) -> list[str]:
    one = f"{ROOT}{row.key}/"
    return [ROOT, f"{ROOT}voorbeeld/", one, f"{one}kolommen/", f"{one}fouten/", f"{one}terugdraaien/"]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CHIEF_EDITOR, Role.OFFICER, Role.CERTIFIER])
def test_other_staff_gets_wagtails_refusal(client: Client, role: Role) -> None:
    row = look_at()
    client.force_login(make_staff(role))
    for address in addresses(row):
        assert client.get(address)["Location"] == "/beheer/", address
    for act in ("bevestigen/", "weg/", "verder/", "terugdraaien/"):
        assert client.post(f"{ROOT}{row.key}/{act}")["Location"] == "/beheer/", act
    assert client.post(f"{ROOT}meenemen/")["Location"] == "/beheer/"
    row.refresh_from_db()
    assert row.state == "looked_at"


def test_the_list_costs_the_same_with_more(desk: Client) -> None:
    bring_in()
    desk.get(ROOT)
    with CaptureQueriesContext(connection) as few:
        desk.get(ROOT)
    for number in range(5):
        bring_in(csv_file([[f"N-{number}", "Nieuw", "", "Stein", *[""] * 5], *LINES]))
    with CaptureQueriesContext(connection) as many:
        assert "register.csv" in text_of(desk.get(ROOT))
    assert len(many) == len(few)
