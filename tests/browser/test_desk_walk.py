"""The desk from end to end, by hand: a lesson with every block and a question of every type, released as a new
edition. Who is half-way keeps his own to the letter; who begins gets the new one."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from playwright.sync_api import APIResponse, Page, Route, expect

from accounts.roles import Role
from cms.services.rights import grant_rights
from cms.services.workflows import set_up_workflow
from courses.models import Attempt, AttemptItem, CourseEdition, LessonPage, Question, QuizPage
from tests.browser import chromium, desk, walks
from tests.browser import desk_acts as acts
from tests.browser.desk import as_editor
from tests.browser.desk_lesson import TITLE
from tests.courses.changes import question_of
from tests.factories.blocks import make_document, make_video
from tests.factories.courses import make_editor, make_image
from tests.factories.neighborhood import QUESTIONS

OLD_SCREENS, NEW_SCREENS = 26, 3
# What Wagtail does when its clock strikes while the form is on its way.
SAVE_AFTER_SUBMIT = """() => document.addEventListener("submit", (event) => setTimeout(() => {
    const save = new CustomEvent("w-autosave:save", {bubbles: true, cancelable: true});
    event.target.dispatchEvent(save);
    sessionStorage.setItem("stopped", save.defaultPrevented);
}))"""
ALL_RIGHT = "Je had 8 van de 8 vragen goed."
NOTES = "Er is een les bij, over je eigen straat."
STRUCTURE = "Er zijn lessen, schermen of toetsen bij gekomen, verdwenen of verplaatst, of een webadres is anders."
RULES = "De regels van de toets zijn veranderd."
ANSWERS = "Er zijn vragen bij gekomen of weg, de toets trekt anders, of er is een ander antwoord goed."


@dataclass(frozen=True)
class Desks:
    """The pages of who writes and of who lets it go out."""

    writer: Page
    chief: Page


@dataclass(frozen=True)
class Halfway:
    """Somebody with half of the screens read and half of his questions answered, and all that he could read."""

    page: Page
    attempt: Attempt
    items: list[AttemptItem]
    letters: walks.Letters


@pytest.fixture
def desks(site: str, open_page: Callable[..., Page]) -> Desks:
    grant_rights()
    set_up_workflow()
    make_document()
    make_video()
    make_image()

    def open_desk(role: Role) -> Page:
        page = as_editor(open_page(**chromium.DESK), make_editor(role, email=f"{role.name.lower()}@example.nl"), site)
        return page

    return Desks(open_desk(Role.EDITOR), open_desk(Role.CHIEF_EDITOR))


def half_way(page: Page) -> Halfway:
    """Reads, practices and answers up to the middle."""
    addresses = walks.read_and_practice(page, OLD_SCREENS // 2)
    attempt = walks.begin_quiz(page)
    items = list(attempt.items.select_related("version"))
    walks.answer_all(page, items[: len(items) // 2])
    addresses += ["/cursussen/saar/", walks.QUIZ, f"{walks.QUIZ}nakijken/"]
    addresses += [f"{walks.QUIZ}vraag/{item.position}/" for item in items]
    return Halfway(page, attempt, items, walks.letters(page, addresses))


def write_and_release(desks: Desks, question: Question) -> None:
    """The redacteur writes it all and gives `question` another right answer; the eindredacteur lets it go out."""
    acts.add_category(desks.writer)
    for kind in QUESTIONS:
        acts.add_question(desks.writer, kind)
    acts.publish_all(desks.chief)
    call_command("update_index", verbosity=0)  # which the worker does
    acts.add_lesson(desks.writer)
    acts.add_to_quiz(desks.writer)
    acts.look_as_learner(desks.writer)
    acts.move_the_answer(desks.writer, question, "submit")
    for row in (LessonPage.objects.get(title=TITLE), QuizPage.objects.get(), question):
        desk.approve(desks.chief, acts.edit_address(row))
    assert acts.refusals(desks.chief) == [STRUCTURE, ANSWERS]
    acts.release(desks.chief, notes=NOTES)


def finish_the_old(reader: Halfway) -> None:
    """Nothing changed for him; he finishes what he began, by the answers of then."""
    assert walks.letters(reader.page, list(reader.letters)) == reader.letters
    walks.answer_all(reader.page, reader.items[len(reader.items) // 2 :])
    walks.hand_in(reader.page)
    expect(reader.page.locator("h1")).to_have_text("Gehaald")
    expect(reader.page.locator("main")).to_contain_text(ALL_RIGHT)
    reader.page.get_by_role("link", name="Lees verder").click()
    walks.read(reader.page, OLD_SCREENS // 2)
    assert edition_of(reader.attempt) == "1.0"


def take_the_new(page: Page, chief: Page) -> None:
    """A new learner reads every block and answers a question of every type; the open one is marked by a person."""
    walks.begin(page)
    walks.read(page, OLD_SCREENS)
    html = "".join(walks.seen(page) for _screen in range(NEW_SCREENS))
    assert acts.missing(html) == []
    attempt = walks.begin_quiz(page)
    items = list(attempt.items.select_related("version"))
    assert {item.version.type for item in items} == set(QUESTIONS)
    walks.answer_all(page, items)
    walks.hand_in(page)
    expect(page.locator("h1")).to_have_text("Ingeleverd")
    acts.mark(chief)
    page.reload()
    expect(page.locator("h1")).to_have_text("Gehaald")
    assert edition_of(attempt) == "2.0"


def edition_of(attempt: Attempt) -> str:
    """The edition that this learner is in, and finished in."""
    enrollment = Attempt.objects.get(pk=attempt.pk).enrollment
    assert enrollment.completion.edition == enrollment.edition
    return str(enrollment.edition.number)


@pytest.mark.slow
def test_a_new_edition_by_hand_leaves_who_is_half_way_his_own(desks: Desks, open_page: Callable[..., Page]) -> None:
    reader = half_way(open_page(**chromium.PHONE))
    asked = next(item for item in reader.items if item.version.type == "single_choice")
    write_and_release(desks, Question.objects.get(key=asked.version.question_key))
    finish_the_old(reader)
    take_the_new(open_page(**chromium.PHONE), desks.chief)


@pytest.mark.slow
def test_a_small_improvement_says_why_it_is_none(desks: Desks) -> None:
    """One reason after the other, as the eindredacteur changes more; nothing goes out."""
    chief = desks.chief
    acts.move_the_answer(chief, question_of("single_choice"), "publish")
    assert acts.refusals(chief) == [ANSWERS]
    acts.other_pass_mark(chief)
    assert acts.refusals(chief) == [RULES, ANSWERS]
    acts.unpublish_lesson(chief)
    assert acts.refusals(chief) == [STRUCTURE, RULES, ANSWERS]
    assert CourseEdition.objects.count() == 1


def test_a_button_that_is_pressed_while_a_draft_is_saved_makes_no_second_question(desks: Desks) -> None:
    """Wagtail saves by itself: the server has done it, and its answer is held back until the button was pressed."""
    page, late = desks.writer, list[tuple[Route, APIResponse]]()

    def hold(route: Route) -> None:
        if late or route.request.method == "GET":
            route.continue_()
        else:
            late.append((route, route.fetch()))

    page.route(lambda url: "/question/add/" in url, hold)
    page.clock.install()
    page.goto(f"{acts.BANK}add/?soort=true_false")
    page.clock.fast_forward("00:15")  # it leaves a page that has just been opened alone
    page.locator("#id_category").select_option(index=1)
    page.locator("#id_title").fill("Maar één keer")
    for _ in range(300):
        if not late:
            page.wait_for_timeout(50)
    page.get_by_role("button", name="Bewaar concept").click()
    route, response = late[0]
    route.fulfill(response=response)
    page.locator(desk.DONE).first.wait_for()
    assert Question.objects.filter(title="Maar één keer").count() == 1
    page.goto(acts.BANK)
    expect(page.get_by_role("link", name="Maar één keer")).to_have_count(1)


def test_nothing_is_saved_by_itself_once_the_form_is_on_its_way(desks: Desks) -> None:
    """It would be the newer version, and the page that follows would warn for a second window."""
    page = desks.writer
    page.goto(acts.edit_address(question_of("single_choice")))
    page.evaluate(SAVE_AFTER_SUBMIT)
    desk.save(page)
    assert page.evaluate("sessionStorage.getItem('stopped')") == "true"
