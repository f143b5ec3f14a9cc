"""Questions from a file, looked at before they come into the bank (DESIGN §4)."""

import zipfile
from io import BytesIO

import pytest

from accounts.models import AuditEvent, User
from courses.models import BankImport, Category, Question
from courses.quiz.interchange import MAX_BYTES, BankItem, UnreadableFile
from courses.services.bank_importing import UnknownFormat
from courses.services.bank_importing.items import stored_item
from tests.courses.banks import actions, preview, take_in
from tests.factories.quizzes import add_question
from tests.quiz.samples import single, true_false

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def xlsx_bomb() -> bytes:
    """A workbook of a few kB that is 100 MB unpacked."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100 * 1024 * 1024)
    return file.getvalue()


# --- looking first --------------------------------------------------------------------------------------
def test_a_preview_leaves_the_bank_alone(writer: User) -> None:
    found = preview()
    assert actions(found) == ["created", "created"]
    assert (found.state, found.format, found.file_name, found.problems) == ("preview", "gift", "vragen.gift", [])
    assert not Question.objects.exists() and not Category.objects.exists() and not found.rows.exists()
    assert AuditEvent.objects.get(verb="bank.import_previewed").detail == {"course": "proef", "format": "gift"}


def test_the_same_question_is_the_same_wherever_its_ids_come_from(writer: User) -> None:
    """A question of the editor and one of a file have other ids, and ask the same."""
    words = [{"id": f"x{n}", "text": text, "correct": not n, "feedback": ""} for n, text in enumerate("abc")]
    add_question(single(stem="Wat?", explanation="", options=words))
    found = preview("Wat? {=a ~b ~c}\n\nWat? {=b ~a ~c}")
    assert actions(found) == ["same", "created"]


def test_another_order_or_another_word_is_another_question(writer: User) -> None:
    take_in("Wat? {=a ~b ~c}")
    assert actions(preview("Wat? {=a ~c ~b}\n\nWat? {=a ~b ~d}\n\nWat? {=a ~b ~c#zo}")) == ["created"] * 3


def test_a_question_that_stands_twice_in_a_file_comes_in_once(writer: User) -> None:
    found = take_in("Wat? {=a ~b}\n\n::Anders::Wat? {=a ~b}")
    assert actions(found) == ["created", "same"]
    assert Question.objects.count() == found.rows.count() == 1


def test_a_mark_that_stands_twice_is_told(writer: User) -> None:
    text = "// [id:x]\nWat? {=a ~b}\n\n// [id:x]\nWie? {=a ~b}\n\n// [id:x]\nWat? {=a ~b}"
    found = take_in(text)
    assert actions(found) == ["created", "same"]
    assert [(one["code"], one["fatal"]) for one in found.problems] == [("idnumber_twice", True)]
    assert found.problems[0]["message"].startswith("Regel 5: het kenmerk x staat al bij een andere vraag")


def test_a_mark_of_another_course_is_told_and_stays_there(writer: User) -> None:
    theirs = add_question(true_false(), slug="saar", idnumber="vraag-1")
    found = take_in()
    assert actions(found) == ["created", "created"]
    assert [one["code"] for one in found.problems] == ["other_course"]
    assert Question.objects.get(idnumber="vraag-1") == theirs
    assert actions(preview()) == ["same", "same"]


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("a.gift", "Wat? {=a ~b}", "gift"),
        ("A.TXT", "Wat? {=a ~b}", "gift"),
        ("a.txt", "Wat?\nA. a\nB. b\nANSWER: B\n", "aiken"),
        ("a.aiken", "Wat?\nA. a\nB. b\nANSWER: B\n", "aiken"),
        ("a.csv", "soort;vraag;goed\nwaar of niet waar;Wat?;waar\n", "csv"),
        ("a.xml", "<quiz><question type='truefalse'><questiontext><text>Wat?</text></questiontext>"
         "<answer fraction='100'><text>true</text></answer><answer fraction='0'><text>false</text></answer>"
         "</question></quiz>", "moodle_xml"),
    ],
)  # fmt: skip
def test_the_name_of_a_file_says_what_it_is(writer: User, name: str, text: str, form: str) -> None:
    found = preview(text, file_name=name)
    assert (found.format, actions(found)) == (form, ["created"])


@pytest.mark.parametrize("name", ["vragen.docx", "vragen", "", ".gift", "gift"])
def test_an_unknown_kind_of_file_is_refused(writer: User, name: str) -> None:
    with pytest.raises(UnknownFormat):
        preview(file_name=name)
    with pytest.raises(UnknownFormat):
        preview(format="word")
    assert not BankImport.objects.exists()


def test_a_chosen_kind_wins_over_the_name(writer: User) -> None:
    assert preview(file_name="vragen.doc", format="gift").format == "gift"


HOSTILE = [
    ("a.gift", b"a" * (MAX_BYTES + 1), "file_too_big"),
    ("a.gift", b"Wat? {=a\0 ~b}", "not_text"),
    ("a.xml", b'<!DOCTYPE q [<!ENTITY x "lol">]><quiz>&x;</quiz>', "xml_entities"),
    ("a.xml", b"<quiz><question", "not_xml"),
    ("a.xlsx", xlsx_bomb(), "workbook_too_big"),
    ("a.xlsx", b"PK\x03\x04 geen werkblad", "not_a_workbook"),
    ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 oud", "protected_or_macros"),
    ("a.csv", b"naam;leeftijd\nx;1\n", "no_question_column"),
]


@pytest.mark.parametrize(("name", "data", "code"), HOSTILE, ids=[f"{name}-{code}" for name, _, code in HOSTILE])
def test_a_hostile_file_is_refused_whole(writer: User, name: str, data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        preview(data, file_name=name)
    assert caught.value.code == code and caught.value.message
    assert not BankImport.objects.exists()


def test_a_file_of_an_old_windows_is_converted_and_told(writer: User) -> None:
    found = take_in("Wat zegt de cliënt? {=Oké ~Née}".encode("cp1252"))
    assert [one["code"] for one in found.problems] == ["converted_encoding"]
    assert Question.objects.get().title == "Wat zegt de cliënt?"


def test_what_a_file_does_wrong_is_told_with_its_place(writer: User) -> None:
    found = preview("::Heel::Wat? {=a ~b}\n\n::Half::Wie? {=a ~b")
    assert actions(found) == ["created"]
    problem = found.problems[0]
    assert (problem["place"], problem["code"], problem["fatal"]) == ("Regel 3", "brace_missing", True)
    assert problem["message"].startswith("Regel 3: een accolade ontbreekt")


def test_signs_that_a_database_refuses_go(writer: User) -> None:
    item = BankItem(title="a\0b", content=single(), category=("\ud800x",), tags=("\0", "t" * 200), idnumber="\x07")
    stored = stored_item(item)
    assert (stored["title"], stored["category"], stored["idnumber"]) == ("a b", ["x"], "")
    assert stored["tags"] == ["t" * 100]
