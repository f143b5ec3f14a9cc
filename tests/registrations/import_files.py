"""Files of the register for tests: the same lines in every shape that people send."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import Workbook

from accounts.models import User
from accounts.roles import Role
from registrations.models import Group, GroupContact, PostcodeRange, RegisterImport
from registrations.services import importing
from registrations.services.importing import plan, running, undoing
from tests.factories.registrations import make_staff

__all__ = [
    "HEADINGS",
    "LINES",
    "bring_in",
    "changes",
    "confirm",
    "csv_file",
    "export",
    "keeper",
    "look_at",
    "run",
    "small_batches",
    "states",
    "xlsx_file",
]

HEADINGS = [
    *("Registernummer", "Naam", "Soort", "Gemeente", "Plaats(en)", "Postcode(s)"),
    *("Status", "E-mail beheerder(s)", "E-mail leden"),
]
LINES = [
    ["WG-101", "Oogje Café", "WhatsApp", "Stein", "Elsloo", "6181; 6182 AB", "actief", "an@voorbeeld.nl", ""],
    [
        "WG-102",
        "Wijk 2",
        "WhatsApp-groep",
        "Stein",
        "Urmond",
        "6129 t/m 6130",
        "",
        "bo@voorbeeld.nl",
        "ci@voorbeeld.nl",
    ],
    ["BPT-7", "Team Dorp", "BPT", "Zoetermeer", "Zoetermeer", "", "actief", "", ""],
]
Lines = Sequence[Sequence[str]]


def csv_file(
    lines: Lines = LINES, *, headings: Sequence[str] = HEADINGS, sign: str = ";", encoding: str = "utf-8-sig"
) -> bytes:
    """The lines as CSV, cells in quotes."""
    rows = [sign.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [headings, *lines]]
    return ("\r\n".join(rows) + "\r\n").encode(encoding)


def xlsx_file(lines: Lines = LINES, *, headings: Sequence[str] = HEADINGS) -> bytes:
    workbook = Workbook()
    for row in [headings, *lines]:
        workbook.active.append(list(row))
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def keeper() -> User:
    return make_staff(Role.REGISTRAR, name="Wil van Dam")


def look_at(
    data: bytes | None = None, *, by: User | None = None, now: datetime | None = None, **fields: Any
) -> RegisterImport:
    """A preview of `data`, or of LINES."""
    file = csv_file() if data is None else data
    return importing.look_at_import(
        data=file, file_name="register.csv", by=by or keeper(), now=now or timezone.now(), **fields
    )


def bring_in(data: bytes | None = None, *, now: datetime | None = None, **fields: Any) -> RegisterImport:
    """An import that was confirmed and done."""
    by = keeper()
    row = look_at(data, by=by, now=now, **fields)
    confirm(row, by=by, now=now)
    return run(row, now=now)


def confirm(row: RegisterImport, *, by: User | None = None, now: datetime | None = None) -> RegisterImport:
    """*Bevestig*, by somebody who saw this preview."""
    shown = importing.digest_of(row)
    return importing.confirm_import(register_import=row, shown=shown, by=by or keeper(), now=now or timezone.now())


def run(row: RegisterImport, *, now: datetime | None = None) -> RegisterImport:
    """Lets the worker do or undo it."""
    importing.run_import(pk=row.pk, now=now or timezone.now())
    return RegisterImport.objects.get(pk=row.pk)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two groups at a time, so that three are more than one batch."""
    for module in (plan, running, undoing):
        monkeypatch.setattr(module, "AT_ONCE", 2)


def export() -> bytes:
    """The register as CSV."""
    return importing.export_register(by=keeper(), now=timezone.now())


def states() -> list[Any]:
    """All that an import can touch, without primary keys."""
    groups = Group.objects.order_by("number").values_list("number", "name", "kind", "place", "municipality", "status")
    contacts = GroupContact.objects.order_by("group__number", "email_hash").values_list(
        "group__number", "email_hash", "role"
    )
    ranges = PostcodeRange.objects.order_by("group__number", "first").values_list("group__number", "first", "last")
    return [list(groups), list(contacts), list(ranges)]


def changes(row: RegisterImport) -> dict[str, str]:
    """Number → kind, as the journal has it."""
    return dict(row.changes.values_list("number", "kind"))
