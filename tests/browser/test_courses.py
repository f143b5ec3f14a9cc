"""The six written courses in a real browser: axe finds nothing on any screen, and paper is one page."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from courses.models import Course
from courses.services.reading import Content, edition_content
from tests import databases
from tests.browser import chromium
from tests.content.written import SLUGS

WIDE = "document.documentElement.scrollWidth > innerWidth"
FITS = "[...document.querySelectorAll('.paper--kaartje')].every((one) => one.scrollHeight <= one.clientHeight + 1)"
PAGES = re.compile(rb"/Type\s*/Page[^s]")
SCHEMES = [pytest.param("dark", id="dark"), pytest.param("light", id="light", marks=pytest.mark.slow)]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """All six courses, loaded once."""
    with django_db_blocker.unblock():
        databases.put_back(databases.pristine())
        call_command("load_courses", verbosity=0)
        copy = databases.pristine().with_suffix(".courses")
        databases.snapshot(copy)
        yield copy
        databases.put_back(databases.pristine())


def content(slug: str) -> Content:
    return edition_content(Course.objects.get(slug=slug).editions.current().get())


def look(page: Page, axe: Callable[[Page], None]) -> None:
    """Nothing sticks out, and axe finds nothing."""
    assert not page.evaluate(WIDE), page.url
    axe(page)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("slug", SLUGS)
def test_every_screen(open_page: Callable[..., Page], axe: Callable[[Page], None], slug: str, scheme: str) -> None:
    """From the first to the last with *Verder*."""
    page = open_page(**chromium.PHONE, color_scheme=scheme)
    page.goto(f"/cursussen/{slug}/")
    look(page, axe)
    page.get_by_role("link", name="Begin", exact=True).click()
    for _lesson, screen in content(slug).screen_places.values():
        expect(page.locator("h1")).to_have_text(screen.title)
        look(page, axe)
        with page.expect_navigation():
            page.locator("form.pager button").click()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_shelf_and_its_paths(open_page: Callable[..., Page], axe: Callable[[Page], None], scheme: str) -> None:
    page = open_page(**chromium.PHONE, color_scheme=scheme)
    page.goto("/cursussen/")
    expect(page.get_by_role("heading", name="Waar begin je?")).to_be_visible()
    look(page, axe)


@pytest.mark.parametrize("slug", SLUGS)
def test_paper_is_one_page(open_page: Callable[..., Page], axe: Callable[[Page], None], slug: str) -> None:
    page = open_page(**chromium.PHONE, color_scheme="dark")
    found = content(slug)
    assert [screen.paper for _lesson, screen in found.papers] == ["a4", "kaartje"]
    for lesson, screen in found.papers:
        page.goto(f"/cursussen/{slug}/papier/{lesson.slug}/{screen.slug}/")
        look(page, axe)
        expect(page.get_by_role("button", name="Print")).to_be_visible()
        assert len(PAGES.findall(page.pdf(prefer_css_page_size=True))) == 1, page.url
    page.emulate_media(media="print")
    assert page.evaluate(FITS), "a card with words that fall off it"
