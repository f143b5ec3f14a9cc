"""Writing our spreadsheet, and the example to fill in."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from courses.quiz.interchange import columns
from courses.quiz.interchange.categories import TOP, write_path
from courses.quiz.interchange.columns import ANSWER_COLUMNS, ANSWERS, FEEDBACK_COLUMNS
from courses.quiz.interchange.items import BankItem, Notes, SkippedQuestion, one_line
from courses.quiz.interchange.lost import COMMON_TYPES, Content, write_each
from courses.quiz.interchange.problems import Problem
from courses.quiz.interchange.rubrics import rubric_lines
from courses.quiz.interchange.shares import pairs_of, typed_answers
from courses.quiz.interchange.spreadsheet import split_pair
from spreadsheets import csv_bytes, xlsx_bytes

KEEPS = frozenset({"explanation", "feedback", "feedback_wrong", "rubric", "category", "idnumber", "tags", "title"})
SHEET = "vragen"
EMPTY_ROWS = 200

_NARROW = {columns.KIND: 20, columns.RIGHT: 10, columns.IDNUMBER: 14, columns.TAGS: 18, columns.STEM: 50}
_WIDTHS = [_NARROW.get(name, 28) for name in columns.COLUMNS]
_KINDS = {
    ("single_choice", ""): columns.SINGLE,
    ("multiple_response", "all_or_nothing"): columns.MULTIPLE,
    ("multiple_response", "right_minus_wrong"): columns.MULTIPLE_PARTLY,
    ("true_false", ""): columns.TRUE_FALSE,
    ("ordering", "all_or_nothing"): columns.ORDER,
    ("ordering", "relative_all"): columns.ORDER_PARTLY,
    ("matching", ""): columns.MATCHING,
    ("numeric", ""): columns.NUMBER,
    ("short_text", ""): columns.SHORT,
    ("open_text", ""): columns.OPEN,
}

Filled = tuple[Sequence[tuple[str, str]], str]
"""Pairs of answer and feedback, and what comes in "goed"."""


def write_xlsx(items: Iterable[BankItem]) -> tuple[bytes, list[Problem]]:
    """Return a workbook and what it does not hold."""
    table, problems = _table(items)
    return xlsx_bytes(table, sheet=SHEET, widths=_WIDTHS), problems


def write_csv(items: Iterable[BankItem]) -> tuple[bytes, list[Problem]]:
    """Return a CSV file and what it does not hold."""
    table, problems = _table(items)
    return csv_bytes(table), problems


def template() -> bytes:
    """Return the workbook to download: a heading, an example per kind, and room to type in."""
    rows = [[row.get(name, "") for name in columns.COLUMNS] for row in map(_example, _EXAMPLES)]
    return xlsx_bytes([list(columns.COLUMNS), *rows], sheet=SHEET, widths=_WIDTHS, empty_rows=EMPTY_ROWS)


def _table(items: Iterable[BankItem]) -> tuple[list[list[str]], list[Problem]]:
    table = [list(columns.COLUMNS)]

    def write(item: BankItem, content: Content, notes: Notes) -> None:
        row = _row(item, content)
        table.append([row.get(name, "") for name in columns.COLUMNS])

    return table, write_each(items, types=COMMON_TYPES, keeps=KEEPS, write=write)


def _row(item: BankItem, content: Content) -> dict[str, str]:
    kind = _KINDS.get((content["type"], content.get("rule", "")))
    if kind is None:
        raise SkippedQuestion("rule_not_possible")
    answers, right = _FILLERS[content["type"]](content)
    if len(answers) > ANSWERS:
        raise SkippedQuestion("too_many_parts")
    if any(re.search("[;,]", tag) for tag in item.tags):
        raise SkippedQuestion("text_not_possible", ", ".join(item.tags))
    row = {
        columns.KIND: kind,
        columns.STEM: content["stem"],
        columns.RIGHT: right,
        columns.EXPLANATION: content["explanation"],
        columns.CATEGORY: write_path(item.category).removeprefix(TOP).removeprefix("/"),
        columns.IDNUMBER: one_line(item.idnumber),
        columns.TAGS: ", ".join(item.tags),
        columns.TITLE: one_line(item.title),
    }
    for (text, feedback), *names in zip(answers, ANSWER_COLUMNS, FEEDBACK_COLUMNS, strict=False):
        row |= dict(zip(names, (text, feedback), strict=True))
    return row


def _options(content: Content) -> Filled:
    right = [str(number) for number, option in enumerate(content["options"], start=1) if option["correct"]]
    return [(option["text"], option["feedback"]) for option in content["options"]], ", ".join(right)


def _true_false(content: Content) -> Filled:
    answers = [(columns.TRUE, content["feedback_true"]), (columns.FALSE, content["feedback_false"])]
    return answers, columns.TRUE if content["correct"] else columns.FALSE


def _ordering(content: Content) -> Filled:
    return [(item["text"], "") for item in content["items"]], ""


def _matching(content: Content) -> Filled:
    pairs = pairs_of(content)
    texts = [f"{left} = {right}".strip() for left, right in pairs]
    for text, pair in zip(texts, pairs, strict=True):
        if split_pair(text) != pair:
            raise SkippedQuestion("text_not_possible", text)
    return [(text, "") for text in texts], ""


def _typed(content: Content) -> Filled:
    """Only full and no points fit: answers with some points are left out, and that is told as lost."""
    kept = [(part, answer) for part, answer in typed_answers(content) if answer.share in (0, 1)]
    right = ", ".join(str(number) for number, (_, answer) in enumerate(kept, start=1) if answer.share == 1)
    return [(_number(part, answer.text), answer.feedback) for part, answer in kept], right


def _number(part: Mapping[str, Any] | None, text: str) -> str:
    if part is None or "kind" not in part:
        return text
    if part["kind"] == "range":
        return f"{_dutch(part['low'])} t/m {_dutch(part['high'])}"
    room = "" if part["tolerance"] == "0" else f" ± {_dutch(part['tolerance'])}"
    return _dutch(part["value"]) + room


def _dutch(number: str) -> str:
    """Write a comma; three decimals get a zero more, for they look like thousands."""
    whole, point, decimals = number.partition(".")
    return f"{whole},{decimals}{'0' * (len(decimals) == 3)}" if point else whole


def _open(content: Content) -> Filled:
    return [(line, "") for line in rubric_lines(content)], ""


_FILLERS: dict[str, Callable[[Content], Filled]] = {
    "single_choice": _options,
    "multiple_response": _options,
    "true_false": _true_false,
    "ordering": _ordering,
    "matching": _matching,
    "numeric": _typed,
    "short_text": _typed,
    "open_text": _open,
}

_EXAMPLES: tuple[tuple[str, str, tuple[str, ...], str, str], ...] = (
    (
        columns.SINGLE,
        "Je ruikt brand in het trappenhuis. Wat doe je eerst?",
        ("Ik bel 112", "Ik zet een bericht in de groep", "Ik ga zelf kijken op zolder"),
        "1",
        "Bij gevaar bel je altijd eerst 112.",
    ),
    (
        columns.MULTIPLE,
        "Wat hoort in een melding?",
        ("De plaats", "Wat je zag", "Wat je vermoedt over iemands afkomst", "Het tijdstip"),
        "1, 2, 4",
        "Meld wat je ziet, niet wat je denkt.",
    ),
    (columns.TRUE_FALSE, "Een foto van een onbekende mag zomaar in de groep.", (), "niet waar", "Denk aan privacy."),
    (
        columns.ORDER,
        "Zet de stappen in de goede volgorde.",
        ("Zorg voor je eigen veiligheid", "Bel 112", "Zet een bericht in de groep"),
        "",
        "Eerst veilig, dan hulp, dan de groep.",
    ),
    (
        columns.MATCHING,
        "Welk nummer hoort waarbij?",
        ("Er is gevaar = 112", "Er is geen haast = 0900-8844", "= 999"),
        "",
        "Zonder linkerkant is een antwoord een extra fout antwoord.",
    ),
    (columns.NUMBER, "Hoeveel keer per minuut druk je bij een reanimatie?", ("100 t/m 120",), "", "Druk vlot door."),
    (columns.SHORT, "Welk nummer bel je bij gevaar?", ("112", "een een twee"), "", "Ook zonder beltegoed."),
    (
        columns.OPEN,
        "Schrijf op wat je meldt als je een inbraak ziet.",
        ("Noemt de plaats (4 punten)", "Beschrijft wat te zien is (6 punten)"),
        "",
        "Iemand van de redactie kijkt je antwoord na.",
    ),
)


def _example(example: tuple[str, str, tuple[str, ...], str, str]) -> dict[str, str]:
    kind, stem, answers, right, explanation = example
    row = {columns.KIND: kind, columns.STEM: stem, columns.RIGHT: right, columns.EXPLANATION: explanation}
    labels = {columns.CATEGORY: "Voorbeelden", columns.TITLE: f"Voorbeeld: {kind}"}
    return row | labels | dict(zip(ANSWER_COLUMNS, answers, strict=False))
