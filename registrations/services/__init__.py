"""The business acts of the register (DESIGN §3): a function each, one transaction, one audit row."""

from registrations.services.areas import delete_beat, save_beat, save_group
from registrations.services.claims import claim, confirm, end, refuse
from registrations.services.errors import (
    GroupEnded,
    NotAllowed,
    NotPending,
    NotStanding,
    OtherRoleStands,
    ReasonMissing,
    ReasonTooLong,
    RegistrationError,
    TooManyPending,
    UnknownRole,
)

__all__ = [
    "GroupEnded",
    "NotAllowed",
    "NotPending",
    "NotStanding",
    "OtherRoleStands",
    "ReasonMissing",
    "ReasonTooLong",
    "RegistrationError",
    "TooManyPending",
    "UnknownRole",
    "claim",
    "confirm",
    "delete_beat",
    "end",
    "refuse",
    "save_beat",
    "save_group",
]
