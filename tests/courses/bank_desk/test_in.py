"""*Toetsen > Vragen invoeren*, walked without JavaScript (DESIGN §4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import BankImport, Question
from courses.quiz.interchange import MAX_BYTES, BankItem, write
from courses.services.bank_importing import apply_import, preview_import
from tests.conftest import NOW
from tests.courses.bank_desk.acts import IN, OUT, main_of, press, preview, upload
from tests.courses.desk import signed_in, words
from tests.courses.pages import link
from tests.factories.courses import make_editor
from tests.quiz.samples import ALL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
MOST_QUERIES = 18
EVIL = "<script>alert(1)</script>"


def numbered(count: int) -> str:
    return "\n\n".join(f"// [id:v{n}]\n::Vraag {n}::Hoeveel is {n}? {{={n} ~geen}}" for n in range(count))


# --- who ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.CERTIFIER, Role.OFFICER])
def test_only_writers_come_here(course: None, role: Role) -> None:
    grant_rights()
    client = signed_in(make_editor(role, email="ander@example.nl"))
    found = BankImport.objects.create(course_slug="proef", format="gift", file_name="x")
    routes = [IN, f"{IN}voorbeeld/", f"{IN}{found.key}/", f"{IN}{found.key}/meldingen/", OUT, f"{OUT}bestand/"]
    for route in routes:
        assert client.get(route).status_code == 302, route
    assert client.post(f"{IN}{found.key}/", {"act": "overnemen"}).status_code == 302
    assert upload(client).status_code == 302
    assert BankImport.objects.get().state == "preview"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CHIEF_EDITOR, Role.ADMIN])
def test_writers_find_both_in_the_menu(course: None, role: Role) -> None:
    grant_rights()
    page = signed_in(make_editor(role, email="schrijver@example.nl")).get(IN)
    assert page.status_code == 200
    assert OUT in page.content.decode() and "Vragen uitvoeren" in page.content.decode()


# --- in -------------------------------------------------------------------------------------------------
def test_a_file_is_looked_at_and_taken_in_and_taken_back(client: Client) -> None:
    page = preview(client)
    text = words(page)
    assert "Er is nog niets veranderd" in text and "Regel 4: een accolade ontbreekt" in text
    row = " ".join(main_of(page).select_one("tbody tr").get_text(" ").split())
    assert row == "Brand Er is brand. Bel je 112? Goed: waar Kenmerk: x Labels: deur Waar of niet waar ingevoerd nieuw"
    assert Question.objects.count() == 1
    taken = press(client, page, "Overnemen")
    assert "Overgenomen: 1 nieuw, 0 gewijzigd, 0 gelijk." in words(taken)
    question = Question.objects.get(idnumber="x")
    assert not question.live
    assert client.get(link(taken, "Open de vraag")).status_code == 200
    undone = press(client, taken, "Terugdraaien")
    assert "Teruggedraaid op 21 november 2026 14:03" in words(undone)
    assert not Question.objects.filter(idnumber="x").exists()
    assert main_of(undone).find("form") is None


def test_the_draft_of_a_file_opens_in_the_editor_and_in_the_preview(client: Client, editor: User) -> None:
    page = press(client, preview(client, numbered(1)), "Overnemen")
    edit_url = link(page, "Open de vraag")
    text = client.get(edit_url).content.decode()
    assert "Hoeveel is 0?" in text


def test_on_second_thoughts_nothing_happens(client: Client) -> None:
    page = press(client, preview(client), "Toch niet")
    assert "er is niets veranderd in de vragenbank" in words(page)
    assert not BankImport.objects.exists() and Question.objects.count() == 1


def test_a_double_press_takes_it_in_once(client: Client) -> None:
    page = preview(client)
    for _ in range(2):
        press(client, page, "Overnemen")
    assert Question.objects.filter(idnumber="x").count() == 1
    for _ in range(2):
        answer = client.post(page.wsgi_request.path, {"act": "terugdraaien"}, follow=True)
        assert answer.status_code == 200
    assert BankImport.objects.get().state == "undone"


def test_the_same_file_again_has_nothing_to_take(client: Client) -> None:
    press(client, preview(client), "Overnemen")
    page = preview(client)
    assert "Er is niets over te nemen" in words(page)
    assert [button for button in main_of(page).find_all("button") if "Overnemen" in button.text] == []


def test_what_stayed_after_an_undo_is_told(client: Client, clock: Any, editor: User) -> None:
    page = press(client, preview(client), "Overnemen")
    clock.shift(timedelta(hours=1))
    client.force_login(editor)  # staff sign in again after half an hour
    Question.objects.get(idnumber="x").latest_revision.publish()
    undone = press(client, page, "Terugdraaien")
    assert "‘Brand’ is blijven staan: iemand heeft de vraag daarna veranderd of gepubliceerd." in words(undone)


def test_after_seven_days_there_is_no_way_back(client: Client, clock: Any, editor: User) -> None:
    page = press(client, preview(client), "Overnemen")
    clock.shift(timedelta(days=7, seconds=1))
    client.force_login(editor)
    late = client.post(page.wsgi_request.path, {"act": "terugdraaien"}, follow=True)
    assert "Terugdraaien kan nu niet meer" in words(late)
    assert main_of(late).find("form") is None and Question.objects.filter(idnumber="x").exists()


def test_a_preview_that_went_is_a_sentence(client: Client) -> None:
    page = preview(client)
    BankImport.objects.all().delete()
    for answer in (press(client, page, "Overnemen"), client.get(page.wsgi_request.path, follow=True)):
        assert "Dit bestand staat niet meer klaar" in words(answer)


@pytest.mark.parametrize("act", ["", "alles", "overnemen\0"])
def test_an_unknown_button_does_nothing(client: Client, act: str) -> None:
    page = preview(client)
    assert client.post(page.wsgi_request.path, {"act": act}).status_code == 302
    assert BankImport.objects.get().state == "preview"


REFUSED = [
    ("vragen.gift", b"a" * (MAX_BYTES + 1), "Het mag hoogstens 10 MB zijn"),
    ("vragen.docx", b"x", "Dit soort bestand kennen we niet"),
    ("vragen.gift", b"", "Dit bestand is leeg"),
    ("a.xml", b'<!DOCTYPE q [<!ENTITY x "lol">]><quiz>&x;</quiz>', "eigen definities"),
    ("a.xlsx", b"PK geen werkblad", "Dit is geen werkblad"),
    ("a.gift", b"Wat? {=a\0}", "We kunnen de letters in dit bestand niet lezen"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), REFUSED, ids=[sentence for *_, sentence in REFUSED])
def test_a_file_that_cannot_come_in_is_a_sentence(client: Client, name: str, data: bytes, sentence: str) -> None:
    answer = upload(client, data, name)
    assert answer.status_code == 400 and sentence in words(answer)
    chosen = main_of(answer).find("select", id="id_course").find("option", selected=True)
    assert chosen["value"] == "proef" and not BankImport.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"course": ""}, "Kies een cursus uit de lijst."),
        ({"course": "x\0"}, "Kies een cursus uit de lijst."),
        ({"format": "word"}, "Kies een soort uit de lijst."),
        ({"file": ""}, "Kies eerst een bestand."),
    ],
)
def test_a_form_that_is_not_filled_in_is_a_sentence(client: Client, fields: dict[str, str], sentence: str) -> None:
    answer = upload(client, **fields)
    assert answer.status_code == 400 and sentence in words(answer)


def test_a_file_without_questions_says_so(client: Client) -> None:
    page = preview(client, "// niets\n")
    assert "We hebben in dit bestand geen vragen gevonden." in words(page)
    assert "Er staat geen vraag in dit bestand die we kunnen overnemen." in words(page)


def test_what_a_file_holds_is_shown_as_text(client: Client) -> None:
    row = f"één antwoord;{EVIL};{EVIL}a;b;1;{EVIL};{EVIL};{EVIL};{EVIL};{EVIL}\n"
    heading = "soort;vraag;antwoord 1;antwoord 2;goed;uitleg;categorie;kenmerk;labels;titel\n"
    broken = f"één antwoord;{EVIL}c;d;e;9;;;;;{EVIL}\nraar{EVIL};x;;;;;;;;\n"
    page = preview(client, heading + row + broken, name=f"{EVIL.replace('/', '')}.csv")
    for answer in (page, client.get(IN), press(client, page, "Overnemen")):
        assert "<script>alert" not in answer.content.decode()
    assert "&lt;script&gt;alert(1)" in page.content.decode()
    assert Question.objects.filter(title__contains="script").exists()


def test_each_kind_of_question_is_told_in_words(client: Client) -> None:
    items = [BankItem(title=kind, content=content) for kind, content in ALL.items()]
    data, _ = write(items, "moodle_xml")
    text = words(preview(client, data, name="x.xml"))
    for line in ("Goed: optie a", "1. stap 1", "links s1 → rechts c1", "112 (100 %)", "Typ een getal", "Koppel"):
        assert line in text, line


def test_the_problems_can_be_downloaded(client: Client) -> None:
    page = preview(client, b"::=SOM(1)::Wie? {=a ~b\n\n::Goed::Wat? {=a ~b}")
    answer = client.get(link(page, "Download alle meldingen (CSV)"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="meldingen.csv"'
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "plaats;vraag;overgeslagen;melding"
    assert lines[1].startswith("Regel 1;") and ";ja;Regel 1: een accolade ontbreekt." in lines[1]
    assert not any(cell.startswith("=") for line in lines for cell in line.split(";"))


def test_the_example_can_be_filled_in_and_comes_back(client: Client) -> None:
    answer = client.get(link(client.get(IN), "Download het voorbeeldbestand (Excel)"))
    page = preview(client, answer.content, name="vragen-voorbeeld.xlsx")
    assert "nieuw" in words(page) and main_of(page).select("tbody tr")


def test_the_list_shows_what_came_in(client: Client) -> None:
    press(client, preview(client), "Overnemen")
    preview(client, name="tweede.gift")
    rows = [" ".join(row.get_text(" ").split()) for row in main_of(client.get(IN)).select("tbody tr")]
    assert rows == [
        "tweede.gift Proefcursus 21 november 2026 14:03 door Iris de Vries nog niet overgenomen",
        "vragen.gift Proefcursus 21 november 2026 14:03 door Iris de Vries overgenomen: 1 nieuw, 0 gewijzigd, 0 gelijk",
    ]


# --- size -----------------------------------------------------------------------------------------------
def test_the_pages_cost_the_same_for_a_big_file(client: Client, editor: User) -> None:
    small, big = costs(client, made(editor, numbered(3))), costs(client, made(editor, numbered(300)))
    assert small == big and max(big) <= MOST_QUERIES, (small, big)


def costs(client: Client, found: BankImport) -> list[int]:
    """Queries of every page."""
    counts = []
    for url in (IN, f"{IN}{found.key}/", f"{OUT}?course=proef&format=xlsx", f"{OUT}bestand/?course=proef&format=xlsx"):
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    return counts


def made(editor: User, text: str) -> BankImport:
    found = preview_import(data=text.encode(), file_name="v.gift", format="", course_slug="proef", by=editor, now=NOW)
    return apply_import(bank_import=found, by=editor, now=NOW)
