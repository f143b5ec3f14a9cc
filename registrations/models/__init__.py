"""Groups, registrations of people to groups, the beats of wijkagenten, and how a group came in (DESIGN §2, §6)."""

from registrations.models.beats import Beat, BeatArea
from registrations.models.groups import Group, GroupQuerySet, PostcodeRange
from registrations.models.imports import ImportChange, RegisterImport
from registrations.models.registrations import (
    STANDING,
    GroupContact,
    Registration,
    RegistrationEvent,
    RegistrationQuerySet,
)
from registrations.models.teams import TeamApplication

__all__ = [
    "STANDING",
    "Beat",
    "BeatArea",
    "Group",
    "GroupContact",
    "GroupQuerySet",
    "ImportChange",
    "PostcodeRange",
    "RegisterImport",
    "Registration",
    "RegistrationEvent",
    "RegistrationQuerySet",
    "TeamApplication",
]
