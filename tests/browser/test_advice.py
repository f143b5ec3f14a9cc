"""The reading help beside the preview in the editor: what the checker lists, live, with the sentence of every tip."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import chromium
from tests.browser.conftest import PATIENCE
from tests.courses.changes import first_lesson, other_words
from tests.courses.desk import edit_url


def test_tips_stand_in_the_panel_of_checks(editor_page: Callable[..., Page]) -> None:
    other_words("Indien nodig wordt de politie gebeld.")
    page = editor_page()
    page.goto(edit_url(first_lesson()))
    page.locator("[data-side-panel-toggle=checks]").click()
    rows = page.locator("[data-checks-panel] [data-content-checker-row]")
    expect(rows.filter(has_text="Moeilijk woord")).to_contain_text(
        "‘Indien’ kan makkelijker: als. Indien nodig wordt de politie gebeld.", timeout=PATIENCE
    )
    expect(rows.filter(has_text="Hier staat ‘wordt gebeld’. Zeg wie het doet")).to_contain_text("Lijdende zin")
    expect(page.locator("[data-content-readability-score]")).to_contain_text("van 100")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [chromium.PHONE, chromium.DESK], ids=["phone", "desk"])
def test_the_preview_is_accessible(
    editor_page: Callable[..., Page], axe: Callable[[Page], None], scheme: str, size: dict[str, object]
) -> None:
    other_words("Indien nodig wordt de politie gebeld.")
    page = editor_page(**size, color_scheme=scheme)
    page.goto(f"/beheer/pages/{first_lesson().pk}/view_draft/")
    expect(page.get_by_role("heading", name="Leeshulp")).to_be_visible()
    page.locator("wagtail-userbar").evaluate("bar => bar.remove()")
    axe(page)
