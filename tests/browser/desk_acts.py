"""What a redacteur and an eindredacteur do at their desks, each act with the pages and buttons that they have."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from courses.blocks.quiz import SlotsBlock
from courses.blocks.screens import ScreensBlock
from courses.models import Category, LessonPage, Question, QuizPage
from tests.browser import desk
from tests.browser.desk_lesson import LESSON, MESSAGE, TITLE, WORDS
from tests.courses.question_forms import value_of
from tests.factories.courses import saar_page
from tests.factories.neighborhood import QUESTIONS

BANK = "/beheer/snippets/courses/question/"
CATEGORY = {"course_slug": "saar", "slug": "buurt", "name": "In de buurt"}
FIXED, DRAWN = 6, 5  # of the eleven new questions
ON_A_SCREEN = 6


def edit_address(row: Any) -> str:
    return f"{BANK}edit/{row.pk}/" if isinstance(row, Question) else f"/beheer/pages/{row.pk}/edit/"


# --- writing -----------------------------------------------------------------------------------------------------
def add_category(page: Page) -> None:
    page.goto("/beheer/snippets/courses/category/add/")
    for name, text in CATEGORY.items():
        page.locator(f"#id_{name}").fill(text)
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("link", name=CATEGORY["name"]).first.wait_for()


def add_question(page: Page, kind: str) -> None:
    """From the card of its type to a finished draft, seen as a learner sees it."""
    block, value = value_of(kind)
    page.goto(f"{BANK}add/")
    page.get_by_role("link", name=str(block.label)).click()
    page.locator("#id_title").fill(title_of(kind))
    page.locator("#id_category").select_option(label=f"saar: {CATEGORY['name']}")
    desk.fill(page, block, value, "body-0-value")
    expect(page.locator("[data-missing]")).to_contain_text("Deze vraag is af.")
    desk.save(page)
    expect(desk.preview(page).locator("body")).to_contain_text(QUESTIONS[kind].content["stem"])


def title_of(kind: str) -> str:
    return f"Buurt: {kind}"


def add_lesson(page: Page) -> None:
    """A new lesson with every block, seen as a learner sees it, and handed in."""
    page.goto(f"/beheer/pages/add/courses/lessonpage/{saar_page().pk}/")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_message").fill(MESSAGE)
    screens, names = ScreensBlock(), list(LESSON)
    content = screens.child_blocks["screen"].child_blocks["content"]
    for at in range(0, len(names), ON_A_SCREEN):
        head = {"title": f"Buurt {at // ON_A_SCREEN + 1}", "minutes": 2}
        where = desk.add_block(page, screens, "screen", head, "screens")
        for name in names[at : at + ON_A_SCREEN]:
            desk.add_block(page, content, name, LESSON[name], f"{where}-content")
    desk.save(page)
    expect(desk.preview(page).locator("body")).to_contain_text(WORDS["meldpunt"])
    assert missing(desk.preview(page).locator("body").inner_html()) == []
    desk.act(page, "submit")


def missing(html: str) -> list[str]:
    """The blocks that do not stand in these pages."""
    return [name for name, words in WORDS.items() if words not in html]


def add_to_quiz(page: Page) -> None:
    """Some of the new questions for everybody, the others by lot; handed in."""
    slots = SlotsBlock()
    page.goto(edit_address(QuizPage.objects.get()))
    for kind in list(QUESTIONS)[:FIXED]:
        desk.add_block(page, slots, "fixed", {"question": title_of(kind)}, "slots")
    desk.add_block(page, slots, "draw", {"count": DRAWN, "category": CATEGORY["name"]}, "slots")
    desk.act(page, "submit")


def move_the_answer(page: Page, question: Question, action: str) -> None:
    """Another option is the right one."""
    options = question.body[0].value["options"]
    right = next(number for number, option in enumerate(options) if option["correct"])
    page.goto(edit_address(question))
    for number in (right, (right + 1) % len(options)):
        page.locator(f"#body-0-value-options-{number}-value-correct").click()
    desk.act(page, action)


def look_as_learner(page: Page) -> None:
    """*Bekijk als deelnemer*: the course with what is only a draft yet."""
    page.goto(f"/beheer/cursussen/{saar_page().pk}/proef/")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Open de cursus").click()
    expect(opened.value.locator("main")).to_contain_text(TITLE)
    opened.value.close()


# --- letting it go out -------------------------------------------------------------------------------------------
def publish_all(page: Page) -> None:
    """Ticks all questions of the category, and looks before it happens."""
    page.goto(f"{BANK}?category={Category.objects.get(slug=CATEGORY['slug']).pk}")
    page.locator("[data-bulk-action-select-all-checkbox]").first.check()
    page.get_by_role("link", name="Publiceer de aangevinkte vragen").click()
    page.get_by_role("button", name=f"Publiceer deze {len(QUESTIONS)} vragen").click()
    page.get_by_text(f"{len(QUESTIONS)} vragen zijn gepubliceerd.").wait_for()


def unpublish_lesson(page: Page) -> None:
    page.goto(f"/beheer/pages/{LessonPage.objects.order_by('path').last().pk}/unpublish/")
    page.get_by_role("button", name=re.compile("^Ja, ")).click()
    page.locator(".messages .success").first.wait_for()


def other_pass_mark(page: Page) -> None:
    page.goto(edit_address(QuizPage.objects.get()))
    page.locator("#id_pass_mark").fill("90")
    desk.act(page, "publish")


def refusals(page: Page) -> list[str]:
    """Why the change is no *Kleine verbetering*, as the page of the release says it."""
    page.goto(f"/beheer/cursussen/{saar_page().pk}/uitgeven/")
    kind = page.locator(".ed-kind", has=page.locator("input[value=minor]"))
    found = [text.removeprefix("Kan nu niet: ") for text in kind.locator(".ed-refusal").all_inner_texts()]
    assert kind.locator("input").is_disabled() == bool(found)
    return found


def release(page: Page, *, notes: str) -> None:
    """*Nieuwe editie*, with what learners read about it."""
    page.goto(f"/beheer/cursussen/{saar_page().pk}/uitgeven/")
    page.get_by_label("Nieuwe editie").check()
    page.get_by_label("Wat lezen deelnemers hierover?").fill(notes)
    page.get_by_role("button", name="Uitgeven", exact=True).click()
    page.locator(".messages .success").first.wait_for()


def mark(page: Page) -> None:
    """Reads the one open answer that waits, and gives every point."""
    page.goto("/beheer/toetsen/nakijken/")
    page.locator(".mark-table a").first.click()
    page.locator(".mark-line").first.wait_for()
    for line in page.locator(".mark-line").all():
        line.locator("input[type=radio]").last.check()
    page.get_by_role("button", name="Bewaar en volgende").click()
    page.get_by_text("Er wacht niets.").wait_for()
