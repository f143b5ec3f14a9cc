"""Every screen of an editor in a real browser: axe finds nothing in what is ours, and nothing sticks out."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, ViewportSize
from pytest_django import DjangoDbBlocker

from accounts.models import User
from tests import databases
from tests.browser import chromium
from tests.browser.desk import as_editor
from tests.factories import desk

Ways = list[tuple[Literal["phone", "desk"], Literal["light", "dark"]]]
SIZES: dict[str, ViewportSize] = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 800}}
# What `make test` looks at; the rest is in `make test-all`.
FAST: Ways = [("desk", "light"), ("phone", "dark")]
SLOW: Ways = [("desk", "dark"), ("phone", "light")]
FORMS_FAST, FORMS_SLOW = FAST[1:], [*SLOW, *FAST[:1]]
# Wagtail's own: every block on a page is a region with the name of its type, so twice the same type is twice that name.
NOT_OURS = {"landmark-unique"}
LOOK = """async ([rules, left]) => {
    const options = {runOnly: rules, resultTypes: ['violations'], rules: {}};
    for (const name of left) options.rules[name] = {enabled: false};
    return (await axe.run(document.querySelector('main') ?? document, options)).violations;
}"""
# Wagtail scrolls its pages inside a box of its own, and clips what it puts beside its forms.
WIDTH = "(all) => all.some((one) => one.scrollWidth > one.clientWidth + 1)"
# Wagtail ends the cropping and begins again when the window gets another size.
JCROP = "var jcropapi = {destroy() {}}; jQuery.fn.Jcrop = function () { return this; };"
# Colors change slowly in Wagtail; half-way they have no contrast.
STILL = "*, ::before, ::after { transition: none !important; animation: none !important; }"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """A full desk, made once."""
    with django_db_blocker.unblock():
        databases.put_back(databases.pristine())
        desk.write_desk()
        copy = databases.pristine().with_suffix(".desk")
        databases.snapshot(copy)
        yield copy
        databases.put_back(databases.pristine())


@pytest.fixture
def desk_of_chief(open_page: Callable[..., Page], site: str) -> Page:
    page = open_page(**chromium.COMMON)
    # What crops a photo in Wagtail tries old event handlers when it loads; our policy refuses, the console says so.
    page.route("**/jquery.Jcrop*.js*", lambda route: route.fulfill(body=JCROP, content_type="text/javascript"))
    return as_editor(page, User.objects.get(email=desk.EMAIL), site)


def look(page: Page, *, boxes: str, left: set[str]) -> list[Any]:
    """What axe finds in the content, and whether it is too wide."""
    found = page.evaluate(LOOK, [chromium.RULES, sorted(left)])
    wide = ["sticks out"] if page.eval_on_selector_all(boxes, WIDTH) else []
    return [*wide, *((one["id"], [node["html"][:150] for node in one["nodes"]][:3]) for one in found)]


def look_at_all(page: Page, addresses: dict[str, str], ways: Ways, *, boxes: str, left: set[str]) -> list[Any]:
    """Every screen in every way; what is wrong, by screen."""
    problems = []
    for name, address in addresses.items():
        response = page.goto(f"/beheer/{address}")
        assert response and response.ok and page.url.endswith(f"/beheer/{address}"), (name, page.url)
        page.add_style_tag(content=STILL)
        page.evaluate(chromium.AXE)
        for size, scheme in ways:
            page.set_viewport_size(SIZES[size])
            page.emulate_media(color_scheme=scheme)
            problems += [(name, size, scheme, one) for one in look(page, boxes=boxes, left=left)]
    return problems


def in_turn(fast: Ways, slow: Ways) -> Any:
    return pytest.mark.parametrize("ways", [fast, pytest.param(slow, marks=pytest.mark.slow)], ids=["fast", "slow"])


@in_turn(FAST, SLOW)
@pytest.mark.parametrize("part", [desk.course_pages, desk.panel_pages, desk.quiz_pages, desk.bank_pages])
def test_our_own_pages(desk_of_chief: Page, part: Callable[[], dict[str, str]], ways: Ways) -> None:
    assert look_at_all(desk_of_chief, part(), ways, boxes="html, main", left=set()) == []


@in_turn(FORMS_FAST, FORMS_SLOW)
def test_lists_and_forms(desk_of_chief: Page, ways: Ways) -> None:
    assert look_at_all(desk_of_chief, desk.forms(), ways, boxes="html", left=NOT_OURS) == []
