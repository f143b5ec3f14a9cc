"""Handing in waits for what only the device has, and the overview counts it."""

from playwright.sync_api import expect

from tests.browser.queue.devices import LOCAL, QUIZ, Desk, events, stands
from tests.browser.test_journey import press


def test_handing_in_waits_for_what_only_the_device_has(desk: Desk) -> None:
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    desk.page.goto(f"{QUIZ}nakijken/")
    press(desk.page, "Lever in")
    desk.says("Nog 1 antwoord is niet bewaard.")
    desk.says("Druk dan nog een keer op Lever in.")
    attempt = desk.item.attempt
    attempt.refresh_from_db()
    assert attempt.is_open
    press(desk.page, "Lever in")
    desk.page.wait_for_url("**/uitslag/**")
    # What comes now is too late, and that is told.
    desk.line.state = "up"
    desk.page.reload()
    expect(desk.page.get_by_role("status").filter(has_text="telt niet meer mee")).to_be_visible()
    desk.keeps(0)


def test_handing_in_sends_first_what_can_go(desk: Desk) -> None:
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    desk.page.goto(f"{QUIZ}nakijken/")
    desk.says("Nog 1 antwoord is niet bewaard.")
    desk.line.state = "up"
    press(desk.page, "Lever in")
    desk.page.wait_for_url("**/uitslag/**")
    assert stands(desk.item, 1) and [event.is_late for event in events(desk.item)] == [False]


def test_the_overview_counts_an_answer_that_arrives_while_it_opens(desk: Desk) -> None:
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    desk.line.state = "up"
    desk.page.goto(f"{QUIZ}nakijken/")
    expect(desk.page.locator(".task-list li").nth(desk.item.position - 1)).to_contain_text("Beantwoord")
