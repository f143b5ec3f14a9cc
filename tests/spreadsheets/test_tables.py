"""Tables in and out, without any of the two that use them."""

import time

import pytest

from spreadsheets import CODES, Limits, UnreadableTable, csv_bytes, csv_table, decode, xlsx_bytes, xlsx_table
from spreadsheets.delimiters import delimiter_of

SMALL = Limits(rows=3, columns=2)
WILD = [["kop", "twee"], ["=1+1", "-5"], ["@x", "'=y"]]


def refusal(data: bytes, limits: Limits) -> str:
    with pytest.raises(UnreadableTable) as error:
        xlsx_table(data, limits)
    return error.value.code


def workbook(table: list[list[str]]) -> bytes:
    return xlsx_bytes(table, sheet="blad", widths=[10] * len(table[0]))


def test_what_is_written_is_read_again() -> None:
    assert xlsx_table(workbook(WILD), Limits()) == WILD
    assert csv_table(decode(csv_bytes(WILD))[0], Limits()) == WILD


def test_no_cell_of_a_csv_is_a_formula() -> None:
    assert csv_bytes([["=1+1", "@x", "-5", "-x", "+31"]]).decode("utf-8-sig") == "'=1+1;'@x;-5;'-x;'+31\r\n"


@pytest.mark.parametrize("rows", [3, 4])
def test_rows_are_counted_before_a_workbook_is_opened(rows: int) -> None:
    data = workbook([["a", "b"]] * rows)
    if rows > 3:
        assert refusal(data, SMALL) == "too_many_rows"
    else:
        assert len(xlsx_table(data, SMALL)) == 3


def test_rows_of_csv_are_counted() -> None:
    assert len(csv_table("a;b\n" * 3, SMALL)) == 3
    with pytest.raises(UnreadableTable, match="too_many_rows"):
        csv_table("a;b\n" * 4, SMALL)


def test_columns_to_the_right_are_left_out() -> None:
    assert xlsx_table(workbook([["a", "b", "c"]]), SMALL) == [["a", "b"]]
    assert csv_table("a;b;c\n", SMALL) == [["a", "b"]]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Register van de stichting, november 2026\r\nnr;naam\r\n1;Oogje\r\n", ["1", "Oogje"]),
        ("\n\nnr,naam\n1,a;b\n2,c\n", ["2", "c"]),
        ('"nr;naam";"waar;hoe"\n"1;2";a\n', ["1;2", "a"]),
        ('"nr;x",naam\n"1;y",a\n', ["1;y", "a"]),
        (
            'nr\tnaam\n1\t"Stein, Beek,\nElsloo, Urmond,\n""Meers"", Geleen"\n',
            ["1", 'Stein, Beek,\nElsloo, Urmond,\n"Meers", Geleen'],
        ),
        ("nr;naam;plaats\n1;a;Stein, Urmond\n2;b;Beek, Geleen\n", ["2", "b", "Beek, Geleen"]),
        ("nr;naam\n" + "1;a, b, c\n" * 30, ["1", "a, b, c"]),
        ("Titel\nen nog een; ja\nnr,naam,plaats\n" + "1,a,b\n" * 30, ["1", "a", "b"]),
        ("alleen\neen\nkolom\n", ["kolom"]),
    ],
)
def test_the_sign_between_the_cells_is_read_from_the_first_rows(text: str, last: list[str]) -> None:
    assert csv_table(text, Limits())[-1] == last


@pytest.mark.parametrize("part", ['"', '""', ';"', ';"a', ';"""', 'a"";', "\r\n;", '","'])
def test_the_sign_between_the_cells_is_found_in_no_time(part: str) -> None:
    before = time.process_time()
    delimiter_of(part * 200_000)
    assert time.process_time() - before < 0.5


STRICT = Limits(strict_quotes=True)
GOOD = [f"Q{number};De Eik {number};Stein" for number in range(1, 21)]


