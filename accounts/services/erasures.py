"""Which accounts were erased, kept apart from the backup: a restore brings them back, and this takes them away again.

One file per erasure in the private storage, `wissingen/<hash>`, that holds the moment. A backup leaves the folder out,
and a restore leaves it alone (DESIGN §11 e). The hash is of the random key of the account, which nobody can guess and
which says nothing about a person; of the address it would also erase who came back later with the same one.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from accounts.models import User

__all__ = ["FOLDER", "forget_unless_erased", "remember", "returned"]

FOLDER = "wissingen"


def remember(user: User, *, now: datetime) -> None:
    """Keeps that `user` was erased; once."""
    name, storage = name_of(user), _storage()
    if not storage.exists(name):
        storage.save(name, ContentFile(f"{now.isoformat()}\n".encode()))


def forget_unless_erased(user: User) -> None:
    """After an erasure that failed: he is still there, and a restore may not take him away."""
    if not User.objects.filter(pk=user.pk, erased_at__isnull=False).exists():
        _storage().delete(name_of(user))


def returned() -> Iterator[User]:
    """The accounts that were erased and are there again."""
    storage = _storage()
    kept = set(storage.listdir(FOLDER)[1]) if storage.exists(FOLDER) else set()
    for user in User.objects.filter(erased_at=None).iterator():
        if hash_of(user) in kept:
            yield user


def name_of(user: User) -> str:
    return f"{FOLDER}/{hash_of(user)}"


def hash_of(user: User) -> str:
    return hashlib.sha256(f"accounts.erased:{user.key}".encode()).hexdigest()


def _storage() -> Storage:
    return storages["private"]
