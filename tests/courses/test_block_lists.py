"""Tables, and lists that open, in a lesson."""

from typing import Any

import pytest

from courses.blocks.examples import EXAMPLES
from courses.blocks.texts import table_cells
from tests.courses.block_cases import BLOCKS, error_of, problems, shown, value_of
from tests.factories.blocks import listed, stored_block, write_screens

pytestmark = pytest.mark.usefixtures("saar")


# --- tables -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "A\tB\n1\t2",
        "A|B\n1|2",
        "| A | B |\n| 1 | 2 |\n",
        "\n A |B \r\n\r\n1 | 2 ",
    ],
)
def test_a_pasted_and_a_typed_table_are_the_same(text: str) -> None:
    assert table_cells(text) == [["A", "B"], ["1", "2"]]


def test_empty_cells_stay() -> None:
    assert table_cells("\tA\nx\t") == [["", "A"], ["x", ""]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("alleen een zin", "twee tot zes kolommen"),
        ("A|B", "twee tot zes kolommen"),
        ("A|B|C|D|E|F|G\n1|2|3|4|5|6|7", "twee tot zes kolommen"),
        ("A|B" + "\n1|2" * 40, "hooguit 40 regels"),
        ("A|B\n1|2\n1|2|3", "Regel 3 heeft 3 vakken, maar er zijn 2 koppen."),
        ("A||C\n1|2|3", "Boven een kolom staat geen kop."),
        ("A|B\n1|" + "x" * 301, "te veel tekst"),
    ],
)
def test_a_table_that_is_not_right(text: str, words: str) -> None:
    assert words in error_of("table", cells=text)
    write_screens([stored_block("table", cells=text)])
    [problem] = problems()
    assert words in problem


def test_a_draft_may_hold_half_a_table() -> None:
    block = type(BLOCKS["table"])()
    value = block.to_python(stored_block("table", cells="A|B")["value"])
    block.defer_required_validation()
    assert block.clean(value)["cells"] == "A|B"


def test_a_table_can_be_read_by_ear_and_scrolled_by_keyboard() -> None:
    html = shown("table")
    box, table = html.find("div"), html.table
    assert box["tabindex"] == "0"
    assert html.find(id=box["aria-labelledby"]).get_text() == table.caption.get_text() == "Wie bel je wanneer?"
    assert [tag.get_text() for tag in table.thead.find_all("th", scope="col")] == EXAMPLES["table"]["head"]
    assert len(table.tbody.find_all("th", scope="row")) == 2
    plain = shown("table", EXAMPLES["table"] | {"row_heads": False})
    assert plain.tbody.find("th") is None


# --- lists that open --------------------------------------------------------------------------------
EVIL = "<script>alert(1)</script> & <b>vet</b>"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("heading", {"text": EVIL}),
        ("table", {"cells": f"A|{EVIL}\n{EVIL}|2", "caption": EVIL}),
        ("accordion", {"items": listed({"title": EVIL, "text": EVIL}, {"title": "x", "text": "y"})}),
        ("flip_cards", {"cards": listed({"front": EVIL, "back": EVIL}, {"front": "x", "back": "y"})}),
        ("link_video", {"title": EVIL, "about": EVIL}),
    ],
)
def test_what_is_plain_text_stays_plain_text(kind: str, fields: dict[str, Any]) -> None:
    html = shown(kind, value_of(kind, **fields))
    assert html.find(["script", "b"]) is None
    assert EVIL in html.get_text()


@pytest.mark.parametrize(("kind", "texts"), [("accordion", ["Ja.", "Veilig.", "Bel."]), ("flip_cards", ["Kijken."])])
def test_what_opens_opens_without_script(kind: str, texts: list[str]) -> None:
    html = shown(kind, value_of(kind))
    assert [detail.has_attr("open") for detail in html.find_all("details")] == [False, False]
    assert all(detail.find("summary") for detail in html.find_all("details"))
    assert set(texts) <= {tag.get_text() for tag in html.find_all("p")}


def test_a_checklist_has_a_box_for_every_point() -> None:
    html = shown("checklist")
    assert [tag.get_text() for tag in html.select("ul.checklist > li")] == EXAMPLES["checklist"]["items"]
