"""The page of a beheerder, the reminder and the two switches in a real browser: light, dark, and without JavaScript."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from courses.models import CourseEdition
from registrations.models import Group
from tests.browser import chromium
from tests.certificates.group_world import begin, manager, member, pass_course, path_to
from tests.factories.certificates import make_certificate, make_place

NAMES = ("Anneke de Graaf", "Bilal Demir", "Đorđe Ivanović", "Gerda Oosterhof", "Thảo Nguyễn")


def sign_in(page: Page, user: User, site: str) -> None:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])


def street() -> tuple[User, Group]:
    """A beheerder whose group stands everywhere in the SAAR course."""
    group = make_place(name="Buurtapp Eikenlaan", place="Elsloo")
    boss = manager(group, "Ineke Koster", shares=True)
    people = [member(group, name) for name in NAMES]
    saar = CourseEdition.objects.get(course__slug="saar")
    pass_course(boss, saar)
    pass_course(people[0], saar)
    pass_course(people[1], saar, days_left=-10)
    begin(people[2], saar)
    member(group, "Piet Geheim", status="pending")
    return boss, group


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [chromium.PHONE, chromium.DESK], ids=["phone", "desk"])
def test_everything_is_there_for_everybody(
    open_page: Callable[..., Page], site: str, axe: Callable[[Page], None], size: dict[str, object], scheme: str
) -> None:
    boss, group = street()
    page = open_page(**size, color_scheme=scheme)
    sign_in(page, boss, site)
    page.goto("/mijn/groep/")
    expect(page.get_by_role("heading", level=1, name="Buurtapp Eikenlaan")).to_be_visible()
    expect(page.get_by_text("2 van de 6 die meedoen hebben deze cursus.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page.get_by_role("link", name="Stuur een herinnering").click()
    expect(page.get_by_text("Dit krijgen 4 mensen.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Stuur de herinnering").click()
    expect(page.get_by_text("De herinnering is onderweg naar 4 mensen.")).to_be_visible()
    expect(page.get_by_role("link", name="Stuur een herinnering")).to_have_count(0)
    axe(page)
    page.goto("/mijn/gegevens/")
    axe(page)
    with page.expect_download() as download:
        page.goto(path_to(group))
        page.get_by_role("link", name="Uitnodiging om te printen").click()
    assert download.value.suggested_filename == "uitnodiging-buurtapp-eikenlaan.pdf"


def test_choosing_between_groups_and_one_that_ended(phone_page: Page, site: str, axe: Callable[[Page], None]) -> None:
    boss, _ = street()
    ended = make_place(name="Buurtapp Lindehof", status="ended")
    boss.registrations.create(group=ended, role="manager", status="confirmed", decided_at=boss.created_at)
    sign_in(phone_page, boss, site)
    phone_page.goto("/mijn/groep/")
    axe(phone_page)
    phone_page.get_by_role("link", name="Buurtapp Lindehof").click()
    expect(phone_page.get_by_text("Deze groep bestaat niet meer")).to_be_visible()
    axe(phone_page)


def test_the_question_on_a_new_certificate(
    plain_page: Page, phone_page: Page, site: str, axe: Callable[[Page], None]
) -> None:
    certificate = make_certificate()
    user = certificate.registration.user
    sign_in(phone_page, user, site)
    phone_page.goto("/mijn/certificaten/")
    axe(phone_page)
    no = phone_page.get_by_role("button", name="Nee, liever niet").bounding_box()
    yes = phone_page.get_by_role("button", name="Bewaar mijn keuze").bounding_box()
    assert no and yes and (no["width"], no["height"]) == (yes["width"], yes["height"])
    sign_in(plain_page, user, site)  # without JavaScript
    plain_page.goto("/mijn/certificaten/")
    plain_page.get_by_label("Mijn groep").check()
    plain_page.get_by_role("button", name="Bewaar mijn keuze").click()
    expect(plain_page.get_by_text("Bewaard. Je groep mag het zien")).to_be_visible()
    expect(plain_page.get_by_role("button", name="Nee, liever niet")).to_have_count(0)
    user.refresh_from_db()
    assert (user.group_may_see, user.officer_may_find) == (True, False)
