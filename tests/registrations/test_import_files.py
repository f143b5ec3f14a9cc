"""Files of the register: good ones in every shape, bad rows, and files that are refused with one sentence."""

import time
import zipfile
from io import BytesIO

import pytest

from registrations.codes import hash_email
from registrations.importing import (
    REQUIRED,
    UnreadableRegister,
    Wanted,
    is_unclear,
    match,
    missing,
    read_groups,
    read_sheet,
    spell_alike,
)
from registrations.importing.masking import masked
from registrations.importing.matching import headings_in
from registrations.importing.postcodes import BadPostcode, cell_ranges
from tests.registrations.import_files import HEADINGS, LINES, csv_file, xlsx_file


def groups_in(data: bytes) -> list[Wanted]:
    sheet = read_sheet(data)
    found = read_groups(sheet, match(sheet.headings))
    assert not found.problems
    return found.groups


def problems_in(lines: list[list[str]], headings: list[str] = HEADINGS) -> list[tuple[int, str]]:
    sheet = read_sheet(csv_file(lines, headings=headings))
    return read_groups(sheet, match(sheet.headings)).problems


# --- shapes -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_shape_of_csv_gives_the_same_groups(sign: str, encoding: str) -> None:
    assert groups_in(csv_file(sign=sign, encoding=encoding)) == groups_in(xlsx_file())
    assert groups_in(xlsx_file())[0].name == "Oogje Café"


def test_letters_that_were_guessed_are_told() -> None:
    assert read_sheet(csv_file(encoding="cp1252")).converted
    assert not read_sheet(csv_file()).converted


def test_a_title_above_the_headings_is_no_heading() -> None:
    sheet = read_sheet(b"Register van november\r\n\r\n" + csv_file(encoding="utf-8"))
    assert sheet.headings == HEADINGS and [row for row, _ in sheet.lines] == [4, 5, 6]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Registernummer", "number"),
        ("GROEPSNAAM", "name"),
        ("Naam groep", "name"),
        ("Plaats(en)", "place"),
        ("Postcode(s)", "postcodes"),
        ("postcode 2", "postcodes"),
        ("E-mail beheerder(s)", "managers"),
        ("e-mailadres_beheerder 2", "managers"),
        ("E-mail leden", "members"),
        ("Beheerders", "managers"),
        ("E-mail", None),
        ("e-mailadres 2", None),
        ("Contact", None),
        ("Telefoon", None),
    ],
)
def test_headings_are_known_by_their_words(heading: str, field: str | None) -> None:
    assert match([heading]) == ({field: [heading]} if field else {})


@pytest.mark.parametrize("heading", ["E-mail", "E-MAILADRESSEN", "mail 2", "contact", "E-mail contact"])
def test_a_column_of_addresses_of_nobody_knows_whom_is_asked(heading: str) -> None:
    assert is_unclear(heading) and match([heading]) == {}
    assert headings_in(["Registernummer", heading]) == 2
    assert not is_unclear("E-mail beheerder") and not is_unclear("Naam")


def test_headings_that_are_no_headings_keep_no_address() -> None:
    sheet = read_sheet(b"1;Jan de Vries jan@voorbeeld.nl;Stein\n2;Wijk;Beek\n")
    assert sheet.headings == ["1", "J…@…", "Stein"]


def test_two_columns_for_one_thing() -> None:
    assert match(["Naam", "Groepsnaam", "Plaats", "Kern"]) == {"name": ["Naam"], "place": ["Plaats", "Kern"]}


def test_the_same_heading_twice_is_told_apart() -> None:
    assert read_sheet(b"Naam;Naam;\n1;2;3\n").headings == ["Naam", "Naam (2)", "Kolom 3"]


def test_what_is_needed_and_absent() -> None:
    assert missing({}) == list(REQUIRED) and missing({"number": ["a"], "name": ["b"], "municipality": ["c"]}) == []


# --- rows to groups ---------------------------------------------------------------------------------------
def test_more_lines_of_one_number_are_one_group() -> None:
    second = ["wg-101", "", "", "", "Meers", "6171", "", "di@voorbeeld.nl", "ed@voorbeeld.nl"]
    group = groups_in(csv_file([LINES[0], second]))[0]
    assert group.places == ["Elsloo", "Meers"]
    assert group.ranges == [("6181AA", "6181ZZ"), ("6182AB", "6182AB"), ("6171AA", "6171ZZ")]
    assert group.contacts == {
        "manager": [hash_email("an@voorbeeld.nl"), hash_email("di@voorbeeld.nl")],
        "member": [hash_email("ed@voorbeeld.nl")],
    }


