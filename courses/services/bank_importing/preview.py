"""Reading a file of questions without touching the bank."""

import re
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from django.db import transaction

from accounts import audit
from accounts.models import User
from courses.models import BankImport
from courses.quiz.interchange import FORMATS, read
from courses.services.bank_importing.errors import UnknownFormat
from courses.services.bank_importing.items import clean, stored_item, stored_problem
from courses.services.bank_importing.planning import plan_import

__all__ = ["clean_previews", "drop_preview", "format_of", "preview_import"]

PREVIEWS_KEPT = timedelta(days=1)
MAX_FILE_NAME = 150
BY_SUFFIX = {".gift": "gift", ".xml": "moodle_xml", ".aiken": "aiken", ".xlsx": "xlsx", ".csv": "csv"}
# A workbook under its old name is told apart by its bytes, with a sentence of its own.
BY_SUFFIX |= {".xls": "xlsx", ".xlsm": "xlsx"}
AIKEN = re.compile(rb"^[ \t]*ANSWER:[ \t]*[A-Za-z][ \t]*\r?$", re.MULTILINE)


def format_of(file_name: str, data: bytes) -> str:
    """The format of a file, by the end of its name; a .txt is GIFT or Aiken. Raises UnknownFormat."""
    suffix = PurePosixPath(file_name.lower()).suffix
    if suffix == ".txt":
        return "aiken" if AIKEN.search(data) and b"{" not in data else "gift"
    if suffix not in BY_SUFFIX:
        raise UnknownFormat
    return BY_SUFFIX[suffix]


def preview_import(
    *, data: bytes, file_name: str, format: str, course_slug: str, by: User, now: datetime
) -> BankImport:
    """What the file would do to the bank of the course, to look at first; nothing goes into the bank.

    `format` is one of interchange.FORMATS, "" to go by the name of the file. Raises UnknownFormat, and UnreadableFile
    with a Dutch `message`.
    """
    if format and format not in FORMATS:
        raise UnknownFormat
    format = format or format_of(file_name, data)
    found = read(data, format)
    plan = plan_import([stored_item(item) for item in found.items], course_slug)
    with transaction.atomic():
        bank_import = BankImport.objects.create(
            course_slug=course_slug,
            format=format,
            file_name=clean(file_name)[-MAX_FILE_NAME:].strip() or "bestand",
            items=[step.to_json() for step in plan.steps],
            problems=[*map(stored_problem, found.problems), *plan.problems],
            uploaded_by=by,
            uploaded_at=now,
        )
        audit.record(
            actor=by, verb="bank.import_previewed", target=bank_import, at=now, course=course_slug, format=format
        )
    return bank_import


@transaction.atomic
def drop_preview(*, bank_import: BankImport, by: User, now: datetime) -> bool:
    """*Toch niet*: the preview goes; one that was taken in stays. Gives whether it went."""
    deleted, _ = BankImport.objects.filter(pk=bank_import.pk, state=BankImport.State.PREVIEW).delete()
    if deleted:
        audit.record(actor=by, verb="bank.import_dropped", target=bank_import, at=now)
    return bool(deleted)


def clean_previews(*, now: datetime) -> int:
    """Removes previews that nobody took in within a day; gives how many."""
    old = BankImport.objects.filter(state=BankImport.State.PREVIEW, uploaded_at__lt=now - PREVIEWS_KEPT)
    return old.delete()[0]
