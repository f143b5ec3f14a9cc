"""Rows of cells in and out: xlsx and CSV. A file from outside is looked through before anything opens it."""

import csv
import datetime
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font

from courses.quiz.interchange.problems import UnreadableFile

Table = list[list[str]]

MAX_UNPACKED = 60 * 1024 * 1024
MAX_RATIO = 200
MAX_PARTS = 1_000
MAX_ROWS = 20_000
MAX_COLUMNS = 60
SMALL = 1024 * 1024
"""Below this size a high ratio means nothing."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DTD = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")
_CHUNK = 256 * 1024
# What openpyxl throws at a file that is no workbook, or a broken one.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
# Characters that Unicode leaves free and XML refuses.
_NO_XML = {0xFFFE: None, 0xFFFF: None}
# A spreadsheet program would take such a cell for a formula.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r]")
_PLAIN_NUMBER = re.compile(r"-[0-9]+([.,][0-9]+)?")


def xlsx_table(data: bytes) -> Table:
    """Return the first sheet as texts. Raises UnreadableFile."""
    if data.startswith(_OLE):
        raise UnreadableFile("protected_or_macros")
    try:
        _look_through(data)
        workbook = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        return _rows(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True))
    except UnreadableFile:
        raise
    except _BROKEN:
        raise UnreadableFile("not_a_workbook") from None


def _look_through(data: bytes) -> None:
    """Unpack everything once without keeping it: sizes in the file's own list may lie."""
    unpacked = 0
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS:
            raise UnreadableFile("workbook_too_big")
        if any(part.flag_bits & 1 or "vbaproject" in part.filename.lower() for part in parts):
            raise UnreadableFile("protected_or_macros")
        for part in parts:
            unpacked = _look_at(archive, part, unpacked, packed=len(data))


def _look_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo, unpacked: int, *, packed: int) -> int:
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            unpacked += len(chunk)
            if unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > MAX_RATIO * packed):
                raise UnreadableFile("workbook_too_big")
            if _DTD.search(tail + chunk) and part.filename.lower().endswith((".xml", ".rels", ".vml")):
                raise UnreadableFile("not_a_workbook")
            tail = chunk[-32:]
    return unpacked


def _rows(rows: Iterable[Sequence[Any]]) -> Table:
    table: Table = []
    for number, row in enumerate(rows):
        if number >= MAX_ROWS:
            raise UnreadableFile("too_many_questions")
        table.append([_cell(value) for value in row])
    return table


def _cell(value: object) -> str:
    """Return the text of a cell: whole numbers without a point, dates as they look in the Netherlands."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "waar" if value else "niet waar"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**15 else repr(value)
    if isinstance(value, datetime.date):
        return f"{value:%d-%m-%Y}"
    return str(value).strip()


def csv_table(text: str) -> Table:
    """Return the rows; `;`, `,` or tab, whichever gives the first row most cells. Raises UnreadableFile."""
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    table: Table = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            if len(table) >= MAX_ROWS:
                raise UnreadableFile("too_many_questions")
            table.append([_without_quote(cell.strip()) for cell in row[:MAX_COLUMNS]])
    except csv.Error:
        raise UnreadableFile("not_a_table") from None
    return table


def _without_quote(cell: str) -> str:
    return cell[1:] if _QUOTED_FORMULA.match(cell) else cell


def csv_bytes(table: Iterable[Sequence[str]]) -> bytes:
    """Write CSV as Dutch Excel opens it: `;` between the cells, UTF-8 with a mark, no cell a formula."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerows([_quoted(cell) for cell in row] for row in table)
    return file.getvalue().encode("utf-8-sig")


def _quoted(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _PLAIN_NUMBER.fullmatch(cell) else cell


def xlsx_bytes(table: Sequence[Sequence[str]], *, sheet: str, widths: Sequence[int], empty_rows: int = 0) -> bytes:
    """Write a workbook of texts: a first row that stays in sight, and `empty_rows` ready to type in."""
    workbook = Workbook()
    page = workbook.active
    page.title = sheet
    for row, cells in enumerate([*table, *([""] * len(widths) for _ in range(empty_rows))], start=1):
        for column, text in enumerate(cells, start=1):
            _write_cell(page.cell(row=row, column=column), text, heading=row == 1)
    for column, width in enumerate(widths, start=1):
        page.column_dimensions[page.cell(row=1, column=column).column_letter].width = width
    page.freeze_panes = "A2"
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def _write_cell(cell: Any, text: str, *, heading: bool) -> None:
    cell.number_format = "@"  # As text: else "1,3" becomes a number and "3-4" a date.
    if text:
        cell.value = text.replace("\r\n", "\n").replace("\r", "\n").translate(_NO_XML)
        cell.data_type = "s"  # Also for a text that begins with "=".
    if heading:
        cell.font = Font(bold=True)
    else:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
