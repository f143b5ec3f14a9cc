"""The forms of `/beheer/` as an editor fills them in: Wagtail's own buttons, lists and choosers, in a real browser."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import FrameLocator, Locator, Page, expect
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from accounts.models import User

__all__ = ["act", "add_block", "approve", "as_editor", "choose", "fill", "preview", "save"]

CHOOSERS = (DocumentChooserBlock, ImageChooserBlock, SnippetChooserBlock)
# A line that is removed stays in the page, out of sight.
LINES = ":scope > [data-streamfield-child]:visible"
# The message on the page that follows.
DONE = ".messages .success"
# Wagtail's own checker of a preview logs what it found as an error, and is noisy when a page goes while it works:
# axe runs already, or a mark on the page is taken away before it stood.
QUIET = """(() => {
    const log = console.error;
    console.error = (...all) => all[0] === "axe.run results" || log(...all);
    addEventListener("unhandledrejection", (event) => {
        if (String(event.reason).includes("Axe is already running")) event.preventDefault();
    });
    addEventListener("error", (event) => {
        if (event.filename.includes("/wagtailadmin/js/userbar.js")) event.preventDefault();
    });
})()"""


def as_editor(page: Page, user: User, site: str) -> Page:
    """The browser of an editor who is signed in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    page.add_init_script(QUIET)
    return page


# --- what stands in a form ---------------------------------------------------------------------------------------
def fill(page: Page, block: Any, value: Any, prefix: str) -> None:
    """Puts `value` in the fields of a block: texts as they are typed, a chooser by the words of its line."""
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            if name in value:
                fill(page, child, value[name], f"{prefix}-{name}")
    elif isinstance(block, blocks.ListBlock):
        fill_list(page, block, list(value), prefix)
    elif isinstance(block, CHOOSERS):
        if value:
            choose(page, prefix, str(value))
    elif isinstance(block, blocks.RichTextBlock):
        write(page, prefix, str(value))
    else:
        fill_field(page.locator(f'[name="{prefix}"]'), block, value)


def fill_field(field: Locator, block: Any, value: Any) -> None:
    """One box, list or line of text."""
    if isinstance(block, blocks.BooleanBlock):
        field.set_checked(bool(value))
    elif isinstance(block, blocks.ChoiceBlock):
        field.select_option(str(value))
    elif field.input_value() != str(value):
        field.fill(str(value))


def write(page: Page, prefix: str, text: str) -> None:
    """Types in Wagtail's text editor."""
    page.locator(f'[data-contentpath]:has(> * [name="{prefix}"]) [contenteditable="true"]').last.click()
    page.keyboard.type(text)


def fill_list(page: Page, block: Any, values: list[Any], prefix: str) -> None:
    """As many lines as there are values, each filled in."""
    count = page.locator(f'[name="{prefix}-count"]')
    items = count.locator("xpath=following-sibling::*[@data-streamfield-list-container]")
    lines = items.locator(LINES)
    while (there := lines.count()) < len(values):
        items.locator(":scope > button.c-sf-add-button").last.click()
        expect(lines).to_have_count(there + 1)  # a new line unfolds, and has no height at first
    while lines.count() > len(values):
        left = lines.count() - 1
        lines.last.get_by_role("button", name="Verwijder").last.click()
        expect(lines).to_have_count(left)
    for number, value in enumerate(values):
        fill(page, block.child_block, value, f"{prefix}-{number}-value")


def add_block(page: Page, stream: Any, name: str, value: Mapping[str, Any], prefix: str) -> str:
    """Presses the last + of a stream, picks the block by its label and fills it in; gives where it stands."""
    count = page.locator(f'[name="{prefix}-count"]')
    number, child = int(count.input_value()), stream.child_blocks[name]
    container = count.locator("xpath=following-sibling::*[@data-streamfield-stream-container]")
    container.locator(":scope > div > button.c-sf-add-button").last.click()
    if len(stream.child_blocks) > 1:
        page.get_by_role("option").get_by_text(str(child.label), exact=True).click()
    expect(count).to_have_value(str(number + 1))
    fill(page, child, value, f"{prefix}-{number}-value")
    return f"{prefix}-{number}-value"


def choose(page: Page, prefix: str, words: str) -> None:
    """Opens a chooser and takes the line with these words."""
    page.locator(f"#{prefix}-chooser").get_by_role("button", name=re.compile("^Kies")).click()
    lines = page.locator(".modal-body a[data-chooser-modal-choice]")
    lines.first.wait_for()
    if not lines.filter(has_text=words).count():
        page.locator(".modal-body [name=q]").fill(words)
    lines.filter(has_text=words).first.click()
    expect(page.locator(".modal-body")).to_have_count(0)
    expect(page.locator(f"#{prefix}-chooser")).to_contain_text(words)


# --- what is done with it ----------------------------------------------------------------------------------------
def preview(page: Page) -> FrameLocator:
    """What was saved as a learner sees it, beside the form; a panel that was opened once stays open."""
    if page.evaluate("localStorage.getItem('wagtail:side-panel-open')") != "preview":
        page.get_by_role("button", name="Toon/verberg voorvertoning").click()
    return page.frame_locator("#w-preview-iframe")


def save(page: Page) -> None:
    """*Bewaar concept*."""
    press(page, page.get_by_role("button", name="Bewaar concept"))


def press(page: Page, button: Locator) -> None:
    """Sends the form, and waits for the message on the page that follows; one of before may still stand on this one."""
    page.evaluate("document.documentElement.dataset.left = ''")
    button.click()
    page.locator(f"html:not([data-left]) {DONE}").first.wait_for()


def act(page: Page, action: str) -> None:
    """Another line of the menu beside it: `publish` or `submit`."""
    open_menu(page)
    press(page, page.locator(f"button[name=action-{action}]"))


def open_menu(page: Page) -> None:
    """What else than *Bewaar concept* can be done."""
    footer = page.get_by_role("navigation", name="Acties (footer)")
    footer.get_by_role("button", name=re.compile("^(Meer a|A)cties$")).click()


def approve(page: Page, address: str) -> None:
    """An eindredacteur opens what was handed in, and lets it go out."""
    page.goto(address)
    open_menu(page)
    press(page, page.get_by_role("button", name="Goedkeuren en publiceren", exact=True))
