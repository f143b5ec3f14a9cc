"""Chromium on a live site that holds the SAAR course; every test starts from the same database.

`phone_page` and `desk_page` are pages of a fresh context; relative addresses work (`phone_page.goto("/")`). A test
fails when a page asks another host for anything or logs an error. `axe(page)` checks accessibility.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from accounts.roles import Role
from cms.services.rights import grant_rights
from tests import databases
from tests.browser import chromium
from tests.browser.desk import as_editor
from tests.factories.courses import make_editor

# Playwright's own loop runs in this thread, so Django takes every query for an asynchronous one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
HERE = Path(__file__).parent
# Long enough for a loaded machine, short enough to fail before somebody walks away.
PATIENCE = 15_000  # milliseconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=chromium.EXECUTABLE, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """A copy of the database with the SAAR course released in it, made once."""
    with django_db_blocker.unblock():
        databases.put_back(databases.pristine())
        call_command("load_courses", "saar", verbosity=0)
        copy = databases.pristine().with_suffix(".world")
        databases.snapshot(copy)
        yield copy
        databases.put_back(databases.pristine())


@pytest.fixture(scope="session")
def server() -> Iterator[LiveServer]:
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def site(world: Path, server: LiveServer, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of the live site, with the database as `world` left it; the test may use the database too."""
    with django_db_blocker.unblock():
        databases.put_back(world)
        yield server.url


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """`open_page(**options)`: a page in a fresh context, with Playwright's options of a context."""
    contexts, recorder = [], chromium.Recorder(urlsplit(site).netloc)

    def open_one(**options: Any) -> Page:
        context = browser.new_context(base_url=site, **options)
        context.set_default_timeout(PATIENCE)
        recorder.attach(context)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    recorder.check()


@pytest.fixture
def phone_page(open_page: Callable[..., Page]) -> Page:
    """A small phone, touched with a finger."""
    return open_page(**chromium.PHONE)


@pytest.fixture
def desk_page(open_page: Callable[..., Page]) -> Page:
    """A desk with a mouse."""
    return open_page(**chromium.DESK)


@pytest.fixture
def editor_page(open_page: Callable[..., Page], site: str) -> Callable[..., Page]:
    """`editor_page(**options)`: a page with an eindredacteur signed in; at a desk when nothing else is said."""
    grant_rights()
    chief = make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl")
    return lambda **options: as_editor(open_page(**(chromium.DESK | options)), chief, site)


@pytest.fixture
def plain_page(open_page: Callable[..., Page]) -> Page:
    """The small phone with JavaScript switched off. (axe needs it, so use another page for that.)"""
    return open_page(**chromium.PHONE, java_script_enabled=False)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with a readable list of what is wrong."""
    return chromium.axe
