"""Answers with a keyboard or with a finger, as a person gives them, and looks the page over."""

import re
from collections.abc import Callable
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from courses.models import Attempt
from tests.browser.chromium import axe
from tests.factories.neighborhood import QUESTIONS

Way = Literal["keys", "finger", "plain"]
Open = Callable[..., Page]
Begin = Callable[..., tuple[Page, Attempt]]

TYPED = ["numeric", "short_text", "open_text"]
PRACTICED = [kind for kind, example in QUESTIONS.items() if example.wrong]
SAVED = re.compile(r"Bewaard om \d\d:\d\d")
MAN = (430, 250)  # in the drawing of the hotspot, which is 640 wide

# What has the focus: whether it is `target`; whether it is in sight with a ring around it or around its row; whether
# it stands further on in the page than the last time somebody asked; and its HTML.
FOCUS = """(target) => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const rings = [one, one.closest(".answer")].filter(Boolean).map((part) => getComputedStyle(part));
  const ring = rings.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 3);
  const last = document.querySelector("[data-last]");
  last?.removeAttribute("data-last");
  one.setAttribute("data-last", "");
  return {
    found: one === target,
    seen: ring && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    further: !last || !!(last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING),
    html: one.outerHTML.slice(0, 200),
  };
}"""
# What is pressed in the page and is smaller than 44 pixels. A link in a sentence may be (WCAG 2.5.8).
SMALL = """() => [...document.querySelectorAll("main :is(button, input, select, textarea, .button, .task-list li)")]
  .filter((one) => !one.closest("[hidden], [aria-hidden]") && one.type !== "hidden" && !one.disabled)
  .map((one) => (one.matches("[type=radio], [type=checkbox]") ? one.closest("label") : one))
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 44 || box.height < 44)
  .map(([html, box]) => `${html}: ${box.width} x ${box.height}`)"""  # fmt: skip


def question_url(page: Page, position: int) -> str:
    return re.sub(r"/(vraag/\d+|nakijken)/.*", f"/vraag/{position}/", page.url)


# --- By hand: a finger, also without JavaScript ------------------------------------------------------------------


def row(page: Page, text: str) -> Locator:
    """The whole row of an answer."""
    return page.locator("label.answer", has=page.get_by_text(text, exact=True))


def chosen_on(page: Page) -> list[str]:
    return page.locator(".answer:has(:checked)").all_inner_texts()


def order_on(page: Page) -> list[str]:
    return page.locator(".order-list__text").all_inner_texts()


# --- By keyboard -------------------------------------------------------------------------------------------------


def has_focus(target: Locator) -> bool:
    return bool(target.evaluate("(one) => one === document.activeElement"))


def tab_to(target: Locator) -> None:
    """Presses Tab until `target` has the focus; every stop is seen, and further on in the page."""
    if has_focus(target):
        return
    page, wanted = target.page, target.element_handle()
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS, wanted)
        assert stop["seen"], f"no focus to see on {stop['html']}"
        assert stop["further"], f"back to {stop['html']}"
        if stop["found"]:
            return
    raise AssertionError(f"Tab never comes to {target}")


def key_choose(page: Page, text: str) -> None:
    """A radio button with the arrows of its group, a check box with the space bar."""
    target = row(page, text).locator("input")
    if target.get_attribute("type") == "radio":
        group = page.locator(f'input[name="{target.get_attribute("name")}"]')
        checked = group.and_(page.locator(":checked"))
        tab_to(checked if checked.count() else group.first)
        for _ in range(group.count()):
            if has_focus(target):
                break
            page.keyboard.press("ArrowDown")
    else:
        tab_to(target)
    if not target.is_checked():
        page.keyboard.press("Space")


def key_select(target: Locator, text: str) -> None:
    tab_to(target)
    for _ in range(target.locator("option").count()):
        if target.locator("option:checked").inner_text() == text:
            return
        target.press("ArrowDown")


# --- Either way --------------------------------------------------------------------------------------------------


def press(page: Page, name: str, way: Way) -> None:
    push(page.get_by_role("button", name=name, exact=True).last, way)


def push(target: Locator, way: Way) -> None:
    if way == "keys":
        tab_to(target)
        target.page.keyboard.press("Enter")
    else:
        target.tap()


def choose(page: Page, text: str, way: Way) -> None:
    if way == "keys":
        key_choose(page, text)
    else:
        row(page, text).tap()


def write(page: Page, text: str, way: Way) -> None:
    target = page.get_by_label(re.compile("^Jouw antwoord"))
    if way == "keys":
        tab_to(target)
        page.keyboard.press("Control+a")
    else:
        target.tap()
        target.fill("")
    page.keyboard.type(text)


def put_in_order(page: Page, wanted: tuple[str, ...], way: Way) -> None:
    """Moves every step up to its place, one press at a time; each press is a page of its own."""
    for place, text in enumerate(wanted):
        while order_on(page).index(text) > place:
            step = page.locator(".order-list li", has=page.locator(".order-list__text", has_text=text))
            with page.expect_navigation():
                push(step.get_by_role("button", name="Hoger"), way)


def match(page: Page, choices: tuple[str, ...], way: Way) -> None:
    for target, text in zip(page.locator("select").all(), choices, strict=True):
        if way == "keys":
            key_select(target, text)
        else:
            target.select_option(label=text)  # the list itself is the phone's own


def point(page: Page) -> None:
    """Touches the drawing at the right place."""
    sheet = page.locator(".hotspot__marks")
    scale = (sheet.bounding_box() or {})["width"] / 640
    sheet.tap(position={"x": MAN[0] * scale, "y": MAN[1] * scale})


def answer(page: Page, kind: str, words: tuple[str, ...], way: Way) -> None:
    """Answers the question on the page with what is on the page."""
    if kind in TYPED:
        return write(page, words[0], way)
    if kind == "ordering":
        return put_in_order(page, words, way)
    if kind == "matching":
        return match(page, words, way)
    if kind == "hotspot" and way == "finger" and words == QUESTIONS[kind].right:
        return point(page)
    if kind == "multiple_response":
        shown, chosen = page.locator(".answer").all_inner_texts(), chosen_on(page)
        words = tuple(text for text in shown if (text in words) != (text in chosen))
    for text in words:
        choose(page, text, way)
        if kind == "scenario":
            with page.expect_navigation():
                press(page, "Ga verder", way)
    return None


def stands(page: Page, kind: str, words: tuple[str, ...], way: Way) -> None:
    """The answer on the page reads as `words`."""
    if kind in TYPED:
        expect(page.get_by_label(re.compile("^Jouw antwoord"))).to_have_value(words[0])
    elif kind == "ordering":
        assert order_on(page) == list(words)
    elif kind == "matching":
        assert page.locator("option:checked").all_inner_texts() == list(words)
    elif kind == "scenario":
        assert page.locator(".walked li p:last-child").all_inner_texts() == [f"Jij: {text}" for text in words]
    elif kind == "hotspot" and way == "finger":
        expect(page.locator(".hotspot__marks circle")).to_have_count(1)
    else:
        assert chosen_on(page) == list(words)
    expect(page.locator("[data-saved]")).to_have_text(SAVED)


# --- The page itself ---------------------------------------------------------------------------------------------


def look_over(page: Page, *schemes: Literal["light", "dark"]) -> None:
    """No sideways scrolling, no small targets, nothing for axe to find."""
    for width in (320, 360):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} is wider than {width}"
        assert page.evaluate(SMALL) == []
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        axe(page)
