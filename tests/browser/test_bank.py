"""The form of a question in a browser: what is missing is told while typing, with the way to the field."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from courses.models import Question
from courses.views.bank_kinds import all_kinds, empty_body
from tests.browser.conftest import PATIENCE
from tests.factories.neighborhood import QUESTIONS
from tests.factories.quizzes import add_question

BANK = "/beheer/snippets/courses/question/"
MISSING = "[data-missing]"
DONE = "Deze vraag is af."


def test_what_is_missing_is_told_while_typing(editor_page: Callable[..., Page]) -> None:
    page = editor_page()
    page.goto(f"{BANK}add/")
    page.get_by_role("link", name="Eén goed antwoord").press("Enter")
    missing = page.locator(MISSING)
    expect(missing).to_contain_text("Nog 7 dingen te doen")
    missing.get_by_role("link", name="De uitleg ontbreekt.").press("Enter")
    expect(page.locator("#body-0-value-explanation")).to_be_focused()
    page.keyboard.type("Bel als het nu gebeurt.")
    expect(missing).not_to_contain_text("De uitleg ontbreekt.")
    page.locator("#body-0-value-stem").fill("Wat doe je eerst?")
    page.locator("#id_title").fill("Eerst bellen")
    page.locator("#id_category").select_option(index=1)
    for number, text in enumerate(["Bellen", "Bellen"]):
        page.locator(f"#body-0-value-options-{number}-value-text").fill(text)
    expect(missing.get_by_role("listitem")).to_have_text(
        ["Twee antwoorden zijn hetzelfde. Verander er één.", "Kies minstens één goed antwoord."]
    )
    missing.get_by_role("link", name="Kies minstens één goed antwoord.").click()
    expect(page.locator("#body-0-value-options-0-value-text")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.locator("#body-0-value-options-1-value-text").fill("Wachten")
    expect(missing).to_contain_text(DONE)


def test_a_line_that_goes_away_is_seen_too(editor_page: Callable[..., Page]) -> None:
    """Removing sends no event of its own."""
    question = add_question(QUESTIONS["ordering"].content)
    page = editor_page()
    page.goto(f"{BANK}edit/{question.pk}/")
    expect(page.locator(MISSING)).to_contain_text(DONE)
    steps = page.locator(
        "[name=body-0-value-items-count] ~ [data-streamfield-list-container] > [data-contentpath]:visible"
    )
    while steps.count() > 2:
        count = steps.count()
        steps.first.get_by_role("button", name="Verwijder").first.click()
        expect(steps).to_have_count(count - 1)
    expect(page.locator(MISSING)).to_contain_text("Maak 3 tot en met 8 stappen.")


def test_a_refused_publish_keeps_what_was_typed_and_tells_it(editor_page: Callable[..., Page]) -> None:
    question = add_question(QUESTIONS["true_false"].content)
    page = editor_page()
    page.goto(f"{BANK}edit/{question.pk}/")
    page.locator("#body-0-value-explanation").fill("")
    page.locator("#body-0-value-stem").fill("Klopt deze nieuwe zin?")
    expect(page.locator(MISSING)).to_contain_text("De uitleg ontbreekt.")
    page.get_by_role("button", name="Acties").last.click()
    page.locator("button[name=action-publish]").click()
    expect(page.locator("#body-0-value-stem")).to_have_value("Klopt deze nieuwe zin?")
    expect(page.locator(MISSING)).to_contain_text("De uitleg ontbreekt.")
    question.refresh_from_db()
    assert question.content()["explanation"]


@pytest.mark.parametrize("kind", [kind.name for kind in all_kinds()])
def test_every_type_opens_and_says_what_it_needs(editor_page: Callable[..., Page], kind: str) -> None:
    page = editor_page()
    page.goto(f"{BANK}add/?soort={kind}")
    expect(page.locator(MISSING)).to_contain_text("De vraag ontbreekt.")
    for link in page.locator(MISSING).get_by_role("link").all():
        link.click()
        assert page.evaluate("document.activeElement.matches('form [id], form button')"), link.inner_text()


def test_without_javascript_nothing_is_lost(editor_page: Callable[..., Page]) -> None:
    """Wagtail's form needs JavaScript; half of it is refused in words."""
    question = add_question(QUESTIONS["true_false"].content)
    page = editor_page(java_script_enabled=False)
    page.goto(f"{BANK}edit/{question.pk}/")
    page.locator("#w-editor-form button[type=submit]").first.click()
    expect(page.get_by_text("Het formulier kwam niet heel aan")).to_be_visible()
    question.refresh_from_db()
    assert question.revisions.count() == 1


def test_several_questions_are_published_from_the_list(editor_page: Callable[..., Page]) -> None:
    """Ticked, looked at and published; what is not finished stays, with its reason."""
    good = add_question(QUESTIONS["true_false"].content | {"stem": "Aaa, klopt dit?"})
    good.unpublish()
    bad = Question(title="Aab, nog niet af", category=good.category, body=empty_body("single_choice"), live=False)
    bad.has_unpublished_changes = True
    bad.save()
    page = editor_page()
    page.goto(BANK)
    for question in (good, bad):
        # Wagtail shows the box when the mouse comes near, and keeps it there for the keyboard.
        page.locator(f"[data-bulk-action-checkbox][data-object-id='{question.pk}']").check(force=True)
    page.get_by_role("link", name="Publiceer de aangevinkte vragen").click()
    expect(page.get_by_role("heading", name="Deze vraag blijft een concept")).to_be_visible()
    expect(page.locator(".bank-publish")).to_contain_text("Kies minstens één goed antwoord.")
    page.get_by_role("button", name="Publiceer deze vraag").click()
    expect(page.get_by_text("1 vraag is gepubliceerd.")).to_be_visible()
    expect(page.get_by_text("‘Aab, nog niet af’ is niet gepubliceerd.")).to_be_visible()
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.live, bad.live) == (True, False)


def test_the_reading_help_stands_beside_the_preview(editor_page: Callable[..., Page]) -> None:
    question = add_question(
        QUESTIONS["single_choice"].content | {"explanation": "Indien nodig wordt de politie gebeld."}
    )
    page = editor_page()
    page.goto(f"{BANK}edit/{question.pk}/")
    page.locator("[data-side-panel-toggle=checks]").click()
    rows = page.locator("[data-checks-panel] [data-content-checker-row]")
    expect(rows.filter(has_text="Moeilijk woord")).to_contain_text("‘Indien’ kan makkelijker: als.", timeout=PATIENCE)
    expect(page.locator("[data-content-readability-score]")).to_contain_text("van 100")
