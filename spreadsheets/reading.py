"""Rows of cells out of xlsx and CSV."""

import csv
import datetime
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import load_workbook

from spreadsheets.delimiters import delimiter_of
from spreadsheets.errors import UnreadableTable
from spreadsheets.formulas import without_quote
from spreadsheets.limits import Limits
from spreadsheets.looking import look_through
from spreadsheets.quotes import swallows

__all__ = ["Table", "csv_table", "xlsx_table"]

Table = list[list[str]]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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


def xlsx_table(data: bytes, limits: Limits) -> Table:
    """Return the first sheet as texts, row by row as it stands in the file. Raises UnreadableTable."""
    if data.startswith(_OLE):
        raise UnreadableTable("protected_or_macros")
    try:
        look_through(data, limits)
        workbook = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        return _rows(sheet.iter_rows(max_col=limits.columns, values_only=True), limits)
    except UnreadableTable:
        raise
    except _BROKEN:
        raise UnreadableTable("not_a_workbook") from None


def _rows(rows: Iterable[Sequence[Any]], limits: Limits) -> Table:
    table: Table = []
    for number, row in enumerate(rows):
        if number >= limits.rows:
            raise UnreadableTable("too_many_rows")
        table.append(_cells(row))
    return table


def _cells(row: Sequence[Any]) -> list[str]:
    """The texts up to the last cell with one: openpyxl fills every row up to the limit."""
    cells = [_cell(value) for value in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


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


def csv_table(text: str, limits: Limits) -> Table:
    """Return the rows; between the cells `;`, `,` or tab, see `delimiter_of`. Raises UnreadableTable."""
    table: Table = []
    sign, ends = delimiter_of(text), 0
    reader = csv.reader(StringIO(text, newline=""), delimiter=sign, strict=limits.strict_quotes)
    try:
        for row in reader:
            if len(table) >= limits.rows:
                raise UnreadableTable("too_many_rows")
            if limits.strict_quotes and swallows(row, sign):
                raise UnreadableTable("stray_quote", row=len(table) + 1)
            table.append([without_quote(cell.strip()) for cell in row[: limits.columns]])
            ends = reader.line_num
    except csv.Error as error:
        # A cell that is too long on one line is no table; one that grew so over many lines was never closed.
        too_long = "limit" in str(error) and reader.line_num - ends < 2
        code = "stray_quote" if limits.strict_quotes and not too_long else "not_a_table"
        raise UnreadableTable(code, row=len(table) + 1) from None
    return table
