"""The pages of every type are fit for everybody: of a question, of a refused answer, of the result."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.types.hands import PRACTICED, TYPED, Begin, look_over, press, question_url, write
from tests.factories import quiz_world
from tests.factories.neighborhood import QUESTIONS


@pytest.mark.parametrize("kind", QUESTIONS)
def test_the_page_of_a_question_is_fit_for_everybody(begin: Begin, kind: str) -> None:
    page, _ = begin("vragen")
    page.goto(question_url(page, list(QUESTIONS).index(kind) + 1))
    look_over(page, "light", "dark")


@pytest.mark.parametrize("kind", TYPED)
def test_a_refused_answer_is_told_and_stays_in_its_field(begin: Begin, kind: str) -> None:
    page, _ = begin("vragen")
    page.goto(question_url(page, list(QUESTIONS).index(kind) + 1))
    page.get_by_label(re.compile("^Jouw antwoord")).evaluate("(field) => field.removeAttribute('maxlength')")
    write(page, "een heleboel " * 40 if kind != "numeric" else "honderd", "finger")
    press(page, "Nakijken" if kind == "open_text" else "Verder", "finger")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("alert").get_by_role("link").tap()
    expect(page.get_by_label(re.compile("^Jouw antwoord"))).to_be_focused()
    expect(page.get_by_label(re.compile("^Jouw antwoord"))).to_have_value(re.compile("een heleboel|honderd"))
    look_over(page, "light")


@pytest.mark.parametrize("name", ["right", "wrong"])
def test_the_result_of_every_type_is_fit_for_everybody(begin: Begin, name: str) -> None:
    page, attempt = begin("vragen")
    for item in quiz_world.items(attempt):
        example = QUESTIONS[item.version.type]
        quiz_world.answer(item, getattr(example, name) or example.right, timezone.now())
    page.goto(re.sub("vraag/1/", "nakijken/", page.url))
    look_over(page, "light")
    press(page, "Lever in", "finger")
    expect(page.get_by_text("Goed gezien.", exact=True)).to_have_count(len(PRACTICED) if name == "right" else 0)
    for example in QUESTIONS.values():
        expect(page.get_by_text(example.content["explanation"] or "Zo kiezen vakmensen").first).to_be_visible()
    look_over(page, "light", "dark")
