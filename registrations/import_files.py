"""Files that *Register inlezen* gives: an example to fill in, and the lines with a mistake to mend."""

from django.utils.translation import gettext as _

from registrations.importing import FIELDS, read_sheet
from registrations.models import RegisterImport
from spreadsheets import csv_bytes, xlsx_bytes

__all__ = ["problems_file", "sample_file"]

WIDTHS = (16, 30, 16, 20, 24, 26, 12, 34, 34)


def sample_file() -> bytes:
    """A workbook with our headings and three invented groups."""
    lines = [
        [
            "WG-00101",
            "Oogje Elsloo",
            "WhatsApp-groep",
            "Stein",
            "Elsloo",
            "6181",
            "actief",
            "an@voorbeeld.nl",
            "",
        ],
        [
            "WG-00102",
            "Buurtwacht Palenstein",
            "WhatsApp-groep",
            "Zoetermeer",
            "Zoetermeer",
            "2725 AB, 2725 AC",
            "actief",
        ],
        ["BPT-0007", "Team Oude Kern", "BPT", "Stein", "Stein, Urmond", "6129-6130", "actief", "bo@voorbeeld.nl"],
    ]
    widest = len(FIELDS)
    table = [[str(label) for label in FIELDS.values()], *([*line, *[""] * (widest - len(line))] for line in lines)]
    return xlsx_bytes(table, sheet="register", widths=WIDTHS, empty_rows=50)


def problems_file(register_import: RegisterImport) -> bytes:
    """CSV with a line per mistake, and behind it the cells of that line while the file is still there."""
    sheet = read_sheet(bytes(register_import.data)) if register_import.data else None
    cells = dict(sheet.lines) if sheet else {}
    headings = [_("Regel"), _("Wat klopt er niet"), *(sheet.headings if sheet else [])]
    lines = [[str(row), sentence, *cells.get(row, [])] for row, sentence in register_import.problems if row]
    return csv_bytes([headings, *lines])
