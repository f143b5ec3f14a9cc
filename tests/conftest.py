"""What all tests share: a frozen clock, clients, and the rule that CI skips nothing."""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker

from accounts.learners import remember_device
from accounts.models import Learner
from tests import databases, migrated
from tests.data_folder import PREFIX
from tests.factories.keys import put_keys_in_data_folder

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# A Saturday afternoon; every test that says `now` means this moment.
NOW = datetime(2026, 11, 21, 14, 3, tzinfo=AMSTERDAM)
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}

# The same examples every time: a test that fails for a colleague fails here too.
hypothesis.settings.register_profile(
    "academie", derandomize=True, deadline=None, database=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("academie")


def pytest_configure() -> None:
    # WhiteNoise warns about a folder that collectstatic has not made; tests serve no collected files.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only the tests that touch the database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`--database-only` leaves out what is the same on every database."""
    if not config.getoption("--database-only"):
        return
    touching = [(item, touches_database(item)) for item in items]
    config.hook.pytest_deselected(items=[item for item, touches in touching if not touches])
    items[:] = [item for item, touches in touching if touches]


def pytest_collection_finish() -> None:
    # What is there now stays until the end: the garbage collector need not look through it ever again.
    gc.collect()
    gc.freeze()


def touches_database(item: pytest.Item) -> bool:
    """Whether pytest-django gives `item` a database that the test is about."""
    if item.get_closest_marker("one_database"):
        return False
    cls = getattr(item, "cls", None)
    if cls is not None and issubclass(cls, TransactionTestCase):
        return True
    marked = item.get_closest_marker("django_db") is not None
    return marked or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


def _refuse_skip(report: Any) -> None:
    """Turns a skip into a failure on CI: a test that is not run proves nothing."""
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CI skips nothing: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


def pytest_unconfigure() -> None:
    """Removes the data folder that tests/settings.py made for this process."""
    folder = Path(settings.DATA_DIR)
    ours = folder.parent == Path(tempfile.gettempdir()).resolve() and folder.name.startswith(PREFIX)
    if ours:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The test database, also for tests without the mark `django_db` (the browser's), which pytest-django passes by.

    Keeps what the migrations left, so that browser tests can start from it whatever came before.
    """
    with django_db_blocker.unblock():
        made = migrated.set_up()
        if databases.is_sqlite():
            databases.snapshot(databases.pristine())
    put_keys_in_data_folder()
    yield
    with django_db_blocker.unblock():
        migrated.tear_down(made)


@pytest.fixture
def now() -> Iterator[datetime]:
    """The clock stands still at NOW; yields that moment."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands at NOW and moves when told: `clock.shift(timedelta(minutes=11))`."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


class GuestClient(Client):
    """A client whose device cookie belongs to `learner`."""

    learner: Learner


@pytest.fixture
def guest_client(db: None) -> GuestClient:
    """Somebody who began without an account: `guest_client.learner` is his row."""
    client = GuestClient()
    client.learner = Learner.objects.create()
    response = HttpResponse()
    remember_device(response, guest=client.learner)
    client.cookies.update(response.cookies)
    return client