def test_a_group_is_left_out_as_a_whole() -> None:
    second = ["WG-101", "", "", "", "", "27X1", "", "", ""]
    sheet = read_sheet(csv_file([*LINES, second]))
    found = read_groups(sheet, match(sheet.headings))
    assert [group.number for group in found.groups] == ["WG-102", "BPT-7"]
    assert (found.bad, "WG-101" in found.keys) == (1, True)


@pytest.mark.parametrize(
    ("position", "cell", "sentence"),
    [
        (0, "", "het registernummer ontbreekt. Vul het in."),
        (
            0,
            "WG 1!",
            "het registernummer “WG1!” klopt niet. Gebruik alleen letters, cijfers en streepjes.",
        ),
        (0, "W" * 21, "‘Registernummer’ is te lang. Er passen 20 tekens in."),
        (1, "", "‘Naam’ is leeg. Vul dit in."),
        (1, "=HYPERLINK(1)", "in ‘Naam’ staat een formule. Zet er gewone tekst neer."),
        (2, "Duikclub", "de soort “Duikclub” kennen we niet. Kies WhatsApp-groep of BPT."),
        (3, "", "‘Gemeente’ is leeg. Vul dit in."),
        (5, "27X1", "postcode 27X1 bestaat niet."),
        (5, "0123", "postcode 0123 bestaat niet."),
        (5, "2716-2711", "postcode 2716-2711 bestaat niet."),
        (6, "slaapt", "de status “slaapt” kennen we niet. Kies actief of beëindigd."),
        (7, "jan@", "in ‘E-mail beheerder’ staat een e-mailadres dat niet klopt. Kijk het na."),
    ],
)
def test_a_mistake_is_told_with_its_row(position: int, cell: str, sentence: str) -> None:
    line = list(LINES[0])
    line[position] = cell
    assert (3, sentence) in problems_in([LINES[1], line])


@pytest.mark.parametrize(("position", "field"), [(1, "Naam"), (3, "Gemeente")])
def test_what_cannot_be_read_is_not_also_empty(position: int, field: str) -> None:
    for cell in ("=HYPERLINK(1)", "x" * 121, "Wijk 2 (jan@voorbeeld.nl)"):
        line = list(LINES[0])
        line[position] = cell
        told = problems_in([LINES[1], line])
        assert [row for row, _ in told] == [3] and field in told[0][1] and "leeg" not in told[0][1]


@pytest.mark.parametrize("position", [0, 2, 5, 6])
@pytest.mark.parametrize("cell", ["jan@voorbeeld.nl", "Jan, jan@voorbeeld.nl", "Jan de Vries jan@thuis"])
def test_no_mistake_repeats_an_address(position: int, cell: str) -> None:
    line = list(LINES[0])
    line[position] = cell
    told = str(problems_in([line]))
    assert "[(2, " in told and "voorbeeld" not in told and "Vries" not in told and "thuis" not in told


@pytest.mark.parametrize(("position", "field"), [(1, "Naam"), (3, "Gemeente"), (4, "Plaats")])
def test_an_address_where_none_belongs_is_a_mistake(position: int, field: str) -> None:
    line = list(LINES[0])
    line[position] = "Wijk 2 (jan@voorbeeld.nl)"
    assert problems_in([line])[0] == (2, f"in ‘{field}’ staat een e-mailadres. Haal het daar weg.")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("jan@voorbeeld.nl", "j…@…"), ("Jan de Vries jan@x", "J…@…"), ("@x", "…@…"), ("a " * 40, "a " * 20), ("", "")],
)
def test_what_of_a_cell_is_repeated(cell: str, kept: str) -> None:
    assert masked(cell) == kept


# --- municipalities ---------------------------------------------------------------------------------------
def test_a_municipality_has_one_spelling() -> None:
    names = ["’s-Gravenhage", "'S-GRAVENHAGE", "STEIN", "Stein", "`s-gravenhage", "Súdwest-Fryslân"]
    groups = [Wanted(number=str(n), row=n, name="x", municipality=name) for n, name in enumerate(names)]
    spell_alike(groups, ["Stein", "stein", "Beek"])
    assert [group.municipality for group in groups] == [
        *("’s-Gravenhage", "’s-Gravenhage", "Stein", "Stein", "’s-Gravenhage", "Súdwest-Fryslân")
    ]


