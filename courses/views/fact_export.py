"""The facts to check as CSV, as a Dutch spreadsheet opens it."""

import csv
import io
from collections.abc import Iterable

from courses.views.fact_rows import FactRow
from courses.views.figure_export import safe

__all__ = ["csv_of"]

HEADINGS = ("cursus", "waar", "feit", "bron", "adres van de bron", "status", "nagekeken op", "na te kijken door")


def csv_of(rows: Iterable[FactRow]) -> bytes:
    """One line per fact."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows([safe(cell) for cell in line(row)] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def line(row: FactRow) -> list[str]:
    """The cells of one fact."""
    fact = row.fact
    checked_on = f"{fact.checked_on:%d-%m-%Y}" if fact.checked_on else ""
    source, url = (fact.source.title, fact.source.url) if fact.source else ("", "")
    return [fact.course, row.where, fact.sentence, source, url, row.status, checked_on, row.checker]
