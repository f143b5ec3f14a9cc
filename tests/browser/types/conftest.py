"""A quiz of all types, the same to practice with, one with a clock; and somebody who begins."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import DjangoDbBlocker

from courses.models import Attempt, CourseEdition
from tests import databases
from tests.browser import chromium
from tests.browser.types.hands import PRACTICED, Begin, Open
from tests.factories import quiz_world
from tests.factories.neighborhood import QUESTIONS, contents
from tests.factories.quizzes import make_quiz_course


@pytest.fixture(scope="package")
def editions() -> dict[str, CourseEdition]:
    """What `world` released, by the slug of the course."""
    return {}


@pytest.fixture(scope="package")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, editions: dict[str, CourseEdition]
) -> Iterator[Path]:
    """A database with a quiz of all types, the same to practice with, and one with a clock."""
    with django_db_blocker.unblock():
        databases.put_back(databases.pristine())
        practice = {"counts": False, "feedback": "each", "max_tries": 2}
        for slug, kinds, fields in (
            ("vragen", tuple(QUESTIONS), {}),
            ("oefenen", tuple(PRACTICED), practice),
            ("op-tijd", ("short_text", "single_choice"), {"time_limit_minutes": 10}),
        ):
            editions[slug] = make_quiz_course(contents(*kinds), slug=slug, **fields)
        copy = databases.pristine().with_suffix(".types")
        databases.snapshot(copy)
        yield copy
        databases.put_back(databases.pristine())


@pytest.fixture
def begin(open_page: Open, site: str, editions: dict[str, CourseEdition]) -> Begin:
    """`begin(slug, **options)`: the page of somebody with an open attempt at this course, and the attempt."""

    def begin(slug: str, **options: Any) -> tuple[Page, Attempt]:
        attempt = quiz_world.begun(editions[slug], timezone.now())
        page = open_page(**(chromium.PHONE | options))
        _name, address, cookie = quiz_world.page("", attempt, "vraag/1/")
        page.context.add_cookies([{"name": settings.DEVICE_COOKIE_NAME, "value": cookie, "url": site}])
        page.goto(address)
        return page, attempt

    return begin
