"""A team registers itself on a phone, and the foundation takes it in at a desk: in a real browser."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from registrations.models import TeamApplication
from tests.browser import chromium
from tests.browser.desk import as_editor
from tests.browser.test_desk_axe import STILL, look
from tests.factories.registrations import make_group, make_person, make_staff
from tests.registrations.teams import make_team

NARROW = "document.documentElement.scrollWidth <= innerWidth"


def sign_in(page: Page, user: User, site: str) -> None:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])


def main_axe(page: Page) -> None:
    """Our part of a page of the desk."""
    page.add_style_tag(content=STILL)
    page.evaluate(chromium.AXE)
    assert look(page, boxes="html, main", left=set()) == []


def fill_in(page: Page) -> None:
    page.get_by_label("Naam van het team").fill("BPT Bloemenbuurt")
    page.get_by_label("Hoeveel leden").fill("12")
    page.get_by_label("Gemeente", exact=True).fill("Stein")
    page.get_by_label("Plaats of dorp").fill("Elsloo")
    page.get_by_label("De politie").check()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_the_first_page_to_withdrawn(
    open_page: Callable[..., Page], site: str, axe: Callable[[Page], None], scheme: str
) -> None:
    make_group(kind="bpt", name="Buurtpreventie Bloemenbuurt", place="Stein", municipality="Stein")
    page = open_page(**chromium.PHONE, color_scheme=scheme)
    sign_in(page, make_person("Els Boon"), site)

    def check() -> None:
        assert page.evaluate(NARROW)
        axe(page)

    page.goto("/groepen/aanmelden/")
    check()
    page.get_by_role("link", name="Meld je team aan").click()
    fill_in(page)
    check()
    page.get_by_role("button", name="Kijk het na").click()
    expect(page.get_by_role("heading", name="Dit moet je nog aanpassen")).to_be_visible()
    check()
    page.get_by_label("Ik ben coördinator").check()
    page.get_by_role("button", name="Kijk het na").click()
    expect(page.get_by_role("heading", name="Is dit jouw team?")).to_be_visible()
    check()
    page.get_by_role("button", name="Verstuur").click()
    expect(page.get_by_role("heading", name="Je aanmelding is verstuurd")).to_be_visible()
    check()
    page.goto("/mijn/registraties/team/")
    check()
    page.get_by_role("link", name="BPT Bloemenbuurt").click()
    page.get_by_role("link", name="Trek deze aanmelding in").click()
    check()
    page.get_by_role("button", name="Ja, trek in").click()
    expect(page.get_by_role("heading", name="Je aanmelding is ingetrokken")).to_be_visible()
    check()


def test_without_javascript(plain_page: Page, site: str) -> None:
    sign_in(plain_page, make_person("Els Boon"), site)
    plain_page.goto("/mijn/registraties/team/")
    fill_in(plain_page)
    plain_page.get_by_label("Ik ben coördinator").check()
    plain_page.get_by_role("button", name="Kijk het na").click()
    plain_page.get_by_role("button", name="Pas iets aan").click()
    expect(plain_page.get_by_label("Naam van het team")).to_have_value("BPT Bloemenbuurt")
    expect(plain_page.get_by_label("De politie")).to_be_checked()
    plain_page.get_by_role("button", name="Kijk het na").click()
    plain_page.get_by_role("button", name="Verstuur").click()
    expect(plain_page.get_by_role("heading", name="Je aanmelding is verstuurd")).to_be_visible()
    assert TeamApplication.objects.get().with_police


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [chromium.PHONE, chromium.DESK], ids=["phone", "desk"])
def test_the_foundation_decides(
    open_page: Callable[..., Page], site: str, size: dict[str, object], scheme: str
) -> None:
    group = make_group(kind="bpt", name="Buurtpreventie Bloemenbuurt", place="Stein", municipality="Stein")
    make_team(make_person("Els Boon"), area="Tussen het kanaal en het station", with_police=True, since=2015)
    make_team(make_person("Jo Kuiper"), name="Wijkteam De Hoven", place="Zwolle", municipality="Zwolle", members=31)
    page = as_editor(open_page(**size, color_scheme=scheme), make_staff(Role.REGISTRAR), site)
    page.goto("/beheer/registraties/teams/")
    expect(page.get_by_role("link", name="Wijkteam De Hoven")).to_be_visible()
    main_axe(page)
    page.get_by_role("link", name="BPT Bloemenbuurt").click()
    expect(page.get_by_role("heading", name="Staat het er al in?")).to_be_visible()
    main_axe(page)
    page.get_by_role("link", name="Voeg hiermee samen").click()
    page.get_by_label(group.name).check()
    page.get_by_label("Maak de aanmelder meteen beheerder").check()
    main_axe(page)
    page.get_by_role("button", name="Voeg samen").click()
    expect(page.get_by_text("Samengevoegd met Buurtpreventie Bloemenbuurt.")).to_be_visible()
    page.get_by_role("link", name="Wijkteam De Hoven").click()
    page.get_by_role("button", name="Neem aan als nieuw team").click()
    expect(page.get_by_text("staat in het register, met nummer BPT-00001")).to_be_visible()
    page.goto("/beheer/registraties/teams/alle/")
    main_axe(page)
    page.get_by_role("link", name="Wijkteam De Hoven").click()
    expect(page.get_by_text("Aangenomen als Wijkteam De Hoven (BPT-00001).")).to_be_visible()
    main_axe(page)
