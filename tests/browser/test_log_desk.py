"""`/beheer/logboek/` and the page of a lost second factor in a real browser: axe finds nothing, nothing sticks out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts import audit
from accounts.roles import Role
from cms.services.rights import grant_rights
from tests.browser import chromium
from tests.browser.desk import as_editor
from tests.factories.certificates import make_certificate, make_staff


def check(page: Page, part: str) -> None:
    """Axe over what is ours, and the width of the page."""
    page.evaluate(chromium.AXE)
    found: list[Any] = page.evaluate(
        "([part, rules]) => axe.run(part, {runOnly: rules, resultTypes: ['violations']}).then((r) => r.violations)",
        [part, chromium.RULES],
    )
    assert [(one["id"], [node["html"][:150] for node in one["nodes"]]) for one in found] == [], page.url
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(
    ("options", "scheme"),
    [
        pytest.param(chromium.PHONE, "dark", id="phone-dark"),
        pytest.param(chromium.DESK, "light", id="desk-light"),
    ],
)
def test_the_log_and_the_lost_second_factor(
    open_page: Callable[..., Page], site: str, options: dict[str, Any], scheme: str
) -> None:
    grant_rights()
    keeper, other = make_staff(Role.ADMIN), make_staff(Role.EDITOR, name="Sam Peters")
    audit.record(actor=None, verb="certificate.issue", target=make_certificate(), at=timezone.now())
    audit.record(actor=keeper, verb="account.changed", target=other, at=timezone.now(), fields=["name"])
    page = as_editor(open_page(**options, color_scheme=scheme), keeper, site)
    page.goto("/beheer/logboek/")
    expect(page.locator(".desk-log tbody tr")).to_have_count(3)  # the world has a release in it
    page.get_by_text("Kies wat je wilt zien").click()
    expect(page.get_by_label("Waarover")).to_be_visible()
    check(page, ".desk-log")
    page.locator(".desk-log").get_by_role("link", name="vanzelf").first.click()
    expect(page.locator(".desk-log tbody tr")).to_have_count(2)
    page.goto(f"/beheer/users/edit/{other.pk}/")
    page.get_by_role("link", name="Tweede stap opnieuw laten instellen").click()
    expect(page.get_by_label("Ik weet zeker wie het vraagt")).to_be_visible()
    check(page, "#main form:has([name=reason])")
    page.get_by_label("De telefoon is kwijt of gestolen").check()
    page.get_by_label("Ik weet zeker wie het vraagt").check()
    page.get_by_role("button", name="Haal de tweede stap weg").click()
    expect(page.locator(".messages")).to_contain_text("is overal uitgelogd")
