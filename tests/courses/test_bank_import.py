"""Questions in and out of the bank: looked at, taken in, taken back, and written to a file (DESIGN §4)."""

import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.roles import Role
from courses.models import BankImport, Category, Question
from courses.quiz.interchange import MAX_BYTES, BankItem, UnreadableFile
from courses.services.bank_importing import (
    BankChanged,
    ImportGone,
    UnknownFormat,
    apply_import,
    bank,
    clean_previews,
    drop_preview,
    export_questions,
)
from courses.services.bank_importing.items import stored_item
from tests.conftest import NOW
from tests.courses.banks import DAY, HOUR, actions, drafted, preview, take_in
from tests.factories.courses import make_editor
from tests.factories.quizzes import add_question, make_quiz_course
from tests.quiz.interchange.meaning import probes_of, scores
from tests.quiz.samples import ALL, around, multiple, numeric, short_text, single, true_false, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PER_QUESTION = {"created": 13, "changed": 19}


@pytest.fixture
def writer() -> User:
    return make_editor(Role.EDITOR, email="redacteur@example.nl")


def xlsx_bomb() -> bytes:
    """A workbook of a few kB that is 100 MB unpacked."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100 * 1024 * 1024)
    return file.getvalue()


def numbered(count: int) -> str:
    lines = (f"// [id:v{n}] [tag:deur]\n::Vraag {n}::Hoeveel is {n}? {{={n} ~geen}}" for n in range(count))
    return "$CATEGORY: Tellen\n\n" + "\n\n".join(lines)


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


# --- taking in ------------------------------------------------------------------------------------------
def test_new_questions_are_drafts_in_their_category(writer: User) -> None:
    found = take_in()
    first = Question.objects.get(idnumber="vraag-1")
    assert (first.live, first.has_unpublished_changes, first.title) == (False, True, "Bel je 112?")
    assert (first.category.course_slug, first.category.name, first.category.slug) == ("proef", "Signalen", "signalen")
    assert sorted(first.tags.names()) == ["avond", "deur"]
    assert first.latest_revision is not None and first.latest_revision.user == writer
    assert first.content()["feedback_false"] == "Nee, juist wel."
    assert (found.state, found.applied_at) == ("applied", NOW)
    assert [(row.action, row.before) for row in found.rows.all()] == [("created", {})] * 2
    detail = AuditEvent.objects.get(verb="bank.import_applied").detail
    assert detail == {"course": "proef", "created": 2, "changed": 0, "same": 0}


def test_a_draft_of_a_file_can_be_published_and_released(writer: User) -> None:
    take_in()
    for question in Question.objects.all():
        question.latest_revision.publish()
    assert Question.objects.filter(live=True, has_unpublished_changes=False).count() == 2
    assert make_quiz_course([true_false()]).number == "1.0"


def test_a_question_without_a_category_gets_one(writer: User) -> None:
    take_in("Wat? {=a ~b}")
    assert str(Question.objects.get().category) == "proef: ingevoerd"


def test_categories_are_found_by_name_and_get_a_slug_of_their_own(writer: User) -> None:
    Category.objects.create(course_slug="proef", slug="buurt", name="De Buurt")
    take_in("$CATEGORY: x/de buurt\n\nWat? {=a ~b}\n\n$CATEGORY: De-buurt\n\nWie? {=a ~b}"
            "\n\n$CATEGORY: Buurt!\n\nWaar? {=a ~b}\n\n$CATEGORY: 日本\n\nHoe? {=a ~b}")  # fmt: skip
    rows = Category.objects.order_by("pk").values_list("slug", "name")
    assert list(rows) == [
        ("buurt", "De Buurt"), ("de-buurt", "De-buurt"), ("buurt-2", "Buurt!"), ("categorie", "日本")
    ]  # fmt: skip


def test_importing_again_changes_nothing(writer: User) -> None:
    take_in()
    before = list(Question.objects.values_list("pk", "latest_revision"))
    again = take_in(now=NOW + HOUR)
    assert actions(again) == ["same", "same"]
    assert list(Question.objects.values_list("pk", "latest_revision")) == before


def test_a_second_press_does_nothing(writer: User) -> None:
    found = take_in()
    apply_import(bank_import=found, by=writer, now=NOW + HOUR)
    found.refresh_from_db()
    assert (found.applied_at, Question.objects.count(), found.rows.count()) == (NOW, 2, 2)
    assert AuditEvent.objects.filter(verb="bank.import_applied").count() == 1


def test_two_previews_of_one_file_bring_it_in_once(writer: User) -> None:
    one, two = preview(), preview()
    for found in (one, two):
        apply_import(bank_import=found, by=writer, now=NOW)
    assert Question.objects.count() == 2
    assert sorted(two.rows.values_list("action", flat=True)) == ["same", "same"]


def test_a_changed_question_gets_a_draft_on_top_of_what_is_live(writer: User) -> None:
    question = add_question(true_false(stem="Bel je 112?"), idnumber="vraag-1", category="oud")
    found = take_in()
    assert actions(found) == ["changed", "created"]
    question.refresh_from_db()
    assert question.live and question.content()["stem"] == "Bel je 112?" and question.category.slug == "oud"
    draft = drafted(question)
    assert draft.content()["stem"] == "Er is brand. Bel je 112?"
    assert (draft.title, draft.category.slug) == ("Bel je 112?", "signalen")
    assert sorted(tag.name for tag in draft.tags.all()) == ["avond", "deur"]
    assert actions(preview()) == ["same", "same"]
    draft.get_latest_revision().publish()
    assert actions(preview()) == ["same", "same"]
    assert sorted(Question.objects.get(pk=question.pk).tags.names()) == ["avond", "deur"]


@pytest.mark.parametrize("text", ["// [id:x]\nWat? {=a ~b}", "// [id:x]\n::Eigen titel::Wat? {=a ~b}"])
def test_what_a_file_does_not_say_stays(writer: User, text: str) -> None:
    take_in("$CATEGORY: Thuis\n\n// [id:x] [tag:deur]\n::Eigen titel::Wat? {=a ~b}")
    assert actions(preview(text)) == ["same"]
    take_in(text.replace("=a", "=c"))
    draft = drafted(Question.objects.get())
    assert (draft.title, draft.category.name, [tag.name for tag in draft.tags.all()]) == (
        "Eigen titel", "Thuis", ["deur"]
    )  # fmt: skip


@pytest.mark.parametrize("part", ["::Nieuw::", "[tag:raam]", "$CATEGORY: Elders"])
def test_another_title_label_or_category_is_a_change(writer: User, part: str) -> None:
    take_in("$CATEGORY: Thuis\n\n// [id:x] [tag:deur]\n::Oud::Wat? {=a ~b}")
    old = {"::Nieuw::": "::Oud::", "[tag:raam]": "[tag:deur]", "$CATEGORY: Elders": "$CATEGORY: Thuis"}[part]
    text = "$CATEGORY: Thuis\n\n// [id:x] [tag:deur]\n::Oud::Wat? {=a ~b}".replace(old, part)
    assert actions(take_in(text)) == ["changed"]
    assert actions(preview(text)) == ["same"]


def test_a_draft_that_was_never_live_follows_the_file(writer: User) -> None:
    take_in("// [id:x]\n::Oud::Wat? {=a ~b}")
    take_in("// [id:x]\n::Nieuw::Wat? {=a ~b ~c}", now=NOW + HOUR)
    question = Question.objects.get()
    assert (question.title, question.live, len(question.content()["options"])) == ("Nieuw", False, 3)


def test_a_locked_question_is_left_alone(writer: User) -> None:
    question = add_question(true_false(), idnumber="vraag-1", locked=True)
    found = take_in()
    assert actions(found) == ["created"]
    assert [(one["code"], one["fatal"]) for one in found.problems] == [("locked", True)]
    assert not Question.objects.get(pk=question.pk).has_unpublished_changes


def test_what_changed_since_the_preview_counts(writer: User) -> None:
    found = preview()
    add_question(true_false(), idnumber="vraag-1")
    add_question(true_false(), slug="saar", idnumber="anders")
    apply_import(bank_import=found, by=writer, now=NOW + HOUR)
    assert sorted(found.rows.values_list("action", flat=True)) == ["changed", "created"]
    found.refresh_from_db()
    assert actions(found) == ["changed", "created"]


def test_a_preview_that_went_cannot_be_taken_in(writer: User) -> None:
    found = preview()
    drop_preview(bank_import=BankImport.objects.get(), by=writer, now=NOW)
    with pytest.raises(ImportGone):
        apply_import(bank_import=found, by=writer, now=NOW)
    assert not Question.objects.exists()
    assert AuditEvent.objects.filter(verb="bank.import_dropped").count() == 1


def test_what_was_taken_in_is_not_dropped(writer: User) -> None:
    found = take_in()
    drop_preview(bank_import=found, by=writer, now=NOW)
    assert BankImport.objects.get() == found


def test_previews_go_after_a_day(writer: User) -> None:
    old, done = preview(), take_in()
    new = preview(now=NOW + DAY)
    assert clean_previews(now=NOW + DAY) == 0
    assert clean_previews(now=NOW + DAY + timedelta(seconds=1)) == 1
    assert set(BankImport.objects.all()) == {done, new} and old not in BankImport.objects.all()


def test_a_race_for_a_mark_takes_nothing_in(writer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody types the same mark in the editor between our look and our write."""
    found = preview()
    add_question(true_false(), slug="saar", idnumber="vraag-1")
    monkeypatch.setattr(bank, "idnumbers_elsewhere", lambda slug: frozenset())
    with pytest.raises(BankChanged):
        apply_import(bank_import=found, by=writer, now=NOW)
    assert Question.objects.count() == 1 and BankImport.objects.get().state == "preview"


