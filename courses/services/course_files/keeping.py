"""A course file between looking and taking in: in private storage, for who sent it, for a day."""

from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import File
from django.core.files.storage import Storage, storages

from accounts.models import User
from courses.services.course_files.package import refuse_size

__all__ = ["clean_uploads", "drop_upload", "keep_upload", "kept_upload"]

FOLDER = "cursusbestanden"
KEPT = timedelta(days=1)


def storage() -> Storage:
    return storages["private"]


def path_of(name: UUID, by: User) -> str:
    """The name of who sent it is part of the path: nobody takes in what another one sent."""
    return f"{FOLDER}/{by.pk}-{name}.zip"


def keep_upload(*, file: Any, by: User) -> UUID:
    """Puts an upload aside and gives its name. Raises UnusableFile when it is too large."""
    refuse_size(file)
    name = uuid4()
    storage().save(path_of(name, by), file)
    return name


def kept_upload(*, name: UUID, by: User) -> File[bytes] | None:
    """What `by` sent under this name; None when it is not there any more."""
    try:
        return storage().open(path_of(name, by), "rb")
    except FileNotFoundError:
        return None


def drop_upload(*, name: UUID, by: User) -> None:
    """Throws an upload away; one that is gone already is fine."""
    storage().delete(path_of(name, by))


def clean_uploads(*, now: datetime) -> int:
    """Removes uploads that nobody took in within a day; gives how many."""
    try:
        _folders, names = storage().listdir(FOLDER)
    except FileNotFoundError:
        return 0
    old = [path for path in (str(PurePosixPath(FOLDER, name)) for name in names) if is_old(path, now)]
    for path in old:
        storage().delete(path)
    return len(old)


def is_old(path: str, now: datetime) -> bool:
    return bool(storage().get_modified_time(path) < now - KEPT)
