"""The foundation reads its register in, on a phone in the dark and at a desk: nothing for axe, nothing too wide."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from cms.services.rights import grant_rights
from registrations.models import Group, RegisterImport
from registrations.services import importing
from tests.browser import chromium
from tests.browser.desk import as_editor
from tests.browser.test_desk_axe import LOOK, STILL, WIDTH
from tests.registrations.import_files import LINES, csv_file, keeper

ROOT = "/beheer/registraties/inlezen/"
BAD = ["WG-9", "Fout", "BPT", "Stein", "", "27X1", "actief", "", ""]
FILE = FilePayload(name="register.csv", mimeType="text/csv", buffer=csv_file([*LINES, BAD]))


def look(page: Page) -> list[Any]:
    """What axe finds in the content, and whether it is too wide."""
    page.add_style_tag(content=STILL)
    page.evaluate(chromium.AXE)
    found = page.evaluate(LOOK, [chromium.RULES, []])
    wide = ["sticks out"] if page.eval_on_selector_all("html, main", WIDTH) else []
    return [*wide, *((one["id"], [node["html"][:150] for node in one["nodes"]][:3]) for one in found)]


@pytest.mark.parametrize("options", [chromium.PHONE | {"color_scheme": "dark"}, chromium.DESK], ids=["phone", "desk"])
def test_a_register_comes_in_and_goes_back(open_page: Callable[..., Page], site: str, options: dict[str, Any]) -> None:
    grant_rights()
    page = as_editor(open_page(**options), keeper(), site)
    page.goto(ROOT)
    assert look(page) == []
    page.get_by_label("Bestand", exact=True).set_input_files(FILE)
    page.get_by_role("button", name="Bekijk het bestand").click()
    expect(page.get_by_text("postcode 27X1 bestaat niet.")).to_be_visible()
    assert look(page) == []
    page.get_by_role("link", name="Kies andere kolommen").click()
    expect(page.get_by_label("Plaats(en)")).to_have_value("place")
    assert look(page) == []
    page.get_by_role("button", name="Bekijk wat er gebeurt").click()
    page.get_by_role("button", name="Bevestig").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert look(page) == []
    work(page)
    expect(page.get_by_text("Klaar: ingelezen op")).to_be_visible()
    assert look(page) == [] and Group.objects.filter(number="WG-101").exists()
    page.get_by_role("link", name="Terugdraaien").click()
    page.get_by_role("button", name="Ja, draai terug").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    work(page)
    expect(page.get_by_text("Teruggedraaid op")).to_be_visible()
    assert look(page) == [] and not Group.objects.filter(number="WG-101").exists()


def work(page: Page) -> None:
    """The worker does what waits; then the link on the page shows it."""
    importing.run_import(pk=RegisterImport.objects.busy().get().pk, now=timezone.now())
    page.goto(page.url)
