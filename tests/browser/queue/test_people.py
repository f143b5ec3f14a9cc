"""Signing in, out, and one device for two people: nobody sends or sees what somebody else left."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from courses.models import Attempt
from tests.browser.queue.devices import LOCAL, MAIL, SAVED, Desk, events, sign_in_here, stands, use_as
from tests.browser.test_journey import press
from tests.factories.courses import attempt_with, make_enrollment, make_learner


def test_after_an_expired_session_it_waits_until_he_signs_in_again(
    device: Callable[..., Desk], axe: Callable[[Page], None]
) -> None:
    desk = device(make_learner(email=MAIL))
    Session.objects.all().delete()
    desk.choose(1)
    desk.says("Nog niet bewaard.")
    axe(desk.page)
    desk.keeps(1)
    desk.page.get_by_role("link", name="Log in om het te bewaren").click()
    sign_in_here(desk.page, MAIL)
    desk.page.wait_for_url(f"**{desk.address}")
    expect(desk.option(1)).to_be_checked()
    desk.says(SAVED)
    assert stands(desk.item, 1) and len(events(desk.item)) == 1


def test_signing_in_again_in_another_tab_is_enough(device: Callable[..., Desk]) -> None:
    desk = device(make_learner(email=MAIL))
    Session.objects.all().delete()
    other = desk.page.context.new_page()
    other.goto("/inloggen/")
    sign_in_here(other, MAIL)
    other.wait_for_url("**/mijn/")
    desk.choose(1)
    desk.says(SAVED)
    assert stands(desk.item, 1)


def test_what_a_guest_left_goes_with_him_to_his_account(desk: Desk) -> None:
    make_learner(email=MAIL)
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    desk.page.goto(f"/inloggen/?next={desk.address}")
    sign_in_here(desk.page, MAIL)
    desk.page.wait_for_url(f"**{desk.address}")
    desk.says(LOCAL)
    desk.comes_back()
    desk.says(SAVED)
    assert stands(desk.item, 1)
    assert Attempt.objects.get(pk=desk.item.attempt_id).learner.user.email == MAIL


@pytest.mark.parametrize("second", ["account", "guest"])
def test_another_person_on_this_device_never_sees_or_sends_it(
    device: Callable[..., Desk], site: str, second: str
) -> None:
    first = make_learner(email=MAIL) if second == "account" else make_learner()
    desk = device(first)
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    desk.line.state = "up"
    other = make_learner(email="karel@voorbeeld.nl" if second == "account" else "")
    attempt, item = attempt_with("single_choice", make_enrollment(other))
    use_as(desk.page, other, site)
    desk.line.posts.clear()
    theirs = Desk(desk.page, desk.line, item)
    theirs.open()
    theirs.choose(0)
    theirs.says(SAVED)
    assert str(desk.item.attempt.key) not in "".join(desk.line.posts)
    assert str(attempt.key) in "".join(desk.line.posts)
    assert desk.page.locator(".notice").count() == 0
    desk.keeps(1)
    use_as(desk.page, first, site)
    desk.open()
    desk.says(SAVED)
    assert stands(desk.item, 1) and len(events(desk.item)) == 1


@pytest.mark.parametrize("token", ["same token", "new token"])
def test_a_page_left_open_saves_nothing_for_the_person_after_him(
    device: Callable[..., Desk], site: str, token: str
) -> None:
    first = make_learner(email=MAIL)
    desk = device(first)
    use_as(desk.page, make_learner(email="karel@voorbeeld.nl"), site)
    if token == "new token":  # as signing in makes one: then the answer is not even sent
        desk.page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    desk.choose(1)
    desk.says("Nog niet bewaard. Log in om het te bewaren")
    desk.keeps(1)
    assert events(desk.item) == []
    use_as(desk.page, first, site)
    desk.comes_back()
    desk.says(SAVED)
    assert stands(desk.item, 1)


def test_signing_out_tells_first_and_then_clears(device: Callable[..., Desk], axe: Callable[[Page], None]) -> None:
    desk = device(make_learner(email=MAIL))
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    desk.page.goto("/uitloggen/")
    desk.says("Er staat nog 1 antwoord op dit toestel dat niet bewaard is.")
    press(desk.page, "Uitloggen")
    desk.says("Druk nog een keer op Uitloggen")
    axe(desk.page)
    desk.keeps(1)
    # The header of the site would clear it too: this proves that the page does.
    desk.page.route("**/uitloggen/", lambda route: route.fulfill(body="<p>uit</p>", content_type="text/html"))
    press(desk.page, "Uitloggen")
    expect(desk.page.get_by_text("uit", exact=True)).to_be_visible()
    desk.keeps(0)
    assert events(desk.item) == []


def test_signing_out_sends_first_what_can_go(device: Callable[..., Desk]) -> None:
    desk = device(make_learner(email=MAIL))
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    desk.page.goto("/uitloggen/")
    desk.says("Er staat nog 1 antwoord")
    desk.line.state = "up"
    press(desk.page, "Uitloggen")
    desk.page.wait_for_url(re.compile(r"/$(?<!uitloggen/)"))
    desk.keeps(0)
    assert stands(desk.item, 1) and not Session.objects.exists()
