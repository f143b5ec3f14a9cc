"""Every type is answered, kept and right: with a keyboard, with a finger, without JavaScript."""

import pytest
from playwright.sync_api import expect

from courses.models import Attempt
from tests.browser.types.hands import PRACTICED, SAVED, Begin, Way, answer, press, question_url, stands, write
from tests.factories.neighborhood import QUESTIONS


@pytest.mark.parametrize("way", ["keys", "finger", "plain"])
def test_every_type_is_answered_kept_and_right(begin: Begin, way: Way) -> None:
    page, attempt = begin("vragen", java_script_enabled=way != "plain")
    for position, (kind, example) in enumerate(QUESTIONS.items(), start=1):
        expect(page.locator("h1")).to_have_text(f"Vraag {position} van {len(QUESTIONS)}")
        answer(page, kind, example.right, way)
        if way != "plain":
            expect(page.locator("[data-saved]")).to_have_text(SAVED)
        press(page, "Nakijken" if position == len(QUESTIONS) else "Verder", way)
    expect(page.get_by_text("Beantwoord", exact=True)).to_have_count(len(QUESTIONS))
    for position, (kind, example) in enumerate(QUESTIONS.items(), start=1):
        page.goto(question_url(page, position))
        stands(page, kind, example.right, way)
    press(page, "Nakijken", way)
    press(page, "Lever in", way)
    expect(page.locator("h1")).to_have_text("Ingeleverd")
    expect(page.get_by_text("Goed gezien.", exact=True)).to_have_count(len(PRACTICED))
    expect(page.get_by_text("Nog niet.")).to_have_count(0)
    assert Attempt.objects.submitted().filter(pk=attempt.pk).exists()


def test_enter_in_a_field_keeps_the_answer_and_goes_on(begin: Begin) -> None:
    position = list(QUESTIONS).index("numeric") + 1
    page, attempt = begin("vragen")
    page.goto(question_url(page, position))
    write(page, "110", "keys")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(f"Vraag {position + 1} van {len(QUESTIONS)}")
    assert attempt.items.get(position=position).answers.latest("sequence").response == {"text": "110"}
