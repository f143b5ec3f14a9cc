"""Questions of the bank from a file and to a file: looked at first, then taken in, and taken back (DESIGN §4).

found = preview_import(data=..., file_name="vragen.gift", format="", course_slug="saar", by=user, now=now)
apply_import(bank_import=found, by=user, now=now)
undo_import(bank_import=found, by=user, now=now)
data, problems = export_questions(questions, "xlsx")
"""

from courses.services.bank_importing.apply import apply_import
from courses.services.bank_importing.errors import BankChanged, ImportGone, TooLate, UnknownFormat
from courses.services.bank_importing.export import export_questions, exportable
from courses.services.bank_importing.preview import clean_previews, drop_preview, preview_import
from courses.services.bank_importing.undo import UNDO_DAYS, may_undo, undo_import

__all__ = [
    "UNDO_DAYS",
    "BankChanged",
    "ImportGone",
    "TooLate",
    "UnknownFormat",
    "apply_import",
    "clean_previews",
    "drop_preview",
    "export_questions",
    "exportable",
    "may_undo",
    "preview_import",
    "undo_import",
]
