"""The guide for editors in a real browser: axe finds nothing in what is ours, nothing sticks out, pictures show."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from accounts.roles import Role
from cms.guide import TOPICS
from cms.services.rights import grant_rights
from tests.browser import chromium
from tests.browser.desk import as_editor
from tests.factories.courses import make_editor

GUIDE = "/beheer/handleiding/"


@pytest.fixture
def editor(site: str) -> User:
    grant_rights()
    return make_editor(Role.EDITOR, email="redacteur@example.nl")


def check(page: Page) -> None:
    """Axe over what is ours, and its width; everything folded out."""
    for summary in page.locator(".gd-page summary").all():
        summary.click()
    page.evaluate(chromium.AXE)
    found: list[Any] = page.evaluate(
        "(rules) => axe.run('.gd-page', {runOnly: rules, resultTypes: ['violations']}).then((r) => r.violations)",
        chromium.RULES,
    )
    assert [(one["id"], [node["html"][:150] for node in one["nodes"]]) for one in found] == [], page.url
    assert (
        page.evaluate("() => {const e = document.querySelector('.gd-page'); return e.scrollWidth - e.clientWidth}") == 0
    )
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(
    ("options", "scheme"),
    [
        pytest.param(chromium.PHONE, "dark", id="phone-dark"),
        pytest.param(chromium.DESK, "light", id="desk-light"),
        pytest.param(chromium.PHONE, "light", id="phone-light", marks=pytest.mark.slow),
        pytest.param(chromium.DESK, "dark", id="desk-dark", marks=pytest.mark.slow),
    ],
)
def test_every_page_of_the_guide(
    open_page: Callable[..., Page], editor: User, site: str, options: dict[str, Any], scheme: str
) -> None:
    page = as_editor(open_page(**options, color_scheme=scheme), editor, site)
    for address in (GUIDE, *(f"{GUIDE}{topic.slug}/" for topic in TOPICS)):
        page.goto(address)
        check(page)


def test_from_the_front_through_the_guide_by_its_own_links(desk_page: Page, editor: User, site: str) -> None:
    """A new editor begins at the front, reads on to the end, and every picture is there to be looked at."""
    page = as_editor(desk_page, editor, site)
    page.goto("/beheer/")
    page.get_by_role("link", name="In tien minuten rond").click()
    for topic in TOPICS:
        page.get_by_role("heading", level=1, name=str(topic.title)).wait_for()
        for picture in page.locator(".gd-picture img").all():
            picture.scroll_into_view_if_needed()
            assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth > 300)")
        if topic is not TOPICS[-1]:
            page.get_by_role("link", name="Volgende").click()
    page.get_by_role("link", name="Handleiding", exact=True).first.click()
    page.get_by_role("link", name="Een toets samenstellen").wait_for()
