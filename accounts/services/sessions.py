"""Where somebody is signed in: found, and ended (DESIGN §6)."""

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from accounts import audit
from accounts.models import User, new_salt

__all__ = ["delete_sessions", "end_other_sessions", "sessions_of"]

CHUNK = 500


def sessions_of(user: User) -> list[str]:
    """The keys of every session of `user`, and of every browser where his address was typed for a code.

    Reads all that are kept, because what is in a session cannot be searched: a few seconds with a hundred thousand.
    """
    rows = Session.objects.only("session_key", "session_data").iterator(chunk_size=CHUNK)
    return [row.session_key for row in rows if _is_of(row, user)]


def _is_of(row: Session, user: User) -> bool:
    data = row.get_decoded()
    return data.get(SESSION_KEY) == str(user.pk) or (user.email is not None and _holds(data, user.email))


def _holds(data: Any, text: str) -> bool:
    """Whether one of the values is this text, however deep."""
    if isinstance(data, dict | list | tuple):
        return any(_holds(value, text) for value in (data.values() if isinstance(data, dict) else data))
    return bool(data == text)


def delete_sessions(keys: Iterable[str]) -> None:
    """Deletes these sessions, from the cache too where there is one."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store(key).delete()


def end_other_sessions(*, request: HttpRequest, user: User, now: datetime) -> None:
    """*Overal uitloggen*: every session of `user` ends but this one, at once: they hang on the salt."""
    with transaction.atomic():
        user.session_salt = new_salt()
        user.save(update_fields=["session_salt"])
        audit.record(actor=user, verb="account.sessions_ended", target=user, at=now)
    update_session_auth_hash(request, user)
