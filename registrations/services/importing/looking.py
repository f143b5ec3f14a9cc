"""A file of the register before anybody confirms it: nothing of the register is written here."""

import hashlib
import json
from datetime import date, datetime
from pathlib import PurePosixPath

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from registrations.importing import Columns, Sheet, match, missing, read_sheet
from registrations.models import RegisterImport
from registrations.services.importing.errors import AlreadyConfirmed
from registrations.services.importing.plan import Plan, groups_in, look

__all__ = ["choose_columns", "digest_of", "drop_import", "look_at_import", "waiting", "write_preview"]

NAME_LENGTH = 120


def look_at_import(
    *, data: bytes, file_name: str, source_date: date | None = None, by: User, now: datetime
) -> RegisterImport:
    """Keeps the file and what it would do. `counts` is empty when a column that we need was not recognized.

    Raises UnreadableRegister, with a Dutch `message`.
    """
    sheet = read_sheet(data)
    register_import = RegisterImport(
        file_name=_clean(file_name),
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        source_date=source_date,
        columns=match(sheet.headings),
        uploaded_by=by,
        uploaded_at=now,
    )
    _fill(register_import, sheet)
    with transaction.atomic():
        register_import.save()
        audit.record(
            actor=by, verb="register.import_looked_at", target=register_import, at=now, sha256=register_import.sha256
        )
    return register_import


def choose_columns(*, register_import: RegisterImport, columns: Columns, by: User, now: datetime) -> RegisterImport:
    """Reads the file again by other columns. Raises AlreadyConfirmed."""
    sheet = read_sheet(bytes(register_import.data))
    known = set(sheet.headings)
    register_import.columns = {
        name: kept for name, all_ in columns.items() if (kept := [h for h in all_ if h in known])
    }
    _fill(register_import, sheet)
    with transaction.atomic():
        waiting(register_import)
        register_import.save(update_fields=["columns", "counts", "problems", "total"])
        audit.record(actor=by, verb="register.import_matched", target=register_import, at=now)
    return register_import


def _fill(register_import: RegisterImport, sheet: Sheet) -> None:
    """Sets the preview, unsaved; an empty one without the columns that we need."""
    if missing(register_import.columns):
        register_import.counts, register_import.problems, register_import.total = {}, [], 0
        return
    write_preview(register_import, sheet)


def write_preview(register_import: RegisterImport, sheet: Sheet) -> None:
    """Sets counts, examples and problems to what the file would do now, unsaved."""
    day = register_import.source_date
    found = groups_in(sheet, register_import.columns)
    plan = look(found, day.isoformat() if day else None)
    register_import.counts = plan.told() | {"headings": sheet.headings}
    told = [(0, sentence) for sentence in _sentences(sheet, plan)]
    register_import.problems = [list(problem) for problem in [*told, *found.problems]]
    register_import.total = len(found.groups) + plan.counts["gone"]


def _sentences(sheet: Sheet, plan: Plan) -> list[str]:
    """What is not about one row."""
    letters = _("We moesten de letters in dit bestand omzetten. Kijk of namen met een accent, zoals Café, goed zijn.")
    other = _("Nummer %(number)s hoort hier bij een andere groep, die zichzelf aanmeldde. Die groep verandert niet.")
    return [*([letters] if sheet.converted else []), *(other % {"number": number} for number in plan.others)]


def digest_of(register_import: RegisterImport) -> str:
    """All that the page of a preview told, in one word, which *Bevestig* gives back: nothing else may happen."""
    told = [register_import.columns, register_import.counts]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def waiting(register_import: RegisterImport) -> RegisterImport:
    """The row of this moment, locked, of an import that waits for a decision. Raises AlreadyConfirmed."""
    rows = RegisterImport.objects.select_for_update().filter(state=RegisterImport.State.LOOKED_AT)
    row = rows.defer("data", "problems").filter(pk=register_import.pk).first()
    if row is None:
        raise AlreadyConfirmed
    return row


@transaction.atomic
def drop_import(*, register_import: RegisterImport, by: User, now: datetime) -> None:
    """*Toch niet*: the file goes. Raises AlreadyConfirmed."""
    row = waiting(register_import)
    audit.record(actor=by, verb="register.import_dropped", target=row, at=now)
    row.delete()


def _clean(file_name: str) -> str:
    name = PurePosixPath(file_name.replace("\\", "/")).name
    return "".join(sign for sign in name if sign.isprintable())[-NAME_LENGTH:].strip() or _("bestand")
