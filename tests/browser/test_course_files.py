"""*Cursus invoeren* and *Verdubbelen* in a real browser: a course that was downloaded comes in again as a copy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import CoursePage
from tests.browser import chromium
from tests.browser.desk import as_editor
from tests.courses import changes
from tests.factories.course_files import exported
from tests.factories.courses import make_editor, saar_page

SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [360, 1280])
IMPORT = "/beheer/redactie/cursus-invoeren/"


@pytest.fixture
def open_desk(site: str, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page of an eindredacteur."""
    grant_rights()
    chief = make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl")

    def open_one(width: int, scheme: str) -> Page:
        page = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme, locale="nl-NL")
        return as_editor(page, chief, site)

    return open_one


def checked(page: Page) -> None:
    """Nothing sticks out, and axe finds nothing in what is ours."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(chromium.AXE)
    found = page.evaluate(
        "(rules) => axe.run('.mark-page', {runOnly: rules, resultTypes: ['violations']}).then((r) => r.violations)",
        chromium.RULES,
    )
    assert [(one["id"], [node["html"][:150] for node in one["nodes"]]) for one in found] == []


@SCHEMES
@WIDTHS
def test_a_course_comes_in_as_a_copy(open_desk: Callable[..., Page], tmp_path: Path, width: int, scheme: str) -> None:
    (tmp_path / "saar.cursus.zip").write_bytes(exported())
    lesson = changes.first_lesson()
    lesson.title = "Hier anders"
    lesson.save_revision().publish()
    page = open_desk(width, scheme)
    page.goto(IMPORT)
    page.get_by_role("button", name="Bekijk het bestand").click()
    page.get_by_text("Kies eerst een bestand.").wait_for()
    checked(page)
    page.get_by_label("Bestand", exact=True).set_input_files(tmp_path / "saar.cursus.zip")
    page.get_by_role("button", name="Bekijk het bestand").click()
    page.get_by_text("met een andere inhoud").wait_for()
    checked(page)
    page.get_by_label("Als nieuwe kopie").check()
    page.get_by_role("button", name="Overnemen").click()
    page.get_by_text("Alles is concept").wait_for()
    assert not CoursePage.objects.get(slug="saar-2").live


@SCHEMES
@WIDTHS
def test_a_course_is_duplicated(open_desk: Callable[..., Page], width: int, scheme: str) -> None:
    page = open_desk(width, scheme)
    page.goto(reverse("course_duplicate", args=[saar_page().pk]))
    page.get_by_label("Webadres").fill("Mijn cursus")
    page.get_by_role("button", name="Maak de kopie").click()
    page.get_by_text("alleen kleine letters").wait_for()
    checked(page)
    page.get_by_label("Webadres").fill("mijn-cursus")
    page.get_by_label("Dezelfde vragen").check()
    page.get_by_role("button", name="Maak de kopie").click()
    page.get_by_text("Alles is nog concept").wait_for()
