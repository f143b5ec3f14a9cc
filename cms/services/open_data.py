"""The public figures as files for `/api/v1/`: CSV and JSON, made once an hour (DESIGN §6)."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from certificates.dates import local_day
from cms.services import public_figures
from spreadsheets import csv_bytes

__all__ = ["GROUPS", "MUNICIPALITIES", "Sheet", "file_of"]

Cell = str | int | bool | None
Row = Sequence[Cell]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table: its name is that of the file too; `rows` reads it as of a moment."""

    name: str
    heads: tuple[str, ...]
    rows: Callable[[datetime], Iterable[Row]]


def file_of(sheet: Sheet, kind: str, *, now: datetime) -> bytes:
    """The file as it was first asked for in this hour; `kind` is csv or json."""
    write = WRITERS[kind]
    made = public_figures.kept(f"{sheet.name}.{kind}", now=now, make=lambda: write(sheet, now))
    return cast(bytes, made)


def _municipalities(now: datetime) -> Iterable[Row]:
    """Fewer than five trained people is an empty cell: nobody and few read the same."""
    for row in public_figures.municipalities(now=now):
        figures = row.figures
        yield figures.name, figures.groups, figures.teams, figures.trained or None


def _groups(now: datetime) -> Iterable[Row]:
    for group in public_figures.public_groups(today=local_day(now)):
        yield group.number, group.name, group.kind, group.place, group.municipality, group.is_practiced


MUNICIPALITIES: Final = Sheet(
    name="gemeenten", heads=("gemeente", "groepen", "buurtpreventieteams", "geoefende_mensen"), rows=_municipalities
)
GROUPS: Final = Sheet(name="groepen", heads=("nummer", "naam", "soort", "plaats", "gemeente", "geoefend"), rows=_groups)


def _json(sheet: Sheet, now: datetime) -> bytes:
    rows = [dict(zip(sheet.heads, row, strict=True)) for row in sheet.rows(now)]
    whole = {"dag": local_day(now).isoformat(), sheet.name: rows}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _csv(sheet: Sheet, now: datetime) -> bytes:
    return csv_bytes([sheet.heads, *([_text(cell) for cell in row] for row in sheet.rows(now))])


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    return "" if cell is None else str(cell)


WRITERS: Final[Mapping[str, Callable[[Sheet, datetime], bytes]]] = {"csv": _csv, "json": _json}
