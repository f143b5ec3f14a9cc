"""*Uitgeven*, *Edities* and their pages in a real browser: axe finds nothing in what is ours, nothing sticks out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import CourseEdition, Meldpunt
from courses.services.closing import withdraw_edition
from courses.services.releasing import make_candidate
from tests.browser import chromium
from tests.browser.desk import as_editor
from tests.courses import changes
from tests.factories.courses import edit_quiz, make_editor, make_enrollment, release, saar_page


@pytest.fixture
def addresses(site: str) -> tuple[User, list[str]]:
    """Three editions, one taken back, a candidate, many changes and another number; and where to look at them."""
    grant_rights()
    chief, now = make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl"), timezone.now()
    first = CourseEdition.objects.get()
    make_enrollment(edition=first)
    changes.other_words("Kijk goed om je heen. Wat zie je?")
    second = release("major", by=chief, now=now)
    changes.other_words("Kijk om je heen.")
    withdraw_edition(edition=release("minor", by=chief, now=now), by=chief, reason="Een foto te veel.", now=now)
    changes.other_words("Kijk eens goed om je heen.")
    candidate = make_candidate(page=saar_page(), by=chief, now=now)
    for change in (changes.add_screen, changes.other_answer, changes.other_question, lambda: edit_quiz(pass_mark=80)):
        change()
    Meldpunt.objects.filter(number="112").update(number="113")
    course = f"/beheer/cursussen/{saar_page().pk}"
    return chief, [
        f"{course}/uitgeven/",
        f"{course}/edities/",
        f"{course}/edities/vergelijken/?van={first.key}&naar={second.key}",
        f"{course}/sluiten/",
        f"/beheer/edities/{second.key}/terugtrekken/",
        f"/beheer/edities/{candidate.key}/uitgeven/",
        "/beheer/redactie/nummers/",
    ]


def check(page: Page) -> None:
    """Axe over what is ours, and its width."""
    page.evaluate(chromium.AXE)
    found: list[Any] = page.evaluate(
        "(rules) => axe.run('.ed-page', {runOnly: rules, resultTypes: ['violations']}).then((r) => r.violations)",
        chromium.RULES,
    )
    assert [(one["id"], [node["html"][:150] for node in one["nodes"]]) for one in found] == [], page.url
    assert (
        page.evaluate("() => {const e = document.querySelector('.ed-page'); return e.scrollWidth - e.clientWidth}") == 0
    )


@pytest.mark.parametrize("options", [chromium.PHONE, chromium.DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_editions(
    open_page: Callable[..., Page],
    addresses: tuple[User, list[str]],
    site: str,
    options: dict[str, Any],
    scheme: str,
) -> None:
    chief, pages = addresses
    page = as_editor(open_page(**options, color_scheme=scheme), chief, site)
    for address in pages:
        page.goto(address)
        check(page)


def test_planning_and_cancelling_by_keyboard_and_form(
    desk_page: Page, addresses: tuple[User, list[str]], site: str
) -> None:
    """The day and time of a browser's own fields arrive; what waits can be called off again."""
    chief, pages = addresses
    page = as_editor(desk_page, chief, site)
    page.goto(pages[0])
    page.get_by_label("Later, vanzelf.", exact=False).check()
    page.get_by_label("Dag").fill((timezone.localdate() + timedelta(days=3)).isoformat())
    page.get_by_label("Tijd (in Nederland)").fill("09:30")
    page.get_by_role("button", name="Uitgeven", exact=True).click()
    page.get_by_text("Het staat klaar.").wait_for()
    check(page)
    page.goto(pages[0])
    page.get_by_role("heading", name="Er staat al een editie klaar").wait_for()
    check(page)
    page.get_by_role("button", name="Afzeggen").click()
    page.get_by_text("De planning is afgezegd.").wait_for()
