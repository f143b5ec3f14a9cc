"""Teams that registered themselves, for tests."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from registrations.models import TeamApplication
from registrations.services.teams import apply
from tests.factories.registrations import make_person

__all__ = ["TYPED", "make_team", "new_team"]

TYPED = {
    "name": "BPT Bloemenbuurt",
    "municipality": "Stein",
    "place": "Elsloo",
    "area": "Tussen het kanaal en het station",
    "postcodes": "6181, 6182 AB",
    "members": "12",
    "since": "2015",
    "with_police": "on",
    "is_coordinator": "on",
}
"""The form as a coördinator fills it in."""


def new_team(user: User | None = None, **fields: Any) -> TeamApplication:
    """Not yet saved."""
    defaults = {"name": "BPT Bloemenbuurt", "municipality": "Stein", "place": "Elsloo", "members": 12}
    return TeamApplication(user=user or make_person("Els Boon"), **{**defaults, **fields})


def make_team(user: User | None = None, **fields: Any) -> TeamApplication:
    """One that waits for the foundation."""
    return apply(application=new_team(user, **fields), now=timezone.now())
