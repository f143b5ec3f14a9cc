"""The pages that a stranger sees first, on a phone and at a desk, in the light and in the dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import chromium

Check = Callable[[Page], None]
PAGES = (
    "/",
    "/cursussen/",
    "/cursussen/saar/",
    "/inloggen/",
    "/controle/",
    "/hulp/",
    "/privacy/",
    "/toegankelijkheid/",
)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_first_page_is_accessible(open_page: Callable[..., Page], axe: Check, address: str, scheme: str) -> None:
    page = open_page(**chromium.PHONE, color_scheme=scheme)
    response = page.goto(address)
    assert response is not None
    assert response.status == 200
    assert page.locator("h1").count() == 1
    axe(page)


@pytest.mark.parametrize("address", PAGES)
def test_nothing_sticks_out_at_320_pixels(open_page: Callable[..., Page], address: str) -> None:
    page = open_page(**chromium.COMMON, viewport={"width": 320, "height": 640})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_begin_leads_to_the_first_screen_without_an_account(phone_page: Page, axe: Check) -> None:
    phone_page.goto("/")
    phone_page.goto("/cursussen/saar/")
    phone_page.get_by_role("link", name="Begin").or_(phone_page.get_by_role("button", name="Begin")).first.click()
    phone_page.wait_for_url("**/leren/saar/**")
    axe(phone_page)


def test_a_request_to_a_stranger_is_noticed(open_page: Callable[..., Page], site: str) -> None:
    recorder = chromium.Recorder("elsewhere:80")
    page = open_page(**chromium.DESK)
    recorder.attach(page.context)
    page.goto("/")
    with pytest.raises(AssertionError, match="another host"):
        recorder.check()


def test_axe_finds_a_picture_without_words(desk_page: Page, axe: Check) -> None:
    desk_page.goto("/")
    desk_page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(desk_page)
