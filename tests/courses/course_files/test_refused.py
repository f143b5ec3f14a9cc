"""Course files that lie (DESIGN §4)."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from time import process_time
from typing import Any

import pytest
from django.core.files.storage import default_storage

from accounts.models import AuditEvent, User
from courses.models import (
    Category,
    CourseImage,
    CoursePage,
    LessonPage,
    Meldpunt,
    Question,
    Source,
)
from courses.services.course_files import UnusableFile, import_course, package
from courses.services.loading import Loaded
from tests.conftest import NOW
from tests.factories.course_files import (
    add_plain_lesson,
    data_of,
    fresh_key,
    jpeg,
    tampered,
    with_asset,
    zipped,
)
from tests.factories.courses import saar_page
from tests.factories.quizzes import add_question
from tests.quiz import samples

BROKEN = "Dit bestand is beschadigd of niet door een WABP Academie gemaakt"
NEWER = "gemaakt met een nieuwere versie"
Data = dict[str, Any]


def rows() -> list[int]:
    models = [CoursePage, LessonPage, Question, Category, Source, Meldpunt, CourseImage, AuditEvent]
    return [model.objects.count() for model in models]


def stored_files() -> list[str]:
    found: list[str] = []
    for folder in ("original_images", "documents", "films"):
        if default_storage.exists(folder):
            found += default_storage.listdir(folder)[1]
    return sorted(found)


def refused(file: bytes, by: User, mode: str = "nieuw") -> str:
    """The sentence with which a file is refused; nothing stayed, and it took no five seconds."""
    before, began = (rows(), stored_files()), process_time()
    with pytest.raises(UnusableFile) as caught:
        import_course(file=BytesIO(file), mode=mode, by=by, now=NOW)
    assert process_time() - began < 5
    assert (rows(), stored_files()) == before
    return str(caught.value)


# --- the zip --------------------------------------------------------------------------------------------
def plain_zip(**entries: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    """300 MB of nothing in a small file."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cursus.json", "{}")
        with archive.open(f"bestanden/{'0' * 64}.jpg", "w", force_zip64=True) as entry:
            for _number in range(300):
                entry.write(bytes(1024 * 1024))
    return out.getvalue()


def lying_about_size(file: bytes) -> bytes:
    """Says that its JSON is one byte long."""
    made = bytearray(plain_zip(**{"cursus.json": b"{" + b" " * 50_000_000 + b"}"}))
    place = made.rindex(b"PK\x01\x02") + 24
    made[place : place + 4] = (1).to_bytes(4, "little")
    return bytes(made)


