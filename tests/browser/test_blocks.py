"""A screen with every block, as people use it: on a small phone, with a keyboard, without JavaScript, on paper."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from courses.blocks.screens import ScreenContentBlock
from courses.models import Course
from courses.services.reading import edition_content
from tests import databases
from tests.browser import chromium
from tests.factories.blocks import TABLE, stored_block, write_screens
from tests.factories.courses import load_saar, release

Check = Callable[[Page], None]
WIDE = "\n".join(f"{line}\tEn dan nog dit\tEn dit\tEn dat" for line in TABLE.splitlines())


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """SAAR, with every block on the first screens of its first lesson."""
    with django_db_blocker.unblock():
        databases.put_back(databases.pristine())
        load_saar()
        wide = stored_block("table", caption="Een brede tabel", cells=WIDE)
        write_screens([*(stored_block(name) for name in ScreenContentBlock().child_blocks), wide])
        release("major")
        copy = databases.pristine().with_suffix(".blocks")
        databases.snapshot(copy)
        yield copy
        databases.put_back(databases.pristine())


@pytest.fixture
def addresses(site: str) -> list[str]:
    """The screens with the blocks, in order."""
    edition = Course.objects.get(slug="saar").current
    assert edition is not None
    lesson = edition_content(edition).lessons[0]
    return [f"/leren/saar/{lesson.slug}/{screen.slug}/" for screen in lesson.screens]


def walk(page: Page, addresses: list[str]) -> Iterator[None]:
    """Stands on every screen in turn, from the first on, as a guest."""
    page.goto(addresses[0])
    for address in addresses[1:]:
        page.get_by_role("button", name="Verder").click()
        page.wait_for_url(f"**{address}")
        page.wait_for_load_state()
        yield


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_block_is_accessible_on_a_phone(
    open_page: Callable[..., Page], addresses: list[str], axe: Check, scheme: str
) -> None:
    page = open_page(**chromium.PHONE, color_scheme=scheme)
    for _screen in walk(page, addresses):
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        axe(page)


def test_nothing_sticks_out_and_a_wide_table_scrolls_by_itself(
    open_page: Callable[..., Page], addresses: list[str]
) -> None:
    page = open_page(**chromium.COMMON, viewport={"width": 320, "height": 640})
    for _screen in walk(page, addresses):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    box = page.get_by_role("region", name="Een brede tabel")
    box.focus()
    expect(box).to_be_focused()
    for _ in range(300):  # a browser that is busy drops a key
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(50)
        if moved := box.evaluate("(one) => one.scrollLeft"):
            break
    assert moved > 0


def test_cards_and_lists_open_with_a_keyboard_and_without_javascript(plain_page: Page, addresses: list[str]) -> None:
    seen = set()
    for _screen in walk(plain_page, addresses):
        for front, back in (("Zien", "Kijken."), ("Mag ik filmen?", "Veilig.")):
            summary = plain_page.get_by_text(front, exact=True)
            if summary.count():
                answer = plain_page.get_by_text(back, exact=True)
                expect(answer).to_be_hidden()
                summary.press("Enter")
                expect(answer).to_be_visible()
                seen.add(front)
    assert seen == {"Zien", "Mag ik filmen?"}


def test_on_paper_everything_is_open_and_a_checklist_has_empty_boxes(desk_page: Page, addresses: list[str]) -> None:
    seen = set()
    for _screen in walk(desk_page, addresses):
        desk_page.emulate_media(media="print")
        for text in ("Kijken.", "Veilig."):
            if (found := desk_page.get_by_text(text, exact=True)).count():
                expect(found).to_be_visible()
                seen.add(text)
        points = desk_page.locator(".checklist li")
        if points.count():
            style = "(one) => { const s = getComputedStyle(one, '::before'); return [s.borderTopWidth, s.width]; }"
            assert points.first.evaluate(style) == ["2px", "24px"]
            seen.add("boxes")
        desk_page.emulate_media(media="screen")
    assert seen == {"Kijken.", "Veilig.", "boxes"}
