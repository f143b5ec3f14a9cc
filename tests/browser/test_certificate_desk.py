"""The desk of certificates on a small phone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.roles import Role
from cms.services.rights import grant_rights
from tests.browser import chromium
from tests.browser.desk import as_editor
from tests.factories.certificates import make_certificate, make_staff

LIST = "/beheer/certificaten/"


def test_buttons_one_below_the_other_are_in_line_and_easy_to_touch(open_page: Callable[..., Page], site: str) -> None:
    grant_rights()
    page = as_editor(open_page(**chromium.PHONE), make_staff(Role.CERTIFIER), site)
    make_certificate()
    page.goto(LIST)
    buttons = page.locator(".certificate-buttons .button")
    expect(buttons).to_have_count(2)
    first, second = (button.bounding_box() for button in buttons.all())
    assert first and second
    assert second["y"] >= first["y"] + first["height"] + 8
    assert second["x"] == first["x"]
    assert min(first["height"], second["height"]) >= 44