ZIPS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no zip": (lambda file: b"geen zip", BROKEN),
    "half a zip": (lambda file: file[: len(file) // 2], BROKEN),
    "empty zip": (lambda file: plain_zip(), BROKEN),
    "bomb": (lambda file: bomb(), "te groot"),
    "lying about its size": (lying_about_size, BROKEN),
    "large json": (lambda file: plain_zip(**{"cursus.json": b" " * 11_000_000}), "te groot"),
    "many entries": (
        lambda file: plain_zip(**{"cursus.json": b"{}"} | {f"bestanden/{one:064x}.jpg": b"" for one in range(1001)}),
        "te groot",
    ),
    "a path out": (lambda file: tampered(file, **{"../../beheer.py": b"x"}), BROKEN),
    "an absolute path": (lambda file: tampered(file, **{"/etc/iets": b"x"}), BROKEN),
    "a strange name": (lambda file: tampered(file, **{"bestanden/foto.jpg": b"x"}), BROKEN),
    "missing files": (lambda file: tampered(file, leave_out="bestanden/"), "ontbreekt een foto"),
    "bytes that are not what the name says": (
        lambda file: tampered(file, leave_out=first_photo(file), **{first_photo(file): b"iets anders"}),
        BROKEN,
    ),
    "no json": (lambda file: zipped(file, b"{"), BROKEN),
    "not a number": (lambda file: zipped(file, b'{"schema": NaN}'), BROKEN),
    "not utf-8": (lambda file: zipped(file, b'{"\xff": 1}'), BROKEN),
    "deep json": (lambda file: zipped(file, b"[" * 200_000 + b"]" * 200_000), BROKEN),
    "a list": (lambda file: zipped(file, b"[]"), BROKEN),
    "a huge figure": (lambda file: zipped(file, b'{"schema": ' + b"9" * 5000 + b"}"), BROKEN),
}


def first_photo(file: bytes) -> str:
    return str(data_of(file)["images"][0]["file"])


@pytest.mark.parametrize("name", ZIPS)
def test_a_zip_that_lies_is_refused(empty: None, file: bytes, chief: User, name: str) -> None:
    change, sentence = ZIPS[name]
    assert sentence in refused(change(file), chief)


def test_a_file_above_200_mb_is_not_even_opened(empty: None, chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_BYTES", 10)
    assert "hoogstens 200 MB" in refused(b"PK\x03\x04" + bytes(20), chief)


# --- the JSON -------------------------------------------------------------------------------------------
def first_block(data: Data) -> Data:
    block: Data = data["pages"][0]["screens"][0]["value"]["content"][0]
    return block


def practice(data: Data) -> Data:
    blocks = (
        block for page in data["pages"] for screen in page.get("screens", []) for block in screen["value"]["content"]
    )
    return next(block["value"] for block in blocks if block["type"] == "practice")


CHANGES: dict[str, tuple[Callable[[Data], Any], str]] = {
    "another format": (lambda data: data.update(format="iets"), BROKEN),
    "a newer schema": (lambda data: data.update(schema=2), NEWER),
    "no schema": (lambda data: data.pop("schema"), BROKEN),
    "a schema that is no number": (lambda data: data.update(schema="1"), BROKEN),
    "no course": (lambda data: data.pop("course"), BROKEN),
    "no pages": (lambda data: data.update(pages={}), BROKEN),
    "too many pages": (lambda data: data["pages"].extend(data["pages"][:1] * 300), BROKEN),
    "a page of a new kind": (lambda data: data["pages"][0].update(kind="spel"), NEWER),
    "a field of a newer version": (lambda data: data["course"].update(kleur="rood"), NEWER),
    "a block of a newer version": (lambda data: first_block(data).update(type="hologram"), NEWER),
    "a field of a block of a newer version": (lambda data: first_block(data)["value"].update(geur="roos"), NEWER),
    "no title": (lambda data: data["course"].update(title=""), "‘’:"),
    "a long title": (lambda data: data["pages"][0].update(title="a" * 300), "‘aaa"),
    "a title that is no text": (lambda data: data["course"].update(title={"a": 1}), BROKEN),
    "text without end": (lambda data: data["course"].update(intro="a" * 200_000), BROKEN),
    "NUL": (lambda data: data["course"].update(intro="a\0b"), BROKEN),
    "half a letter": (lambda data: data["course"].update(intro="\ud800"), BROKEN),
    "a large number": (lambda data: data["course"].update(valid_months=10**12), BROKEN),
    "a number outside": (lambda data: data["course"].update(valid_months=100_000), "‘SAAR"),
    "a yes for a number": (lambda data: data["course"].update(valid_months=True), BROKEN),
    "no key": (lambda data: data["pages"][0].pop("key"), BROKEN),
    "a key that is none": (lambda data: data["pages"][0].update(key="../../x"), BROKEN),
    "a key twice": (lambda data: data["pages"][1].update(key=data["pages"][0]["key"]), BROKEN),
    "a question key twice": (lambda data: data["questions"].append(data["questions"][0]), BROKEN),
    "a block id that is none": (lambda data: first_block(data).update(id="1"), BROKEN),
    "blocks that are no list": (lambda data: data["pages"][0].update(screens={"a": 1}), BROKEN),
    "blocks that are no blocks": (lambda data: data["pages"][0].update(screens=[1, None]), BROKEN),
    "a value that is no value": (lambda data: first_block(data).update(value=[]), BROKEN),
    "a question that is not there": (lambda data: practice(data).update(question=fresh_key()), BROKEN),
    "a primary key": (lambda data: practice(data).update(question=1), BROKEN),
    "a lesson without a screen": (lambda data: data["pages"][0].update(screens=[]), "niet goed ingevuld"),
    "a practice block without a question": (lambda data: practice(data).update(question=None), "niet goed ingevuld"),
    "a question without an answer": (
        lambda data: next(row for row in data["questions"] if "options" in row["body"][0]["value"])["body"][0]["value"]
        .update(options=[]),
        "niet goed ingevuld",
    ),
    "a drawing that does not exist": (lambda data: data["course"].update(illustration="geheim"), "‘SAAR"),
    "two pages at one address": (lambda data: data["pages"][1].update(slug=data["pages"][0]["slug"]), "‘"),
    "an address that is none": (lambda data: data["course"].update(slug="../beheer"), "‘SAAR"),
    "a source that is a script": (lambda data: data["sources"][0].update(url="javascript:alert(1)"), "‘"),
    "labels that are no labels": (lambda data: data["questions"][0].update(tags=[{"a": 1}]), BROKEN),
    "a day that is none": (lambda data: data["sources"][0].update(checked_on="gisteren"), BROKEN),
    "no category": (lambda data: data["questions"][0].update(category=None), BROKEN),
    "a film that is a path": (lambda data: data["videos"][0].update(file="../../x.mp4"), "ontbreekt een foto"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_json_that_lies_is_refused(empty: None, file: bytes, chief: User, name: str) -> None:
    change, sentence = CHANGES[name]
    assert sentence in refused(tampered(file, change), chief)


def test_a_script_in_a_text_is_cleaned(empty: None, file: bytes, chief: User) -> None:
    """As if somebody had pasted it in the editor."""
    html = (
        '<p onclick="x()">Veilig<script>alert(1)</script> <a href="javascript:x()">hier</a>'
        '<a linktype="page" id="1">daar</a><img src="https://example.com/x.png"></p>'
    )

    def change(data: Data) -> None:
        text = next(block for page in data["pages"] for screen in page.get("screens", [])
                    for block in screen["value"]["content"] if block["type"] == "text")  # fmt: skip
        text["value"]["html"] = html

    import_course(file=BytesIO(tampered(file, change)), mode="nieuw", by=chief, now=NOW)
    stored = json.dumps([lesson.screens.get_prep_value() for lesson in LessonPage.objects.all()])
    assert "Veilig" in stored
    for bad in ("onclick", "alert", "javascript", "<img", 'id=\\"1\\"'):
        assert bad not in stored


# --- files that are something else ----------------------------------------------------------------------
FILES = {
    "an svg": ("images", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "jpg", "geen foto"),
    "a photo cut off": ("images", jpeg()[:2000], "jpg", "niet heel overgekomen"),
    "a photo of another kind": ("images", jpeg(), "gif", "geen foto"),
    "a program": ("documents", b"MZ" + bytes(500), "pdf", "geen heel document"),
    "a document of another kind": ("documents", b"%PDF-1.7 %%EOF", "exe", "geen heel document"),
}


@pytest.mark.parametrize("name", FILES)
def test_files_pass_the_checks_of_an_upload(empty: None, file: bytes, chief: User, name: str) -> None:
    kind, content, ending, sentence = FILES[name]
    assert sentence in refused(with_asset(file, kind, content, ending), chief)


# --- keys of somebody else ------------------------------------------------------------------------------
def test_a_lesson_of_another_course_is_not_overwritten(saar: Loaded, file: bytes, chief: User) -> None:
    """A course under a key of its own, that claims the lessons of SAAR."""
    mine = tampered(file, lambda data: data["course"].update(key=fresh_key(), slug="inbraak"))
    assert "staat hier al in een andere cursus" in refused(mine, chief)
    assert "staat hier al in een andere cursus" in refused(mine, chief, "bijwerken")


def test_a_question_of_another_course_is_not_overwritten(empty: None, file: bytes, chief: User) -> None:
    theirs = add_question(samples.single(), slug="andere", category="geheim")
    key = next(row["key"] for row in data_of(file)["questions"] if row["idnumber"] == "SAAR-1")
    Question.objects.filter(pk=theirs.pk).update(key=key)
    assert "hoort hier bij een andere cursus" in refused(file, chief)


def test_a_quiz_key_that_is_a_lesson_here(saar: Loaded, file: bytes, chief: User) -> None:
    lesson = add_plain_lesson(saar_page())

    def change(data: Data) -> None:
        next(page for page in data["pages"] if page["kind"] == "quiz")["key"] = str(lesson.key)

    assert "staat hier al in een andere cursus" in refused(tampered(file, change), chief, "bijwerken")


def test_a_way_that_does_not_exist(empty: None, file: bytes, chief: User) -> None:
    for mode in ("bijwerken", "", "alles\0"):
        assert "Kies opnieuw" in refused(file, chief, mode)
