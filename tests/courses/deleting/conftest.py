"""One world for all these tests, each in a savepoint within it."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from courses.models import CourseDocument, CourseImage, CourseVideo
from tests.conftest import NOW
from tests.courses.deleting.world import World, make_world
from tests.factories.courses import load_saar


@pytest.fixture(scope="package")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, dict[str, bytes]]]:
    """The world, and the files of the manuscript: a rollback brings no deleted file back."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        load_saar()
        world, files = make_world(), stored_files()
        with django_db_blocker.block():
            yield world, files
        transaction.set_rollback(True)


def stored_files() -> dict[str, bytes]:
    rows = [row for model in (CourseImage, CourseDocument, CourseVideo) for row in model.objects.all()]
    return {row.file.name: row.file.read() for row in rows}


@pytest.fixture
def world(made: tuple[World, dict[str, bytes]], db: None, now: Any) -> Iterator[World]:
    """A course in full swing."""
    world, files = made
    yield world
    for name, content in files.items():
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))


@pytest.fixture
def root(world: World) -> User:
    """Somebody with every right, so that only our own refusals are left."""
    return world.people["root"]


@pytest.fixture
def chief(world: World) -> User:
    return world.people["chief"]
