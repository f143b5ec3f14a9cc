"""Claiming a group on a small phone, deciding at the desk, choosing the group of the certificate."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from cms.services.rights import grant_rights
from registrations.models import Group, Registration
from tests.browser import chromium
from tests.browser.desk import as_editor
from tests.factories.registrations import make_group, make_person, make_registration, make_staff

ADD, MINE, QUEUE = "/mijn/registraties/toevoegen/", "/mijn/registraties/", "/beheer/registraties/aanvragen/"
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])


@pytest.fixture
def signed_in(open_page: Callable[..., Page], site: str) -> Callable[..., Page]:
    """`signed_in(user, **options)`: his page, on a small phone when nothing else is said."""
    return lambda user, **options: as_editor(open_page(**(chromium.PHONE | options)), user, site)


@pytest.fixture
def keeper(site: str) -> User:
    grant_rights()
    return make_staff(Role.REGISTRAR, name="Wil van Dam")


@pytest.fixture
def group(site: str) -> Group:
    return make_group(name="Buurtapp Rokkeveen-West", number="WG-00012", postcodes=["2718"])


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@SCHEMES
def test_claiming_by_number_place_and_postcode(
    signed_in: Callable[..., Page], group: Group, scheme: str, axe: Callable[[Page], None]
) -> None:
    page = signed_in(make_person("An Smit"), color_scheme=scheme)
    page.goto(ADD)
    for typed in ("xyzzy", "2718 ab", "zoetermeer", "wg12"):
        page.get_by_role("searchbox").fill(typed)
        page.get_by_role("button", name="Zoek").click()
        page.wait_for_url(f"**?q={typed.replace(' ', '+')}")
        axe(page)
    page.get_by_role("radio", name="Buurtapp Rokkeveen-West").check()
    page.get_by_role("button", name="Voeg groep toe").click()
    expect(page.get_by_role("alert")).to_contain_text("Kies of je beheerder of lid bent.")
    axe(page)
    page.get_by_role("radio", name="Lid").check()
    page.get_by_role("button", name="Voeg groep toe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je aanvraag wacht op de stichting")
    expect(page.locator("main")).to_contain_text("Je krijgt een mail zodra er is beslist.")
    axe(page), fits(page)


@SCHEMES
def test_a_beheerder_decides_and_chooses(
    signed_in: Callable[..., Page], group: Group, scheme: str, axe: Callable[[Page], None]
) -> None:
    an = make_person("An Smit")
    make_registration(user=an, group=group, role="manager")
    other = make_registration(user=an)
    make_registration(user=make_person("Els de Vries"), group=group, role="manager", status="pending")
    page = signed_in(an, color_scheme=scheme)
    page.goto(MINE)
    axe(page), fits(page)
    page.get_by_role("button", name=re.compile("Bevestig ?: Els de Vries")).click()
    expect(page.get_by_role("status")).to_contain_text("Els de Vries is nu ook beheerder van je groep.")
    page.get_by_role("button", name="Zet deze groep op mijn certificaat").click()
    expect(page.get_by_role("status")).to_contain_text(f"Vanaf nu komt {other.group.name} op je nieuwe certificaten.")
    axe(page), fits(page)


def test_what_was_refused_or_moved_says_what_to_do(
    signed_in: Callable[..., Page], group: Group, axe: Callable[[Page], None]
) -> None:
    user = make_person("An Smit")
    refused = make_registration(user=user, group=group, status="refused")
    old = make_registration(user=user, status="ended", reason="Je bent verhuisd.")
    make_registration(user=user, moved_from=old)
    page = signed_in(user)
    for registration, words in ((refused, "Wat kun je nu doen?"), (old, "Je hoort nu bij")):
        page.goto(f"{MINE}{registration.key}/")
        expect(page.locator("main")).to_contain_text(words)
        axe(page), fits(page)


@pytest.mark.parametrize("screen", [chromium.DESK, chromium.PHONE], ids=["desk", "phone"])
def test_the_queue_decides_several_at_once(
    signed_in: Callable[..., Page], keeper: User, screen: dict[str, Any], axe: Callable[[Page], None]
) -> None:
    for name in ("Anna", "Bram", "Cor"):
        make_registration(user=make_person(name), group=make_group(municipality="Stein"), status="pending")
    page = signed_in(keeper, **screen)
    page.goto(f"{QUEUE}?municipality=Stein")
    axe(page), fits(page)
    page.get_by_label("Kies alles op deze bladzijde").check()
    expect(page.locator("input[name=key]:checked")).to_have_count(3)
    page.get_by_label("Kies Cor").uncheck()
    page.get_by_role("button", name="Wijs af wat is aangevinkt").click()
    expect(page.locator("main")).to_contain_text("Je wijst 2 aanvragen af.")
    axe(page)
    page.get_by_label("Waarom?").fill("We kennen je niet.")
    page.get_by_role("button", name="Wijs af", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("2 aanvragen afgewezen.")
    page.get_by_role("button", name=re.compile("Bevestig ?: Cor")).click()
    expect(page.locator(".messages")).to_contain_text("1 registratie bevestigd.")
    assert Registration.objects.confirmed().get().user.name == "Cor"


def test_the_desk_moves_somebody(
    signed_in: Callable[..., Page], keeper: User, group: Group, axe: Callable[[Page], None]
) -> None:
    registration = make_registration(user=make_person("Anna"))
    page = signed_in(keeper, **chromium.DESK)
    page.goto(f"{QUEUE}{registration.key}/")
    axe(page)
    page.get_by_role("link", name="Zet over naar een andere groep").click()
    search = page.get_by_label("Zoek de nieuwe groep")
    search.fill("wg 12")
    search.press("Enter")
    page.get_by_role("radio", name="Buurtapp Rokkeveen-West").check()
    axe(page)
    page.get_by_label("Waarom?").fill("Je bent verhuisd.")
    page.get_by_role("button", name="Zet over").click()
    expect(page.locator(".messages")).to_contain_text("De registratie is overgezet.")
    expect(page.locator("main")).to_contain_text("Overgezet van")
