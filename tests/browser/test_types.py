"""Every question type as people answer it: with a keyboard, with a finger on a small phone, without JavaScript."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django import DjangoDbBlocker

from courses.models import Attempt, CourseEdition
from tests import databases
from tests.browser import chromium
from tests.browser.chromium import axe
from tests.factories import quiz_world
from tests.factories.neighborhood import QUESTIONS, contents
from tests.factories.quizzes import make_quiz_course

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


@pytest.fixture(scope="module")
def editions() -> dict[str, CourseEdition]:
    """What `world` released, by the slug of the course."""
    return {}


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, editions: dict[str, CourseEdition]
) -> Iterator[Path]:
    """A database with a quiz of all types, the same to practice with, and one with a clock."""
    with django_db_blocker.unblock():
        databases.put_back(databases.pristine())
        practice = {"counts": False, "feedback": "each", "max_tries": 2}
        for slug, kinds, fields in (
            ("vragen", tuple(QUESTIONS), {}),
            ("oefenen", tuple(PRACTICED), practice),
            ("op-tijd", ("short_text", "single_choice"), {"time_limit_minutes": 10}),
        ):
            editions[slug] = make_quiz_course(contents(*kinds), slug=slug, **fields)
        copy = databases.pristine().with_suffix(".types")
        databases.snapshot(copy)
        yield copy
        databases.put_back(databases.pristine())


@pytest.fixture
def begin(open_page: Open, site: str, editions: dict[str, CourseEdition]) -> Begin:
    """`begin(slug, **options)`: the page of somebody with an open attempt at this course, and the attempt."""

    def begin(slug: str, **options: Any) -> tuple[Page, Attempt]:
        attempt = quiz_world.begun(editions[slug], timezone.now())
        page = open_page(**(chromium.PHONE | options))
        _name, address, cookie = quiz_world.page("", attempt, "vraag/1/")
        page.context.add_cookies([{"name": settings.DEVICE_COOKIE_NAME, "value": cookie, "url": site}])
        page.goto(address)
        return page, attempt

    return begin


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


# --- Practice ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PRACTICED)
def test_practice_gives_a_tip_another_try_and_the_explanation(begin: Begin, kind: str) -> None:
    page, _ = begin("oefenen")
    example = QUESTIONS[kind]
    page.goto(question_url(page, PRACTICED.index(kind) + 1))
    answer(page, kind, example.wrong, "finger")
    check(page, kind)
    expect(page.locator("#uitleg")).to_contain_text("Nog niet. Je mag het nog één keer proberen.")
    expect(page.locator("#uitleg")).to_contain_text(f"Tip: {example.content['hints'][0]}")
    expect(page.get_by_text(example.content["explanation"])).to_have_count(0)
    look_over(page)
    if kind == "scenario":
        press(page, "Begin dit verhaal opnieuw", "finger")
    answer(page, kind, example.right, "finger")
    check(page, kind)
    expect(page.locator("#uitleg")).to_contain_text("Goed gezien.")
    expect(page.locator("#uitleg")).to_contain_text(example.content["explanation"])
    look_over(page, "light")


def check(page: Page, kind: str) -> None:
    """*Controleer*; a story is judged at its last step."""
    if kind != "scenario":
        press(page, "Controleer", "finger")


@pytest.mark.parametrize("way", ["keys", "plain"])
def test_practice_that_is_over_tells_why(begin: Begin, way: Way) -> None:
    page, _ = begin("oefenen", java_script_enabled=way != "plain")
    press(page, "Controleer", way)
    expect(page.get_by_text("Geef eerst een heel antwoord.")).to_be_visible()
    for text in ("Ik ga naar buiten.", "Ik app de groep en wacht af."):
        choose(page, text, way)
        press(page, "Controleer", way)
    expect(page.locator("#uitleg")).to_contain_text("Nog niet. Dit is waarom:")
    expect(page.locator("#uitleg")).to_contain_text("Ik bel 112 en kijk vanuit huis. (dit is goed)")
    expect(page.get_by_role("radio")).to_have_count(0)
    page.get_by_role("link", name="Verder", exact=True).click()
    expect(page.locator("h1")).to_have_text(f"Vraag 2 van {len(PRACTICED)}")


# --- A quiz with a clock -----------------------------------------------------------------------------------------


def test_the_clock_counts_down_and_speaks_three_times(begin: Begin) -> None:
    page, _ = begin("op-tijd")
    shown, said = page.locator("[data-left]"), page.get_by_role("status")
    expect(shown).to_have_text("Je hebt nog 10 minuten.")
    look_over(page, "light", "dark")
    start = timezone.now()
    page.clock.install(time=start)
    page.reload()
    page.clock.pause_at(start + timedelta(seconds=30))
    for step, left, aloud in (("02:40", "7", None), ("02:00", "5", "5"), ("02:00", "3", "5")):
        page.clock.fast_forward(step)
        expect(shown).to_have_text(f"Je hebt nog {left} minuten.")
        expect(said).to_have_text(f"Je hebt nog {aloud} minuten." if aloud else "")
    page.clock.fast_forward("02:00")
    expect(shown).to_have_text("Je hebt nog 1 minuut.")
    expect(said).to_have_text("Je hebt nog 1 minuut.")
    # Without a connection it waits on this page.
    page.context.set_offline(True)
    page.clock.fast_forward("01:10")
    expect(said).to_have_text("De tijd is om. We leveren in wat je hebt.")
    assert page.url.endswith("/vraag/1/")
    page.context.set_offline(False)
    page.clock.fast_forward("00:02")
    page.wait_for_url("**/nakijken/")


def test_what_is_typed_when_the_time_runs_out_is_not_lost(begin: Begin) -> None:
    page, attempt = begin("op-tijd")
    page.clock.install()
    page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('private') }")
    page.reload()
    # The device keeps nothing and nothing gets through in the background: only the form itself can bring it.
    is_background = {"x-requested-with": "fetch"}.items()
    page.route(
        "**/vraag/1/",
        lambda route: (
            route.fulfill(status=429) if is_background <= route.request.headers.items() else route.continue_()
        ),
    )
    write(page, "0900-8844", "finger")
    due = timezone.now() - timedelta(seconds=2)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=due - timedelta(minutes=10), due_at=due)
    page.clock.fast_forward("10:10")
    page.wait_for_url("**/nakijken/")
    expect(page.locator("h1")).to_have_text("De tijd is om")
    page.unroute_all()
    press(page, "Naar de uitslag", "finger")
    expect(page.get_by_text("Goed gezien.", exact=True)).to_have_count(1)


def test_without_javascript_the_clock_is_told_in_words(begin: Begin) -> None:
    page, _ = begin("op-tijd", java_script_enabled=False)
    expect(page.locator("[data-left]")).to_have_text("Je hebt nog 10 minuten.")
    expect(page.get_by_text(re.compile(r"Om \d\d:\d\d leveren we in wat je hebt"))).to_be_visible()
