"""A question in a drawing as a learner answers it: with clicks, or from the list without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from courses.models import AnswerEvent, Attempt, Category, CourseEdition, Grade, QuizPage
from tests.browser.chromium import axe
from tests.browser.test_journey import press
from tests.factories.courses import release
from tests.factories.hotspots import KEY, make_hotspot

QUESTION = "/leren/saar/toets/toets/vraag/1/"
ONLY_LIST = re.compile("^Kies hieronder uit de lijst")
MAN, BESIDE, LAMP = (430, 250), (100, 330), (292, 60)


@pytest.fixture
def quiz(site: str) -> None:
    """SAAR with a quiz of one question: the one in the drawing."""
    category = Category.objects.create(course_slug="saar", slug="kijken", name="Kijken")
    make_hotspot(category)
    page = QuizPage.objects.get()
    page.slots = page._meta.get_field("slots").stream_block.to_python(
        [{"type": "draw", "id": str(KEY), "value": {"category": category.pk, "count": 1}}]
    )
    page.save_revision().publish()
    release(CourseEdition.Kind.MAJOR)


def begin(page: Page) -> None:
    """Opens the only question of a fresh attempt."""
    page.goto("/cursussen/saar/")
    page.get_by_role("link", name="Begin", exact=True).click()
    press(page, "Verder")
    page.goto("/leren/saar/toets/toets/")
    press(page, "Begin met de toets")
    expect(page).to_have_url(re.compile(f"{QUESTION}$"))


def click(page: Page, place: tuple[int, int]) -> None:
    """Clicks at a place in the drawing, in its own measure, and waits until it is saved."""
    sheet = page.locator(".hotspot__marks")
    box = sheet.bounding_box()
    assert box
    scale = box["width"] / 640
    with page.expect_response(lambda response: response.request.method == "POST"):
        sheet.click(position={"x": place[0] * scale, "y": place[1] * scale})
    expect(page.locator("[data-saved]")).to_contain_text(re.compile(r"Bewaard om \d\d:\d\d"))


def markers(page: Page) -> list[tuple[int, int]]:
    circles = page.locator(".hotspot__marks circle").all()
    return [(int(one.get_attribute("cx") or 0), int(one.get_attribute("cy") or 0)) for one in circles]


def near(found: list[tuple[int, int]], *places: tuple[int, int]) -> bool:
    """Whether the markers stand at these places, give or take a pixel of the screen."""
    pairs = zip(found, places, strict=False)
    return len(found) == len(places) and all(abs(x - a) <= 2 and abs(y - b) <= 2 for (x, y), (a, b) in pairs)


def standing() -> dict[str, object] | None:
    return AnswerEvent.objects.latest("sequence", "received_at").response


def hand_in(page: Page) -> Grade:
    press(page, "Nakijken")
    press(page, "Lever in")
    expect(page.locator(".hotspot .outline")).to_have_count(2)
    return Grade.objects.latest("pk")


@pytest.mark.usefixtures("quiz")
def test_clicks_are_saved_come_back_and_can_be_taken_away(phone_page: Page) -> None:
    page = phone_page
    begin(page)
    expect(page.get_by_text("Klik in de tekening of kies hieronder uit de lijst.")).to_be_visible()
    expect(page.get_by_text(ONLY_LIST)).to_be_hidden()
    click(page, BESIDE)
    click(page, MAN)
    assert near(markers(page), BESIDE, MAN)
    axe(page)
    page.reload()
    assert near(markers(page), BESIDE, MAN)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    click(page, BESIDE)
    assert near(markers(page), MAN)
    click(page, LAMP)
    response = standing()
    assert response is not None
    assert near(response["points"], MAN, LAMP)  # type: ignore[arg-type]
    assert hand_in(page).fractions == {"1": "1.0000000"}
    assert near(markers(page)[-2:], MAN, LAMP)
    axe(page)


@pytest.mark.usefixtures("quiz")
def test_the_way_that_was_used_last_counts(phone_page: Page) -> None:
    page = phone_page
    begin(page)
    click(page, MAN)
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_label("De lantaarn").check()
    assert markers(page) == []
    expect(page.locator("[data-saved]")).to_contain_text("Bewaard om")
    assert list(standing() or {}) == ["areas"]
    click(page, MAN)
    expect(page.get_by_label("De lantaarn")).not_to_be_checked()
    assert list(standing() or {}) == ["points"]
    click(page, MAN)
    assert standing() is None


@pytest.mark.usefixtures("quiz")
def test_the_list_scores_the_same_without_javascript(plain_page: Page) -> None:
    page = plain_page
    begin(page)
    expect(page.get_by_text(ONLY_LIST)).to_be_visible()
    expect(page.get_by_text("Klik in de tekening")).to_be_hidden()
    page.get_by_label("De man bij de auto").check()
    page.get_by_label("De lantaarn").check()
    page.get_by_label("De buur achter het raam").check()
    press(page, "Nakijken")
    expect(page.get_by_role("alert")).to_contain_text("Je koos te veel plekken.")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(3)
    page.get_by_label("De buur achter het raam").uncheck()
    grade = hand_in(page)
    assert (grade.fractions, Attempt.objects.get().items.get().answers.count()) == ({"1": "1.0000000"}, 1)
