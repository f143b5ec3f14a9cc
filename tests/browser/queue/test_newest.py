"""Two tabs, two devices and the back button: the newest answer stands, and the older is told."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.queue.devices import LOCAL, MAIL, QUIZ, SAVED, Desk, events, stands
from tests.factories.courses import make_learner, save


def test_the_older_tab_says_that_a_newer_answer_stands(desk: Desk) -> None:
    old = Desk(desk.page.context.new_page(), desk.line, desk.item)
    old.open()
    desk.choose(1)
    desk.says(SAVED)
    with desk.page.expect_response(lambda reply: reply.request.method == "POST"):
        desk.choose(2)
    desk.says(SAVED)
    old.choose(0)
    old.says("Er is al een nieuwer antwoord")
    assert stands(desk.item, 2) and len(events(desk.item)) == 3
    old.keeps(0)


def test_a_tab_that_comes_back_in_sight_shows_the_newest_of_this_device(desk: Desk) -> None:
    other = Desk(desk.page.context.new_page(), desk.line, desk.item)
    other.open()
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    other.choose(2)
    other.says(LOCAL)
    desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk.option(2)).to_be_checked()
    desk.comes_back()
    desk.says(SAVED)
    assert stands(desk.item, 2)
    # What the other tab said is no longer so: it asks again, and the server knows it.
    other.comes_back()
    other.says(SAVED)
    assert len(events(desk.item)) == 1


def test_on_two_devices_the_newest_stands_and_the_older_is_told(device: Callable[..., Desk]) -> None:
    learner = make_learner(email=MAIL)
    first = device(learner)
    second = device(learner, item=first.item)
    first.line.state = "down"
    first.choose(0)
    first.says(LOCAL)
    for index in (1, 2):
        with second.page.expect_response(lambda reply: reply.request.method == "POST"):
            second.choose(index)
    second.says(SAVED)
    first.comes_back()
    first.says("Er is al een nieuwer antwoord")
    first.page.reload()
    expect(first.option(2)).to_be_checked()
    assert stands(first.item, 2) and len(events(first.item)) == 3


def test_an_answer_that_was_overtaken_is_not_put_back_as_the_newest(device: Callable[..., Desk]) -> None:
    desk = device(make_learner())
    desk.line.state = "down"
    desk.choose(0)
    desk.says(LOCAL)
    save(desk.item.attempt, desk.item.position, {"choice": [desk.item.arrangement[2]]}, sequence=7)
    desk.page.reload()
    desk.page.wait_for_timeout(500)
    expect(desk.option(2)).to_be_checked()
    desk.comes_back()
    desk.says("Er is al een nieuwer antwoord")
    assert stands(desk.item, 2)


@pytest.mark.parametrize("way", ["back", "from memory"])
def test_the_back_button_shows_the_answer_of_the_device(desk: Desk, way: str) -> None:
    desk.choose(0)
    desk.says(SAVED)
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    if way == "back":
        desk.page.goto(f"{QUIZ}nakijken/")
        desk.page.go_back()
    else:  # a page that the browser kept alive, while another took its answer
        desk.page.evaluate("document.querySelectorAll('fieldset input')[0].checked = true")
        desk.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        desk.page.evaluate("document.querySelectorAll('fieldset input')[1].checked = true")
    expect(desk.option(1)).to_be_checked()
    desk.says(LOCAL)
    desk.comes_back()
    desk.says(SAVED)
    assert stands(desk.item, 1) and len(events(desk.item)) == 2
