"""Practice with every type: a tip, another try, and the explanation."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.types.hands import PRACTICED, Begin, Way, answer, choose, look_over, press, question_url
from tests.factories.neighborhood import QUESTIONS


@pytest.mark.parametrize("kind", PRACTICED)
def test_practice_gives_a_tip_another_try_and_the_explanation(begin: Begin, kind: str) -> None:
    page, _ = begin("oefenen")
    example = QUESTIONS[kind]
    page.goto(question_url(page, PRACTICED.index(kind) + 1))
    answer(page, kind, example.wrong, "finger")
    check(page, kind)
    expect(page.locator("#uitleg")).to_contain_text("Nog niet. Je mag het nog één keer proberen.")
    expect(page.locator("#uitleg")).to_contain_text(f"Tip: {example.content['hints'][0]}")
    expect(page.get_by_text(example.content["explanation"])).to_have_count(0)
    look_over(page)
    if kind == "scenario":
        press(page, "Begin dit verhaal opnieuw", "finger")
    answer(page, kind, example.right, "finger")
    check(page, kind)
    expect(page.locator("#uitleg")).to_contain_text("Goed gezien.")
    expect(page.locator("#uitleg")).to_contain_text(example.content["explanation"])
    look_over(page, "light")


def check(page: Page, kind: str) -> None:
    """*Controleer*; a story is judged at its last step."""
    if kind != "scenario":
        press(page, "Controleer", "finger")


@pytest.mark.parametrize("way", ["keys", "plain"])
def test_practice_that_is_over_tells_why(begin: Begin, way: Way) -> None:
    page, _ = begin("oefenen", java_script_enabled=way != "plain")
    press(page, "Controleer", way)
    expect(page.get_by_text("Geef eerst een heel antwoord.")).to_be_visible()
    for text, told in (("Ik ga naar buiten.", "nog één keer"), ("Ik app de groep en wacht af.", "Dit is waarom:")):
        choose(page, text, way)
        press(page, "Controleer", way)
        expect(page.locator("#uitleg")).to_contain_text("Nog niet.")
        expect(page.locator("#uitleg")).to_contain_text(told)
    expect(page.locator("#uitleg")).to_contain_text("Ik bel 112 en kijk vanuit huis. (dit is goed)")
    expect(page.get_by_role("radio")).to_have_count(0)
    page.get_by_role("link", name="Verder", exact=True).click()
    expect(page.locator("h1")).to_have_text(f"Vraag 2 van {len(PRACTICED)}")
