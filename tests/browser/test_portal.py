"""The wijkagent's pages on a phone and at a desk, light and dark; and a certificate checked in the street."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.models import User
from registrations.models import Group, PostcodeRange
from tests.browser import chromium
from tests.certificates.beats import holders, signed_in
from tests.factories.certificates import make_certificate, make_officer, make_place

Check = Callable[[Page], None]
SIZES: dict[str, dict[str, Any]] = {"phone": chromium.PHONE, "desk": chromium.DESK}


@pytest.fixture
def group(site: str) -> Group:
    """A group in Stein of which six people may be found, beside a small one in another place."""
    group = make_place(name="Let op Urmond", place="Urmond")
    PostcodeRange.objects.create(group=group, first="6129AA", last="6129ZZ")
    holders(group, 6, found=True)
    holders(make_place(name="Team Elsloo", place="Elsloo", kind="bpt"), 4)
    return group


def as_officer(page: Page, officer: User, site: str) -> Page:
    name = settings.SESSION_COOKIE_NAME
    value = signed_in(officer).cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": site}])
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_accessible_and_nothing_sticks_out(
    open_page: Callable[..., Page], axe: Check, site: str, group: Group, size: str, scheme: str
) -> None:
    page = as_officer(open_page(**SIZES[size], color_scheme=scheme), make_officer(), site)
    addresses = ["", "?q=617+A", f"groep/{group.number}/", "mensen/", "cijfers/", "cijfers/?per=postcode", "uitvoer/"]
    for address in addresses:
        page.goto(f"/wijk/{address}")
        assert page.locator("h1").count() == 1
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["viewport"]["width"]
    page.get_by_role("button", name="Download de lijst").click()
    expect(page.get_by_role("alert")).to_contain_text("Kies waarvoor je de lijst gebruikt.")
    axe(page)


def test_a_certificate_is_checked_in_the_street(phone_page: Page, site: str) -> None:
    """One address, one field, one button: no scrolling before the big word."""
    certificate = make_certificate()
    page = as_officer(phone_page, make_officer(), site)
    page.goto("/wijk/")
    field, button = page.get_by_label("Nummer op het certificaat"), page.get_by_role("button", name="Controleer")
    expect(field).to_be_in_viewport(ratio=1)
    expect(button).to_be_in_viewport(ratio=1)
    field.fill(certificate.number.lower().replace("-", " "))
    field.press("Enter")
    expect(page.get_by_role("heading", name="GELDIG")).to_be_in_viewport(ratio=1)
    expect(page.get_by_text(certificate.holder_name)).to_be_in_viewport()


def test_without_javascript_he_finds_people_and_takes_the_list_along(plain_page: Page, site: str, group: Group) -> None:
    page = as_officer(plain_page, make_officer(), site)
    page.goto("/wijk/")
    page.get_by_role("link", name=group.name).click()
    page.get_by_role("link", name="Wie van deze groep is vindbaar?").click()
    expect(page.get_by_role("heading", name="6 certificaten")).to_be_visible()
    page.get_by_label("Naam").fill("berg")
    page.get_by_role("button", name="Zoek").click()
    assert "berg" not in page.url
    expect(page.get_by_role("heading", name="6 certificaten")).to_be_visible()
    page.goto("/wijk/")
    page.get_by_role("link", name="Download deze lijst").click()
    page.get_by_label("Een verslag over mijn werkgebied").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download de lijst").click()
    assert download.value.suggested_filename.endswith(".xlsx")
