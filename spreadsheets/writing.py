"""Rows of texts into CSV and xlsx, in which nothing is a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from spreadsheets.formulas import quoted

__all__ = ["csv_bytes", "xlsx_bytes"]

# Characters that Unicode leaves free and XML refuses.
_NO_XML = {0xFFFE: None, 0xFFFF: None}


def csv_bytes(table: Iterable[Sequence[str]]) -> bytes:
    """Write CSV as Dutch Excel opens it: `;` between the cells, UTF-8 with a mark, no cell a formula."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerows([quoted(cell) for cell in row] for row in table)
    return file.getvalue().encode("utf-8-sig")


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
