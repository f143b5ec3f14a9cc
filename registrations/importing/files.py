"""From the bytes of a file to headings and lines."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import spreadsheets
from registrations.importing.masking import masked
from registrations.importing.matching import headings_in

__all__ = ["MAX_BYTES", "Sheet", "UnreadableRegister", "read_sheet"]

MAX_BYTES = 10 * 1024 * 1024
LIMITS = spreadsheets.Limits(rows=50_000, columns=40, marks=1_200_000, formulas=False, strict_quotes=True)
"""Four seconds of reading, twelve times what 10,000 groups need: one sentence within five seconds."""
HEADING_WITHIN = 10
"""Rows in which the headings are looked for: a title or a date may stand above them."""
_WORKBOOK = (b"PK", b"\xd0\xcf\x11\xe0")

SENTENCES: "dict[str, str | Promise]" = {
    "file_too_big": _("Dit bestand is te groot: hoogstens 10 MB. Laat alleen het blad met de groepen staan."),
    "formulas": _(
        "In dit bestand staan formules. Kopieer alles, kies Plakken speciaal en dan Waarden, en sla het opnieuw op."
    ),
    "no_rows": _("In dit bestand staat geen groep. Kies een bestand met een rij koppen en daaronder de groepen."),
    "not_a_table": _("We vinden in dit bestand geen rijen en kolommen. Open het in Excel en sla het op als .xlsx."),
    "not_a_workbook": _("Dit bestand is kapot, of het is geen Excel-bestand. Sla het opnieuw op als .xlsx."),
    "not_text": _("We kunnen de letters in dit bestand niet lezen. Open het in Excel en sla het op als .xlsx."),
    "protected_or_macros": _(
        "Dit bestand heeft een wachtwoord of macro’s, of het is een oud .xls. Sla het in Excel op als gewone .xlsx."
    ),
    # A list in a cell may look like rows as well: a workbook has no quotes to doubt.
    "stray_quote": _(
        'Regel %(row)s: er staat een aanhalingsteken (") te veel of te weinig. Verbeter dat en kies het bestand '
        "opnieuw. Klopt de regel toch? Sla het bestand dan in Excel op als .xlsx."
    ),
    "too_many_rows": _(
        "Dit bestand heeft te veel regels: hoogstens 50.000. Laat alleen het blad met de groepen staan."
    ),
    "workbook_too_big": _("In dit bestand zit te veel. Laat alleen het blad met de groepen staan en sla het op."),
}


class UnreadableRegister(ValueError):
    """Nothing of the file can be read; `code` is a key of SENTENCES, `message` the Dutch sentence, `row` the row in
    which it shows, if there is one."""

    def __init__(self, code: str, *, row: int | None = None) -> None:
        super().__init__(code)
        self.code, self.row = code, row

    @property
    def message(self) -> str:
        return str(SENTENCES[self.code]) % {"row": self.row}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The headings, each of them once, and the lines below: number of the row in the file, and its cells.

    `converted`: the letters were not UTF-8 and were guessed.
    """

    headings: list[str]
    lines: list[tuple[int, list[str]]]
    converted: bool


def read_sheet(data: bytes) -> Sheet:
    """The first sheet of a workbook, or CSV in any encoding. Raises UnreadableRegister."""
    if len(data) > MAX_BYTES:
        raise UnreadableRegister("file_too_big")
    try:
        table, converted = _table(data)
    except spreadsheets.UnreadableTable as error:
        raise UnreadableRegister(error.code, row=error.row) from None
    return _sheet(table, converted)


def _table(data: bytes) -> tuple[spreadsheets.Table, bool]:
    if data.startswith(_WORKBOOK):
        return spreadsheets.xlsx_table(data, LIMITS), False
    text, converted = spreadsheets.decode(data)
    return spreadsheets.csv_table(text, LIMITS), converted


def _sheet(table: spreadsheets.Table, converted: bool) -> Sheet:
    """The row with most headings that we know is the one with the headings; without any, the first with cells."""
    filled = [index for index, row in enumerate(table) if any(row)]
    if len(filled) < 2:
        raise UnreadableRegister("no_rows")
    head = max(filled[:HEADING_WITHIN], key=lambda index: headings_in(table[index]))
    lines = [(index + 1, table[index]) for index in filled if index > head]
    if not lines:
        raise UnreadableRegister("no_rows")
    width = max(_width(table[index]) for index in filled if index >= head)
    headings = [*table[head], *[""] * width][:width]
    return Sheet(headings=_once(headings), lines=lines, converted=converted)


def _width(cells: list[str]) -> int:
    """Up to the last cell with something in it."""
    return max((position for position, cell in enumerate(cells, start=1) if cell), default=0)


def _once(cells: list[str]) -> list[str]:
    """Headings that can be told apart: *Plaats*, *Plaats (2)*; one that is empty is called by its place.

    They are kept, and in a file without headings they are cells like any other: so addresses are masked.
    """
    seen: dict[str, int] = {}
    headings = []
    for position, cell in enumerate(cells, start=1):
        name = masked(cell, length=80) or str(_("Kolom %(number)d")) % {"number": position}
        seen[name] = seen.get(name, 0) + 1
        headings.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return headings