# --- out ------------------------------------------------------------------------------------------------
# What every format of the four holds to the letter.
BANK = [
    single(),
    multiple(rule="right_minus_wrong"),
    true_false(),
    ALL["ordering"],
    ALL["matching"],
    numeric(around("n1", "110", "10")),
    short_text(written("t1", "112")),
]


@pytest.mark.parametrize("form", ["gift", "moodle_xml", "xlsx", "csv"])
def test_the_bank_of_a_course_goes_to_another_course_and_scores_alike(writer: User, form: str) -> None:
    for content in BANK:
        add_question(content, idnumber=f"kenmerk-{content['type']}").tags.add("deur")
    rows = Question.objects.select_related("category").order_by("pk")
    data, told = export_questions(rows, form)
    take_in(data, slug="ander", file_name="x", format=form)
    came = {one.content()["type"]: one for one in Question.objects.filter(category__course_slug="ander")}
    assert len(came) == len(BANK) and not any(one.fatal for one in told)
    for content in BANK:
        question, probes = came[content["type"]], probes_of(content)
        assert probes and scores(question.content(), probes) == scores(content, probes), content["type"]
        assert (question.category.name, question.idnumber) == ("Proef", "")


def test_the_bank_goes_to_its_own_course_and_nothing_changes(writer: User) -> None:
    for content in BANK:
        add_question(content, idnumber=f"kenmerk-{content['type']}").tags.add("deur")
    data, _ = export_questions(Question.objects.select_related("category"), "moodle_xml")
    found = preview(data, file_name="x.xml")
    assert actions(found) == ["same"] * len(BANK)


