"""A course evening as people see it: the beheerder's phone, the beamer, a participant, the paper afterwards."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from cms.models import Evening
from tests.browser import chromium
from tests.browser.test_journey import press
from tests.factories.evenings import make_guest, make_host
from tests.factories.registrations import make_group, make_person

BEAMER = chromium.COMMON | {"viewport": {"width": 1280, "height": 720}}
Check = Callable[[Page], None]


def sign_in(page: Page, user: User, site: str) -> Page:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
    return page


def look(page: Page, check: Check) -> None:
    """axe, and nothing wider than the screen."""
    check(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


@pytest.fixture
def host(site: str) -> User:
    return make_host(make_group(name="Buurtwacht De Lindenlaan en omstreken", place="Zoetermeer"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_evening(open_page: Callable[..., Page], axe: Check, site: str, host: User, scheme: Any) -> None:
    phone = sign_in(open_page(**chromium.PHONE, color_scheme=scheme), host, site)
    phone.goto("/mijn/groep/avond/")
    look(phone, axe)
    phone.get_by_role("radio").first.check()
    press(phone, "Open de avond")
    look(phone, axe)
    evening = Evening.objects.get()

    beamer = sign_in(open_page(**BEAMER, color_scheme=scheme), host, site)
    beamer.goto(f"/mijn/avond/{evening.key}/scherm/")
    look(beamer, axe)
    assert beamer.evaluate("document.documentElement.scrollHeight <= innerHeight"), "the beamer page scrolls"

    guest = open_page(**chromium.PHONE, color_scheme=scheme)
    guest.goto("/avond/")
    look(guest, axe)
    guest.get_by_label("De code op het scherm").fill(f"{evening.code[:3]} {evening.code[3:].lower()}")
    press(guest, "Verder")
    look(guest, axe)
    guest.get_by_label("Je naam").fill("Wil van Dijk")
    press(guest, "Doe mee")
    expect(guest.locator("h1")).to_have_count(1)
    assert "/leren/saar/" in guest.url

    expect(beamer.get_by_text("1 persoon doet mee")).to_be_visible()  # by itself
    expect(phone.get_by_text("Wil van Dijk")).to_be_visible()
    make_guest(evening, "Mevrouw Đorđević-van der Bloemendaal tot Nieuwerkerk aan den IJssel", user=make_person())
    press(phone, "Sluit de avond")
    look(phone, axe)
    for box in phone.get_by_role("checkbox").all():
        expect(box).not_to_be_checked()
        box.check()
    press(phone, "Bewaar")
    expect(phone.get_by_text("Hoort bij je groep")).to_be_visible()
    expect(phone.get_by_text("Was er, nog geen account")).to_be_visible()
    look(phone, axe)

    guest.goto(f"/avond/{evening.code}/")
    look(guest, axe)
    guest.get_by_role("link", name="Liever geen e-mail? Neem een code op papier mee").click()
    look(guest, axe)
    press(guest, "Maak mijn code")
    look(guest, axe)
    code = guest.locator(".quote").inner_text()

    tablet = open_page(**chromium.PHONE, color_scheme=scheme)
    tablet.goto("/hervatten/")
    look(tablet, axe)
    tablet.get_by_label("De code op je papier").fill(code)
    press(tablet, "Ga verder")
    expect(tablet.locator("h1")).to_have_text("Mijn overzicht")


def test_leading_without_javascript(plain_page: Page, site: str, host: User) -> None:
    leader = sign_in(plain_page, host, site)
    leader.goto("/mijn/groep/avond/")
    leader.get_by_role("radio").first.check()
    press(leader, "Open de avond")
    evening = Evening.objects.get()
    leader.goto(f"/mijn/avond/{evening.key}/scherm/")
    expect(leader.get_by_text("0 mensen doen mee")).to_be_visible()
    make_guest(evening, "Wil van Dijk")
    leader.get_by_role("link", name="Tel opnieuw").click()
    expect(leader.get_by_text("1 persoon doet mee")).to_be_visible()
    leader.goto(f"/mijn/avond/{evening.key}/")
    expect(leader.get_by_text("Wil van Dijk")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_device_of_two_people(open_page: Callable[..., Page], axe: Check, site: str, host: User, scheme: Any) -> None:
    papers = []
    for _person in range(2):
        page = open_page(**chromium.PHONE, color_scheme=scheme)
        page.goto("/cursussen/saar/")
        page.get_by_role("link", name="Begin", exact=True).click()
        press(page, "Verder")
        papers.append(page)
    papers[0].goto("/mijn/papier/")
    press(papers[0], "Maak mijn code")
    papers[1].goto("/hervatten/")
    papers[1].get_by_label("De code op je papier").fill(papers[0].locator(".quote").inner_text())
    press(papers[1], "Ga verder")
    expect(papers[1].locator("h1")).to_have_text("Op dit toestel staat ook al werk")
    look(papers[1], axe)
    press(papers[1], "Ja, voeg mijn werk samen")
    expect(papers[1].locator("h1")).to_have_text("Mijn overzicht")
