"""A learner in a real browser: reads, practices, answers, and what stands on his pages to the letter."""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from cms.demo.answers import fields_for
from courses.models import Attempt, AttemptItem
from courses.services.attempting import parsed
from tests.browser import test_journey as journey
from tests.browser.types import hands
from tests.factories.neighborhood import QUESTIONS

__all__ = [
    "QUIZ",
    "Letters",
    "answer_all",
    "begin",
    "begin_quiz",
    "hand_in",
    "letters",
    "read",
    "read_and_practice",
    "seen",
]

QUIZ = "/leren/saar/toets/toets/"
# Every word on the page, and every choice with what is in it. Tokens differ at each visit, and say nothing.
LETTERS = """() => {
  const fields = [...document.querySelectorAll("main :is(input, select, textarea):not([type=hidden])")];
  const order = [...document.querySelectorAll("main input[name=order]")].map((one) => one.value);
  return [
    document.querySelector("main").innerText,
    ...fields.map((one) => `${one.name} ${one.value} ${one.checked ?? ""} ${one.labels?.[0]?.innerText ?? ""}`),
    ...order,
  ];
}"""
Letters = dict[str, list[str]]
press = journey.press


def letters(page: Page, addresses: list[str]) -> Letters:
    """What stands on these pages, by address; the page that was open is opened again afterwards."""
    back, found = page.url, {}
    for address in addresses:
        page.goto(address)
        assert page.url.endswith(address), f"{address} leads to {page.url}"
        found[address] = page.evaluate(LETTERS)
    page.goto(back)
    return found


def here(page: Page) -> str:
    """The address of this page, without what brought somebody to it."""
    return urlsplit(page.url).path


# --- reading -----------------------------------------------------------------------------------------------------
def begin(page: Page) -> None:
    page.goto("/cursussen/saar/")
    page.get_by_role("link", name="Begin", exact=True).click()


def read(page: Page, screens: int) -> None:
    """Passes so many screens with *Verder*."""
    for _ in range(screens):
        with page.expect_navigation():
            page.locator("form.pager button").click()


def seen(page: Page) -> str:
    """The words of this screen; passes it."""
    html = page.locator("main").inner_html()
    read(page, 1)
    return html


def read_and_practice(page: Page, screens: int) -> list[str]:
    """Begins, reads so many screens and does what there is to practice; gives the addresses of all of it."""
    begin(page)
    addresses = []
    for _ in range(screens):
        addresses.append(here(page))
        if page.locator(".practice").count():
            addresses.append(practice(page))
        read(page, 1)
    return addresses


def practice(page: Page) -> str:
    """Answers the practice question of this page; gives the address that shows the answer."""
    exercise = page.locator(".practice").first
    for field in exercise.locator("input[type=radio], input[type=checkbox]").all()[:1]:
        field.check()
    exercise.get_by_role("button").last.click()
    page.wait_for_url("**antwoord=**")
    return f"{here(page)}?{urlsplit(page.url).query}"


# --- the quiz ----------------------------------------------------------------------------------------------------
def begin_quiz(page: Page) -> Attempt:
    page.goto(QUIZ)
    press(page, "Begin met de toets")
    return Attempt.objects.latest("pk")


def answer(page: Page, item: AttemptItem) -> None:
    """Gives the right answer with the controls of the page, and sees it saved."""
    page.goto(f"{QUIZ}vraag/{item.position}/")
    question = parsed(item.version)
    example = QUESTIONS[question.type]
    if question.stem == example.content["stem"]:
        hands.answer(page, question.type, example.right, "finger")
    else:
        answer_fields(page, question)
    expect(page.locator("[data-saved]")).to_have_text(hands.SAVED)


def answer_fields(page: Page, question: Any) -> None:
    for fields in fields_for(question, is_right=True):
        journey.fill(page, question.type, fields)
        if question.type == "scenario":
            with page.expect_navigation():
                press(page, "Ga verder")


def answer_all(page: Page, items: list[AttemptItem]) -> None:
    for item in items:
        answer(page, item)


def hand_in(page: Page) -> None:
    page.goto(f"{QUIZ}nakijken/")
    press(page, "Lever in")