def test_what_cannot_go_along_is_told(writer: User) -> None:
    add_question(ALL["scenario"])
    add_question(ALL["true_false"])
    Question.objects.create(title="Nog leeg", category=Category.objects.get(), live=False)
    data, problems = export_questions(Question.objects.select_related("category").order_by("pk"), "aiken")
    fatal = {one.title: one.code for one in problems if one.fatal}
    assert fatal == {"Nog leeg": "not_valid", "Wat doe je?": "type_not_possible"}
    assert all(one.message for one in problems) and data == b""


# --- size -----------------------------------------------------------------------------------------------
def test_a_preview_costs_the_same_queries_for_a_big_file(writer: User, django_assert_max_num_queries: Any) -> None:
    take_in(numbered(30))
    for count in (3, 30):
        with django_assert_max_num_queries(11):
            preview(numbered(count))


def queries_of(bank_import: BankImport) -> int:
    """What it costs to take it in."""
    with CaptureQueriesContext(connection) as captured:
        apply_import(bank_import=bank_import, by=User.objects.get(), now=NOW)
    return len(captured)


def test_taking_in_costs_a_few_queries_per_question(writer: User) -> None:
    for word, action in (("~geen", "created"), ("~niets", "changed")):
        few, many = numbered(3).replace("id:v", "id:few").replace("Hoeveel", "Hoe vaak"), numbered(13)
        found = [preview(text.replace("~geen", word)) for text in (few, many)]
        assert {name for one in found for name in actions(one)} == {action}
        small, big = map(queries_of, found)
        assert (big - small) / 10 <= PER_QUESTION[action], (action, small, big)
