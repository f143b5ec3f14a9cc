"""Our spreadsheet, as people fill it in."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from courses.quiz.interchange import BankItem, UnreadableFile, read, template, write
from courses.quiz.interchange.columns import COLUMNS
from tests.quiz import samples
from tests.quiz.interchange.reading import answers, only, options, refused


def sheet(*cells: str, head: str = "soort;vraag;antwoord 1;antwoord 2;antwoord 3;goed") -> str:
    return head + "\n" + ";".join(cells)


@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_csv_with_any_sign_between_the_cells(sign: str) -> None:
    rows = [
        ["soort", "vraag", "antwoord 1", "antwoord 2", "goed"],
        ["één antwoord", '"Wat, of; wie?"', "ja", "nee", "1"],
    ]
    content = only("\ufeff" + "\n".join(sign.join(row) for row in rows), "csv")
    assert (content["stem"], options(content)) == ("Wat, of; wie?", [("ja", "100"), ("nee", "0")])


@pytest.mark.parametrize("right", ["1,3", "1 en 3", "1.3", "3;1"])
def test_the_numbers_of_the_right_answers(right: str) -> None:
    content = only(sheet("Meer antwoorden", "Wat?", "a", "b", "c", f'"{right}"'), "csv")
    assert [option["correct"] for option in content["options"]] == [True, False, True]
    assert content["rule"] == "all_or_nothing"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("5", "5:0"),
        ("2,5", "2.5:0"),
        ("5 ± 0,5", "5:0.5"),
        ("1 t/m 10", "1..10"),
        ("-3..4", "-3..4"),
        ("1.500,5", "1500.5:0"),
    ],
)
def test_numbers_as_people_type_them(typed: str, expected: str) -> None:
    assert answers(only(sheet("getal", "Hoeveel?", typed, "", "", ""), "csv")) == [(expected, "100")]


def test_pairs_and_truth() -> None:
    content = only(sheet("koppelen", "Wat hoort?", "a = 1", "b=2", "= 3", ""), "csv")
    assert [stem["text"] for stem in content["stems"]] == ["a", "b"]
    assert only(sheet("Waar of niet waar", "Klopt dit?", "", "", "", "Niet waar"), "csv")["correct"] is False


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("raadsel", "Wat?", "a", "b", "c", "1"), "unknown_kind"),
        (("één antwoord", "Wat?", "a", "b", "c", "4"), "unknown_answer"),
        (("één antwoord", "Wat?", "a", "b", "c", ""), "no_right_answer"),
        (("waar of niet waar", "Wat?", "", "", "", "misschien"), "unknown_answer"),
        (("getal", "Wat?", "veel", "", "", ""), "not_a_number"),
        (("getal", "Wat?", "1.500", "", "", ""), "not_a_number"),
        (("koppelen", "Wat?", "a", "b", "c", ""), "pair_missing"),
        (("één antwoord", "", "a", "b", "c", "1"), "empty_text"),
    ],
)
def test_a_wrong_row_is_skipped(cells: tuple[str, ...], code: str) -> None:
    assert refused(sheet(*cells), "csv") == code


def test_excel_cells_of_every_kind() -> None:
    book = Workbook()
    book.active.append(["soort", "vraag", "antwoord 1", "antwoord 2", "goed", "kleur"])
    book.active.append(["één antwoord", "Hoeveel?", 5, 2.5, 1.0, None])
    book.active.append([None] * 6)
    book.active.append(["waar of niet waar", "Klopt dit?", None, None, True, "rood"])
    file = BytesIO()
    book.save(file)
    found = read(file.getvalue(), "xlsx")
    assert options(found.items[0].content) == [("5", "100"), ("2.5", "0")]
    assert found.items[1].content["correct"] is True
    assert [item.place for item in found.items] == ["Rij 2", "Rij 4"]
    assert [problem.code for problem in found.problems] == ["unknown_column"]


def test_without_our_columns_it_is_not_our_sheet() -> None:
    with pytest.raises(UnreadableFile, match="no_question_column"):
        read(b"naam;plaats\nKarel;Stein", "csv")


def test_nothing_that_goes_out_is_a_formula() -> None:
    content = samples.single() | {"stem": '=HYPERLINK("http://x")', "explanation": "@SOM(1)"}
    item = BankItem(title="-1+1", content=content, idnumber="'=1")
    data, _ = write([item], "csv")
    for cell in data.decode("utf-8-sig").replace('"', "").replace("\r\n", ";").split(";"):
        assert not cell.startswith(("=", "+", "-", "@"))
    assert read(data, "csv").items[0].content["stem"] == content["stem"]
    data, _ = write([item], "xlsx")
    row = next(load_workbook(BytesIO(data)).active.iter_rows(min_row=2))
    assert {cell.data_type for cell in row if cell.value} == {"s"}


def test_the_example_has_all_columns_as_text() -> None:
    page = load_workbook(BytesIO(template())).active
    assert tuple(cell.value for cell in page[1]) == COLUMNS
    assert {cell.number_format for row in page.iter_rows(min_row=2, max_row=60) for cell in row} == {"@"}
