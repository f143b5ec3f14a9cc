"""The list of certificates as a table to take along. How many were taken is logged, not whose."""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from accounts.audit import record
from accounts.models import User
from certificates.dates import local_day
from certificates.errors import NotAllowed
from certificates.models import Certificate
from certificates.services.changing import may_change
from spreadsheets import csv_bytes

__all__ = ["FORMATS", "export_certificates"]

# Kind → its media type.
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDTHS = (22, 14, 30, 30, 12, 20, 40, 9, 12, 12, 14)
Line = list[str | date]


def export_certificates(*, rows: QuerySet[Certificate], kind: str, by: User, now: datetime) -> bytes:
    """The certificates of `rows` as a file of `kind` (a key of FORMATS), without e-mail addresses or scores.

    No text in it is a formula for a spreadsheet program. Raises NotAllowed.
    """
    if not may_change(by):
        raise NotAllowed
    lines = [_line(row, today=local_day(now)) for row in rows]
    record(actor=by, verb="certificate.export", target=by, at=now, count=len(lines))
    return _xlsx(lines) if kind == "xlsx" else csv_bytes(_as_texts([_headings(), *lines]))


def _headings() -> Line:
    return [
        _("Nummer"),
        _("Status"),
        _("Naam"),
        _("Groep"),
        _("Registernummer"),
        _("Gemeente"),
        _("Cursus"),
        _("Editie"),
        _("Gehaald op"),
        _("Afgegeven op"),
        _("Geldig tot en met"),
    ]


def _line(row: Certificate, *, today: date) -> Line:
    group = [row.group_name, row.group_number, row.municipality]
    texts = [row.number, row.status(today).value, row.holder_name, *group, row.course_title, row.edition_number]
    return [*map(_visible, texts), row.passed_on, row.issued_on, row.valid_until]


def _visible(text: str) -> str:
    """On one line, without control characters, which a workbook refuses."""
    kept = (" " if sign.isspace() else sign for sign in text)
    return "".join(sign for sign in kept if unicodedata.category(sign) not in ("Cc", "Cs", "Cn"))


def _as_texts(lines: Iterable[Line]) -> Iterator[list[str]]:
    for line in lines:
        yield [cell.isoformat() if isinstance(cell, date) else cell for cell in line]


def _xlsx(lines: Iterable[Line]) -> bytes:
    """Row by row, so that a long list needs little memory."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title=_("Certificaten"))
    sheet.freeze_panes = "A2"
    for number, width in enumerate(WIDTHS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.append([_cell(sheet, cell, font=Font(bold=True)) for cell in _headings()])
    for line in lines:
        sheet.append([_cell(sheet, cell) for cell in line])
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: str | date, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.number_format = "@"  # as text: else 1.0 becomes a number
        cell.data_type = "s"  # also for a text that begins with "="
    else:
        cell.number_format = "dd-mm-yyyy"
    if font:
        cell.font = font
    return cell
