"""The file of the foundation's register: reading, matching its columns, and comparing with what we know.

No database here: texts in, plain values out.
"""

from registrations.importing.comparing import SOURCE, State, differences, ended, is_other, kind_of, wanted_state
from registrations.importing.files import MAX_BYTES, Sheet, UnreadableRegister, read_sheet
from registrations.importing.matching import FIELDS, REQUIRED, Columns, is_unclear, match, missing
from registrations.importing.rows import Found, Wanted, key_of, read_groups
from registrations.importing.spelling import municipality_key, spell_alike

__all__ = [
    "FIELDS",
    "MAX_BYTES",
    "REQUIRED",
    "SOURCE",
    "Columns",
    "Found",
    "Sheet",
    "State",
    "UnreadableRegister",
    "Wanted",
    "differences",
    "ended",
    "is_other",
    "is_unclear",
    "key_of",
    "kind_of",
    "match",
    "missing",
    "municipality_key",
    "read_groups",
    "read_sheet",
    "spell_alike",
    "wanted_state",
]
