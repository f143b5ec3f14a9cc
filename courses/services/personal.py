"""What this app holds of a person, for the doors of `accounts.hooks` (DESIGN §3): one function per list."""

from datetime import datetime
from typing import Any

from accounts.models import User
from courses.services.panel_privacy import erase_panels, export_panels
from courses.services.privacy import erase_learning, export_learning

__all__ = ["erase_person", "export_person"]


def export_person(user: User) -> dict[str, Any]:
    """The rows about `user`, JSON-ready, under the name of the app."""
    return {"courses": export_learning(user) | {"panels": export_panels(user)}}


def erase_person(user: User, now: datetime) -> None:
    """Takes away what says who `user` is; called while the account still has its address."""
    erase_learning(user, now)
    erase_panels(user, now)
