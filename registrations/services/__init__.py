"""The business acts of the register (DESIGN §3): a function each, one transaction, one audit row."""

from registrations.services.areas import delete_beat, save_beat, save_group
from registrations.services.choosing import choose
from registrations.services.claims import claim, confirm, end, refuse
from registrations.services.errors import (
    AlreadyThere,
    GroupEnded,
    NotAllowed,
    NotConfirmed,
    NotPending,
    NotStanding,
    OtherRoleStands,
    ReasonMissing,
    ReasonTooLong,
    RegistrationError,
    SameGroup,
    TooManyPending,
    UnknownRole,
)
from registrations.services.moving import move

__all__ = [
    "AlreadyThere",
    "GroupEnded",
    "NotAllowed",
    "NotConfirmed",
    "NotPending",
    "NotStanding",
    "OtherRoleStands",
    "ReasonMissing",
    "ReasonTooLong",
    "RegistrationError",
    "SameGroup",
    "TooManyPending",
    "UnknownRole",
    "choose",
    "claim",
    "confirm",
    "delete_beat",
    "end",
    "move",
    "refuse",
    "save_beat",
    "save_group",
]
