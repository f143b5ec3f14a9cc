"""Imports of the foundation's register: looked at, confirmed, done by the worker, undone (DESIGN §6)."""

from registrations.services.importing.cleaning import clean_imports
from registrations.services.importing.confirming import (
    confirm_import,
    retry_import,
    undo_import,
)
from registrations.services.importing.errors import (
    AlreadyConfirmed,
    AlreadyUndone,
    ColumnsMissing,
    ImportBusy,
    LaterStands,
    NotBroughtIn,
    NothingToDo,
    RegisterChanged,
    StillComingIn,
    TooLate,
    UndoBegun,
)
from registrations.services.importing.exporting import export_register
from registrations.services.importing.looking import choose_columns, digest_of, drop_import, look_at_import
from registrations.services.importing.order import later_standing, may_retry, may_undo, undo_refusal
from registrations.services.importing.running import resume_imports, run_import

__all__ = [
    "AlreadyConfirmed",
    "AlreadyUndone",
    "ColumnsMissing",
    "ImportBusy",
    "LaterStands",
    "NotBroughtIn",
    "NothingToDo",
    "RegisterChanged",
    "StillComingIn",
    "TooLate",
    "UndoBegun",
    "choose_columns",
    "clean_imports",
    "confirm_import",
    "digest_of",
    "drop_import",
    "export_register",
    "later_standing",
    "look_at_import",
    "may_retry",
    "may_undo",
    "resume_imports",
    "retry_import",
    "run_import",
    "undo_import",
    "undo_refusal",
]