def test_lines_of_one_group_may_spell_its_municipality_two_ways() -> None:
    lines = [["WG-1", "Wijk", "", name, *[""] * 5] for name in ("’s-Gravenhage", "'S-GRAVENHAGE", "Beek")]
    assert problems_in(lines[:2]) == []
    assert problems_in(lines) == [(4, "groep WG-1 staat ook op regel 2, maar daar staat iets anders bij ‘Gemeente’.")]


def test_a_name_that_differs_is_told() -> None:
    problems = problems_in([LINES[0], ["WG-101", "Anders", *LINES[0][2:]]])
    assert problems == [(3, "groep WG-101 staat ook op regel 2, maar daar staat iets anders bij ‘Naam’.")]


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("", set()),
        ("2711", {("2711AA", "2711ZZ")}),
        ("2711ab", {("2711AB", "2711AB")}),
        ("2711 2712", {("2711AA", "2711ZZ"), ("2712AA", "2712ZZ")}),
        ("2711 AB 2712 CD", {("2711AB", "2711AB"), ("2712CD", "2712CD")}),
        ("2711 t/m 2716", {("2711AA", "2716ZZ")}),
        ("2711 tot en met 2716", {("2711AA", "2716ZZ")}),
        ("2711 en 2712", {("2711AA", "2711ZZ"), ("2712AA", "2712ZZ")}),
        ("2711AA – 2711CZ; 2713", {("2711AA", "2711CZ"), ("2713AA", "2713ZZ")}),
    ],
)
def test_postcodes_as_people_write_them(text: str, ranges: set[tuple[str, str]]) -> None:
    assert cell_ranges(text) == ranges


@pytest.mark.parametrize("text", ["27X1", "2711-", "2711-2712-2713", "12345", "0711"])
def test_what_is_no_postcode(text: str) -> None:
    with pytest.raises(BadPostcode):
        cell_ranges(text)


# --- files that are refused -------------------------------------------------------------------------------
def changed(**parts: bytes) -> bytes:
    """A good workbook with other parts in it."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(xlsx_file())) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name not in parts:
                archive.writestr(name, source.read(name))
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def many_rows() -> bytes:
    row = b'<row r="1"><c t="inlineStr"><is><t>x</t></is></c></row>'
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return changed(**{"xl/worksheets/sheet1.xml": start + row * 100_001 + b"</sheetData></worksheet>"})


HOSTILE = {
    "zip bomb": (lambda: changed(**{"xl/a.xml": b" " * 61 * 1024 * 1024}), "workbook_too_big"),
    "100,001 rows": (many_rows, "too_many_rows"),
    "100,001 lines": (lambda: csv_file(LINES[:1] * 100_001), "too_many_rows"),
    "11 MB": (lambda: b"a;b" * 4_000_000, "file_too_big"),
    "50,001 lines": (lambda: b"a;b\n" * 50_001, "too_many_rows"),
    "password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "protected_or_macros"),
    "macros": (lambda: changed(**{"xl/vbaProject.bin": b"x"}), "protected_or_macros"),
    "formulas": (lambda: xlsx_file([["=1+1", "Naam", "", "Stein"]]), "formulas"),
    "broken": (lambda: xlsx_file()[:900], "not_a_workbook"),
    "own definitions": (lambda: changed(**{"xl/workbook.xml": b"<!DOCTYPE a><workbook/>"}), "not_a_workbook"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_text"),
    "headings only": (lambda: csv_file([]), "no_rows"),
    "empty": (lambda: b"", "no_rows"),
    "a quote too many": (lambda: b'naam;gemeente\n"De Eik;Stein\nDe Es;Stein\n', "stray_quote"),
    "a quote too few, 10 MB": (lambda: b'naam;gemeente\n"De Eik;Stein\n' + b"De Es;Stein\n" * 700_000, "stray_quote"),
    "long cell": (lambda: b'naam;gemeente\n"' + b"x" * 200_000, "not_a_table"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_one_sentence_within_five_seconds(name: str) -> None:
    make, code = HOSTILE[name]
    data = make()
    before = time.process_time()
    with pytest.raises(UnreadableRegister) as error:
        read_sheet(data)
    assert (error.value.code, error.value.message.count(". ") < 3) == (code, True)
    assert time.process_time() - before < 5


@pytest.mark.parametrize("data", [xlsx_file(), csv_file([[*line, "", ""] for line in LINES])], ids=["xlsx", "csv"])
def test_empty_columns_to_the_right_are_no_columns(data: bytes) -> None:
    assert read_sheet(data).headings == HEADINGS