def with_lines(lines: dict[int, str]) -> str:
    """Headings and twenty good lines, of which some are others (by their row, from 1)."""
    table = ["nr;naam;gemeente", *GOOD]
    return "\r\n".join(lines.get(row, line) for row, line in enumerate(table, start=1))


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        ({7: 'Q6;"De Eik 6;Stein'}, 7),
        ({7: 'Q6;"De Eik 6;Stein', 12: 'Q11;"De Eik 11";Stein'}, 7),
        ({7: 'Q6;"De Eik 6;Stein', 12: 'Q11;De Eik 11";Stein'}, 7),
        ({7: 'Q6;"De Eik 6;Stein', 8: 'Q7;De Eik 7";Stein'}, 7),
        ({7: 'Q6;"De "Eik" 6";Stein'}, 7),
        ({7: '"Q6";""De Eik 6";"Stein"'}, 7),
        ({7: 'Q6;De Eik 6;"Stein', 8: '"Q7";"De Eik 7";"Stein"'}, 7),
        ({21: 'Q20;"De Eik 20;Stein'}, 21),
        ({1: 'nr;"naam;gemeente'}, 1),
        ({row: GOOD[row - 2].replace(";De", ';"De') for row in range(2, 22)}, 2),
        ({row: f'Q{row - 1};";Stein' for row in range(2, 22)}, 2),
        ({3: '"Q2";"De Eik\r\nof de Es";Stein', 7: 'Q6;"De Eik 6;Stein'}, 7),
    ],
)
def test_a_quote_that_swallows_rows_is_told_with_its_row(lines: dict[int, str], row: int) -> None:
    text = with_lines(lines)
    for end in ("", "\r\n"):
        with pytest.raises(UnreadableTable, match="stray_quote") as error:
            csv_table(text + end, STRICT)
        assert error.value.row == row
    csv_table(text, Limits())  # who can bear a lost row reads it as before


def test_a_quote_that_swallows_more_than_a_cell_can_hold() -> None:
    with pytest.raises(UnreadableTable, match="stray_quote") as error:
        csv_table(with_lines({21: 'Q20;"De Eik;Stein'}) + "\nQ;De Eik;Stein" * 20_000, STRICT)
    assert error.value.row == 21


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('Q6;"Dorpsstraat 1\r\n6171 AB Stein";Stein', ["Q6", "Dorpsstraat 1\r\n6171 AB Stein", "Stein"]),
        ('Q6;"De ""Eik"" 6";Stein', ["Q6", 'De "Eik" 6', "Stein"]),
        ('Q6;"De Eik; nummer 6";Stein', ["Q6", "De Eik; nummer 6", "Stein"]),
        ('Q6;"an@voorbeeld.nl;\nbo@voorbeeld.nl;\nci@voorbeeld.nl";Stein', None),
        ('Q6;De "Eik" 6;Stein', ["Q6", 'De "Eik" 6', "Stein"]),
        ('Q6;"";""', ["Q6", "", ""]),
    ],
)
def test_quotes_that_belong_there_swallow_nothing(line: str, cells: list[str] | None) -> None:
    table = csv_table(with_lines({7: line}), STRICT)
    assert len(table) == 21 and table[7] == ["Q7", "De Eik 7", "Stein"]
    assert cells is None or table[6] == cells


def test_too_many_marks_and_bytes() -> None:
    data = workbook([["a", "b"]] * 3)
    assert refusal(data, Limits(marks=10)) == "workbook_too_big"
    assert refusal(data, Limits(unpacked=100)) == "workbook_too_big"


def test_every_code_is_known() -> None:
    assert all(UnreadableTable(code).code == code for code in CODES)
    with pytest.raises(KeyError):
        UnreadableTable("anders")


@pytest.mark.parametrize(
    ("data", "text", "converted"),
    [
        ("é".encode(), "é", False),
        ("é".encode("utf-8-sig"), "é", False),
        ("é".encode("utf-16"), "é", False),
        ("é".encode("cp1252"), "é", True),
    ],
)
def test_letters_are_read(data: bytes, text: str, converted: bool) -> None:
    assert decode(data) == (text, converted)


@pytest.mark.parametrize("data", [b"\xff\xfea", b"a\0b", b"\x81\x02\xe9"])
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableTable, match="not_text"):
        decode(data)
