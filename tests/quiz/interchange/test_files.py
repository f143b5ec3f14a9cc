"""Files as a whole: letters, sizes, and files that mean harm."""

import random
import struct
import time
import zipfile
from io import BytesIO

import pytest

from courses.quiz.interchange import (
    FORMATS,
    MAX_BYTES,
    MESSAGES,
    BankItem,
    Problem,
    UnreadableFile,
    read,
    template,
    write,
)
from courses.quiz.interchange.items import MAX_QUESTIONS
from tests.quiz import samples

QUESTION = "Één café? {T}"


def refusal(data: bytes, form: str) -> str:
    with pytest.raises(UnreadableFile) as error:
        read(data, form)
    assert error.value.message
    return error.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_as_it_is(encoding: str) -> None:
    found = read(QUESTION.encode(encoding), "gift")
    assert (found.items[0].content["stem"], found.problems) == ("Één café?", [])


def test_windows_letters_are_converted_and_told() -> None:
    found = read("’s Avonds, één café – € 5? {T}".encode("cp1252"), "gift")
    assert found.items[0].content["stem"] == "’s Avonds, één café – € 5?"
    assert [problem.code for problem in found.problems] == ["converted_encoding"]
    xml = '<?xml version="1.0" encoding="windows-1252"?><quiz></quiz>é'.replace(
        "</quiz>é", "<question>é</question></quiz>"
    )
    assert read(xml.encode("cp1252"), "moodle_xml").problems[0].code == "converted_encoding"


@pytest.mark.parametrize(
    "data", [b"\x81\x8d caf\xe9", b"caf\xe9 \x01", b"\xff\xfea", b"a\0b", b"\x89PNG\r\n\x1a\n\0\xe9"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    assert refusal(data, "gift") == "not_text"


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_can_be_too_big(form: str) -> None:
    assert refusal(b"x" * (MAX_BYTES + 1), form) == "file_too_big"


def test_too_many_questions() -> None:
    assert len(read(b"Vraag {T}\n\n" * MAX_QUESTIONS, "gift").items) == MAX_QUESTIONS
    assert refusal(b"Vraag {T}\n\n" * (MAX_QUESTIONS + 1), "gift") == "too_many_questions"
    assert refusal(b"Tekst\n\n" * (MAX_QUESTIONS + 1), "gift") == "too_many_questions"
    assert refusal(b"V\nA) a\nB) b\nANSWER: A\n" * (MAX_QUESTIONS + 1), "aiken") == "too_many_questions"
    assert refusal(b"<quiz>" + b"<question/>" * (MAX_QUESTIONS + 1) + b"</quiz>", "moodle_xml") == "too_many_questions"
    assert refusal(b"soort;vraag\n" + b"open;x\n" * (MAX_QUESTIONS + 1), "csv") == "too_many_questions"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', "xml_entities"),
        ('<!DOCTYPE quiz SYSTEM "http://127.0.0.1/a.dtd"><quiz/>', "xml_entities"),
        ("<quiz>", "not_xml"),
        ("zomaar tekst", "not_xml"),
        ("<quiz>&onbekend;</quiz>", "not_xml"),
        ("<html></html>", "not_moodle_xml"),
        ("<quiz>" + "<a>" * 100_000, "not_moodle_xml"),
        ("<quiz>" + "<a/>" * 500_001 + "</quiz>", "too_many_questions"),
    ],
)
def test_xml_that_is_refused(text: str, code: str) -> None:
    assert refusal(text.encode(), "moodle_xml") == code


def repacked(**parts: bytes) -> bytes:
    """The example workbook with parts added or replaced."""
    file = BytesIO()
    source = zipfile.ZipFile(BytesIO(template()))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name not in parts:
                archive.writestr(name, source.read(name))
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl/a.xml": b" " * 61 * 1024 * 1024}, "workbook_too_big"),
        ({"xl/a.xml": b" " * 20 * 1024 * 1024}, "workbook_too_big"),
        ({"xl/vbaProject.bin": b"x"}, "protected_or_macros"),
        ({"xl/workbook.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><workbook/>"}, "not_a_workbook"),
        ({"xl/workbook.xml": "<!DOCTYPE a><workbook/>".encode("utf-16")}, "not_a_workbook"),
        ({"xl/workbook.xml": b"<workbook"}, "not_a_workbook"),
        ({f"xl/{n}.xml": b"" for n in range(1_001)}, "workbook_too_big"),
    ],
)
def test_workbooks_that_are_refused(parts: dict[str, bytes], code: str) -> None:
    before = time.process_time()
    assert refusal(repacked(**parts), "xlsx") == code
    assert time.process_time() - before < 5


def test_a_workbook_that_packs_well_is_still_too_big() -> None:
    noise = random.Random(1).randbytes(1024 * 1024)
    data = repacked(**{"xl/a.xml": b"".join(bytes([sign]) * 64 for sign in noise)})
    assert len(data) * 200 > 64 * 1024 * 1024 > 20 * len(data)
    assert refusal(data, "xlsx") == "workbook_too_big"


def test_a_workbook_that_lies_about_its_sizes_is_refused() -> None:
    data = bytearray(repacked(**{"xl/a.xml": b" " * 61 * 1024 * 1024}))
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 10)
    assert refusal(bytes(data), "xlsx") in ("workbook_too_big", "not_a_workbook")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "protected_or_macros"),
        (b"PK\x03\x04 en dan niets", "not_a_workbook"),
        (b"soort;vraag", "not_a_workbook"),
        (b"", "not_a_workbook"),
    ],
)
def test_files_that_are_no_workbook(data: bytes, code: str) -> None:
    assert refusal(data, "xlsx") == code


def test_a_file_without_questions_says_so() -> None:
    assert [problem.code for problem in read(b"\n\n", "gift").problems] == ["nothing_found"]


@pytest.mark.parametrize("code", MESSAGES)
def test_every_code_has_a_sentence(code: str) -> None:
    message = Problem(place="Regel 12", title="a", code=code, detail="{b}").message
    assert message[0].isupper()
    assert (
        message.count("{") == message.count("{detail}".format(detail="{b}")) if "{b}" in message else "{" not in message
    )


def test_a_code_without_a_sentence_cannot_be_used() -> None:
    with pytest.raises(ValueError, match="no sentence"):
        Problem(place="", title="", code="zomaar")


@pytest.mark.parametrize("form", FORMATS)
def test_what_a_file_cannot_hold_is_told(form: str) -> None:
    kinds = [samples.scenario(), samples.single(critical=True), samples.ordering()]
    _, problems = write([BankItem(title="x", content=content) for content in kinds], form)
    told = [(problem.place, problem.code) for problem in problems]
    assert ("Vraag 1", "type_not_possible") in told
    assert ("Vraag 2", "dropped") in told
    assert (("Vraag 3", "type_not_possible") in told) is (form == "aiken")
    assert any("wie de vraag fout heeft" in problem.detail for problem in problems)


def test_a_rule_that_moodle_lacks_is_told() -> None:
    item = BankItem(title="x", content=samples.multiple())
    for form in ("gift", "moodle_xml"):
        assert "rule_changed" in [problem.code for problem in write([item], form)[1]]
    assert "rule_changed" not in [problem.code for problem in write([item], "xlsx")[1]]
