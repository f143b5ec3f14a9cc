"""No answer is ever lost, sent for somebody else, or called saved when it is not (docs/design.md §5, §11a)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Route, expect

from accounts.models import Learner
from courses.models import AnswerEvent, Attempt, AttemptItem
from courses.services.attempting import standing_answers
from tests.accounts.helpers import device_cookie
from tests.browser import chromium
from tests.browser.test_journey import code_in_mail, press
from tests.factories.courses import attempt_with, make_enrollment, make_learner, right_data, save, wrong_data

OpenPage = Callable[..., Page]
QUIZ = "/leren/saar/toets/toets/"
LOCAL = "Geen verbinding: ik bewaar het op dit toestel"
SAVED = re.compile(r"Bewaard om \d\d:\d\d")
MAIL = "fatma@voorbeeld.nl"
KEPT = """() => new Promise((done) => {
  const ask = indexedDB.open("wabp", 1);
  ask.onupgradeneeded = () => ask.result.createObjectStore("answers", { keyPath: "place" });
  ask.onsuccess = () => {
    const all = ask.result.transaction("answers").objectStore("answers").getAll();
    all.onsuccess = () => { ask.result.close(); done(all.result.length); };
  };
})"""


@dataclass
class Line:
    """The connection of one device: what happens to an answer that is saved in the background.

    `state`: up, down (nothing comes through), deaf (the reply is lost), hanging (no reply ever) or broken (500).
    """

    state: str = "up"
    posts: list[str] = field(default_factory=list)
    hanging: list[Route] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> "Line":
        context.route("**/vraag/*/", self._carry)
        return self

    def _carry(self, route: Route) -> None:
        if route.request.headers.get("x-requested-with") != "fetch":
            return route.continue_()
        self.posts.append(route.request.post_data or "")
        if self.state == "deaf":
            route.fetch()
        if self.state == "hanging":
            return self.hanging.append(route)
        if self.state == "broken":
            return route.fulfill(status=503, body="<h1>Even niet</h1>")
        return route.continue_() if self.state == "up" else route.abort()


@dataclass
class Desk:
    """One device of one learner, with an open attempt and one of its questions in front of him."""

    page: Page
    line: Line
    item: AttemptItem

    @property
    def address(self) -> str:
        return f"{QUIZ}vraag/{self.item.position}/"

    def open(self) -> None:
        self.page.goto(self.address)

    def option(self, index: int) -> Any:
        return self.page.locator("fieldset input").nth(index)

    def choose(self, index: int) -> None:
        self.option(index).check()

    def says(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("[data-saved]")).to_contain_text(text)

    def comes_back(self) -> None:
        """The connection is there again, and the browser says so."""
        self.line.state = "up"
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def keeps(self, count: int) -> None:
        """Waits until this many answers stand in the device."""
        for _ in range(50):
            if self.page.evaluate(KEPT) == count:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"the device keeps {self.page.evaluate(KEPT)} answers, not {count}")


def cookies_of(learner: Learner) -> dict[str, str]:
    """What the browser of `learner` sends: the session of an account, or the cookie of a guest."""
    if learner.user is None:
        return {settings.DEVICE_COOKIE_NAME: device_cookie(str(learner.key))}
    client = Client()
    client.force_login(learner.user)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def use_as(page: Page, learner: Learner, site: str) -> None:
    """From now on this device is used by `learner`: who was there ran out, and nothing was cleared."""
    for name in (settings.SESSION_COOKIE_NAME, settings.DEVICE_COOKIE_NAME):
        page.context.clear_cookies(name=name)
    page.context.add_cookies(
        [{"name": name, "value": value, "url": site} for name, value in cookies_of(learner).items()]
    )


@pytest.fixture(autouse=True)
def lines_may_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser says in its console that a request failed: here that is the subject, not a mistake."""
    monkeypatch.setattr(chromium, "REFUSALS", "Failed to load resource")


@pytest.fixture
def device(open_page: OpenPage, site: str) -> Callable[..., Desk]:
    """`device(learner, kind="single_choice")`: a phone of `learner` at a question of this type in his open attempt."""

    def make(learner: Learner, *, kind: str = "single_choice", item: AttemptItem | None = None) -> Desk:
        page = open_page(**chromium.PHONE)
        use_as(page, learner, site)
        item = item or attempt_with(kind, make_enrollment(learner))[1]
        desk = Desk(page, Line().attach(page.context), item)
        desk.open()
        return desk

    return make


@pytest.fixture
def desk(device: Callable[..., Desk]) -> Desk:
    """A guest at a question with one choice."""
    return device(make_learner())


def events(item: AttemptItem) -> list[AnswerEvent]:
    return list(AnswerEvent.objects.filter(item=item).order_by("pk"))


def stands(item: AttemptItem, index: int) -> bool:
    """Whether the option shown at `index` is the answer that counts."""
    event = standing_answers(Attempt.objects.get(pk=item.attempt_id)).get(item.pk)
    return event is not None and event.response == {"choice": item.arrangement[index]}


def test_offline_it_waits_and_goes_when_the_connection_is_back(desk: Desk) -> None:
    desk.page.context.set_offline(True)
    desk.choose(1)
    desk.says(LOCAL)
    desk.keeps(1)
    assert events(desk.item) == []
    desk.page.context.set_offline(False)
    desk.says(SAVED)
    desk.keeps(0)
    assert stands(desk.item, 1) and len(events(desk.item)) == 1


def test_it_tries_again_by_itself(desk: Desk) -> None:
    desk.line.state = "broken"
    desk.choose(1)
    desk.says("Nog niet bewaard. Je antwoord staat op dit toestel")
    desk.line.state = "up"
    desk.says(SAVED)
    assert len(desk.line.posts) == 2


def test_it_does_not_hammer(desk: Desk) -> None:
    desk.page.clock.install()
    desk.open()
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    for seconds, tries in [(1, 1), (2, 2), (4, 2), (2, 3), (16, 4), (50, 4), (11, 5), (59, 5), (2, 6)]:
        desk.page.clock.run_for(seconds * 1000)
        desk.page.wait_for_timeout(300)
        assert len(desk.line.posts) == tries


@pytest.mark.parametrize("kind", ["single_choice", "true_false", "multiple_response", "matching"])
def test_after_a_reload_the_page_shows_what_only_the_device_has(device: Callable[..., Desk], kind: str) -> None:
    attempt, item = attempt_with(kind)
    save(attempt, item.position, right_data(item.version)[0], sequence=3)
    desk = device(attempt.learner, item=item)
    desk.line.state = "down"
    wrong = wrong_data(item.version)[0]
    while (boxes := desk.page.locator("input[type=checkbox]:checked")).count():
        boxes.first.uncheck()
    for name, values in wrong.items():
        for value in values:
            if kind == "matching":
                desk.page.locator(f'select[name="{name}"]').select_option(value)
            else:
                desk.page.locator(f'input[name="{name}"][value="{value}"]').check()
    desk.says(LOCAL)
    desk.page.reload()
    desk.says(LOCAL)
    shown = desk.page.evaluate("[...new FormData(document.querySelector('[data-save]'))]")
    assert sorted(pair for pair in shown if pair[0] in wrong) == sorted(
        [name, value] for name, values in wrong.items() for value in values
    )
    desk.comes_back()
    desk.says(SAVED)
    assert events(item)[-1].sequence > 3
    assert standing_answers(attempt)[item.pk] == events(item)[-1]


def test_a_lost_reply_makes_no_second_event(desk: Desk) -> None:
    desk.line.state = "deaf"
    desk.choose(1)
    desk.says(LOCAL)
    assert len(events(desk.item)) == 1
    desk.line.state = "up"
    desk.page.reload()
    desk.says(SAVED)
    desk.keeps(0)
    assert len(events(desk.item)) == 1
    assert len(desk.line.posts) == 2


def test_going_on_sends_the_same_event_again(desk: Desk) -> None:
    desk.choose(1)
    desk.says(SAVED)
    press(desk.page, "Nakijken" if desk.item.position == desk.item.attempt.items.count() else "Verder")
    desk.page.wait_for_url(lambda url: not url.endswith(desk.address))
    assert len(events(desk.item)) == 1


def test_a_tab_that_is_closed_while_sending_loses_nothing(desk: Desk) -> None:
    desk.line.state = "hanging"
    desk.choose(1)
    desk.says("Ik bewaar het …")
    desk.keeps(1)
    desk.page.close()
    assert events(desk.item) == []
    desk.line.state = "up"
    # Any page will do, also one without a form.
    desk.page = desk.page.context.new_page()
    desk.page.goto("/mijn/")
    desk.keeps(0)
    assert stands(desk.item, 1)


def test_a_newer_answer_is_safe_while_an_older_is_still_on_its_way(desk: Desk) -> None:
    desk.line.state = "hanging"
    desk.choose(0)
    desk.says("Ik bewaar het …")
    desk.keeps(1)
    desk.choose(1)
    desk.page.wait_for_timeout(300)
    with desk.page.expect_request(lambda request: request.method == "POST"):  # the newer one, which hangs in its turn
        desk.line.hanging[0].continue_()
    assert desk.page.inner_text("[data-saved]") == "Ik bewaar het …"
    desk.keeps(1)
    assert stands(desk.item, 0)
    desk.page.close()
    desk.line.state = "up"
    desk.page = desk.page.context.new_page()
    desk.page.goto("/mijn/")
    desk.keeps(0)
    assert stands(desk.item, 1) and len(events(desk.item)) == 2


def test_the_older_tab_says_that_a_newer_answer_stands(desk: Desk) -> None:
    old = Desk(desk.page.context.new_page(), desk.line, desk.item)
    old.open()
    desk.choose(1)
    desk.says(SAVED)
    with desk.page.expect_response(lambda reply: reply.request.method == "POST"):
        desk.choose(2)
    desk.says(SAVED)
    old.choose(0)
    old.says("Er is al een nieuwer antwoord")
    assert stands(desk.item, 2) and len(events(desk.item)) == 3
    old.keeps(0)


def test_a_tab_that_comes_back_in_sight_shows_the_newest_of_this_device(desk: Desk) -> None:
    other = Desk(desk.page.context.new_page(), desk.line, desk.item)
    other.open()
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    other.choose(2)
    other.says(LOCAL)
    desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk.option(2)).to_be_checked()
    desk.comes_back()
    desk.says(SAVED)
    assert stands(desk.item, 2)
    # What the other tab said is no longer so: it asks again, and the server knows it.
    other.comes_back()
    other.says(SAVED)
    assert len(events(desk.item)) == 1


def test_on_two_devices_the_newest_stands_and_the_older_is_told(device: Callable[..., Desk]) -> None:
    learner = make_learner(email=MAIL)
    first = device(learner)
    second = device(learner, item=first.item)
    first.line.state = "down"
    first.choose(0)
    first.says(LOCAL)
    for index in (1, 2):
        with second.page.expect_response(lambda reply: reply.request.method == "POST"):
            second.choose(index)
    second.says(SAVED)
    first.comes_back()
    first.says("Er is al een nieuwer antwoord")
    first.page.reload()
    expect(first.option(2)).to_be_checked()
    assert stands(first.item, 2) and len(events(first.item)) == 3


def test_an_answer_that_was_overtaken_is_not_put_back_as_the_newest(device: Callable[..., Desk]) -> None:
    desk = device(make_learner())
    desk.line.state = "down"
    desk.choose(0)
    desk.says(LOCAL)
    save(desk.item.attempt, desk.item.position, {"choice": [desk.item.arrangement[2]]}, sequence=7)
    desk.page.reload()
    desk.page.wait_for_timeout(500)
    expect(desk.option(2)).to_be_checked()
    desk.comes_back()
    desk.says("Er is al een nieuwer antwoord")
    assert stands(desk.item, 2)


@pytest.mark.parametrize("way", ["back", "from memory"])
def test_the_back_button_shows_the_answer_of_the_device(desk: Desk, way: str) -> None:
    desk.choose(0)
    desk.says(SAVED)
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    if way == "back":
        desk.page.goto(f"{QUIZ}nakijken/")
        desk.page.go_back()
    else:  # a page that the browser kept alive, while another took its answer
        desk.page.evaluate("document.querySelectorAll('fieldset input')[0].checked = true")
        desk.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        desk.page.evaluate("document.querySelectorAll('fieldset input')[1].checked = true")
    expect(desk.option(1)).to_be_checked()
    desk.says(LOCAL)
    desk.comes_back()
    desk.says(SAVED)
    assert stands(desk.item, 1) and len(events(desk.item)) == 2


def sign_in_here(page: Page, email: str) -> None:
    """Signs in on the page that asks for the address."""
    page.get_by_label("Je e-mailadres").fill(email)
    press(page, "Stuur mij een code")
    page.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(code_in_mail())
    press(page, "Verder")


def test_after_an_expired_session_it_waits_until_he_signs_in_again(
    device: Callable[..., Desk], axe: Callable[[Page], None]
) -> None:
    desk = device(make_learner(email=MAIL))
    Session.objects.all().delete()
    desk.choose(1)
    desk.says("Nog niet bewaard.")
    axe(desk.page)
    desk.keeps(1)
    desk.page.get_by_role("link", name="Log in om het te bewaren").click()
    sign_in_here(desk.page, MAIL)
    desk.page.wait_for_url(f"**{desk.address}")
    expect(desk.option(1)).to_be_checked()
    desk.says(SAVED)
    assert stands(desk.item, 1) and len(events(desk.item)) == 1


def test_signing_in_again_in_another_tab_is_enough(device: Callable[..., Desk]) -> None:
    desk = device(make_learner(email=MAIL))
    Session.objects.all().delete()
    other = desk.page.context.new_page()
    other.goto("/inloggen/")
    sign_in_here(other, MAIL)
    other.wait_for_url("**/mijn/")
    desk.choose(1)
    desk.says(SAVED)
    assert stands(desk.item, 1)


def test_what_a_guest_left_goes_with_him_to_his_account(desk: Desk) -> None:
    make_learner(email=MAIL)
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    desk.page.goto(f"/inloggen/?next={desk.address}")
    sign_in_here(desk.page, MAIL)
    desk.page.wait_for_url(f"**{desk.address}")
    desk.says(LOCAL)
    desk.comes_back()
    desk.says(SAVED)
    assert stands(desk.item, 1)
    assert Attempt.objects.get(pk=desk.item.attempt_id).learner.user.email == MAIL


@pytest.mark.parametrize("second", ["account", "guest"])
def test_another_person_on_this_device_never_sees_or_sends_it(
    device: Callable[..., Desk], site: str, second: str
) -> None:
    first = make_learner(email=MAIL) if second == "account" else make_learner()
    desk = device(first)
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    desk.line.state = "up"
    other = make_learner(email="karel@voorbeeld.nl" if second == "account" else "")
    attempt, item = attempt_with("single_choice", make_enrollment(other))
    use_as(desk.page, other, site)
    desk.line.posts.clear()
    theirs = Desk(desk.page, desk.line, item)
    theirs.open()
    theirs.choose(0)
    theirs.says(SAVED)
    assert str(desk.item.attempt.key) not in "".join(desk.line.posts)
    assert str(attempt.key) in "".join(desk.line.posts)
    assert desk.page.locator(".notice").count() == 0
    desk.keeps(1)
    use_as(desk.page, first, site)
    desk.open()
    desk.says(SAVED)
    assert stands(desk.item, 1) and len(events(desk.item)) == 1


@pytest.mark.parametrize("token", ["same token", "new token"])
def test_a_page_left_open_saves_nothing_for_the_person_after_him(
    device: Callable[..., Desk], site: str, token: str
) -> None:
    first = make_learner(email=MAIL)
    desk = device(first)
    use_as(desk.page, make_learner(email="karel@voorbeeld.nl"), site)
    if token == "new token":  # as signing in makes one: then the answer is not even sent
        desk.page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    desk.choose(1)
    desk.says("Nog niet bewaard. Log in om het te bewaren")
    desk.keeps(1)
    assert events(desk.item) == []
    use_as(desk.page, first, site)
    desk.comes_back()
    desk.says(SAVED)
    assert stands(desk.item, 1)


def test_signing_out_tells_first_and_then_clears(device: Callable[..., Desk], axe: Callable[[Page], None]) -> None:
    desk = device(make_learner(email=MAIL))
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    desk.page.goto("/uitloggen/")
    desk.says("Er staat nog 1 antwoord op dit toestel dat niet bewaard is.")
    press(desk.page, "Uitloggen")
    desk.says("Druk nog een keer op Uitloggen")
    axe(desk.page)
    desk.keeps(1)
    # The header of the site would clear it too: this proves that the page does.
    desk.page.route("**/uitloggen/", lambda route: route.fulfill(body="<p>uit</p>", content_type="text/html"))
    press(desk.page, "Uitloggen")
    expect(desk.page.get_by_text("uit", exact=True)).to_be_visible()
    desk.keeps(0)
    assert events(desk.item) == []


def test_signing_out_sends_first_what_can_go(device: Callable[..., Desk]) -> None:
    desk = device(make_learner(email=MAIL))
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    desk.page.goto("/uitloggen/")
    desk.says("Er staat nog 1 antwoord")
    desk.line.state = "up"
    press(desk.page, "Uitloggen")
    desk.page.wait_for_url(re.compile(r"/$(?<!uitloggen/)"))
    desk.keeps(0)
    assert stands(desk.item, 1) and not Session.objects.exists()


def test_handing_in_waits_for_what_only_the_device_has(desk: Desk) -> None:
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    desk.page.goto(f"{QUIZ}nakijken/")
    press(desk.page, "Lever in")
    desk.says("Nog 1 antwoord is niet bewaard.")
    desk.says("Druk dan nog een keer op Lever in.")
    attempt = desk.item.attempt
    attempt.refresh_from_db()
    assert attempt.is_open
    press(desk.page, "Lever in")
    desk.page.wait_for_url("**/uitslag/**")
    # What comes now is too late, and that is told.
    desk.line.state = "up"
    desk.page.reload()
    expect(desk.page.get_by_role("status").filter(has_text="telt niet meer mee")).to_be_visible()
    desk.keeps(0)


def test_handing_in_sends_first_what_can_go(desk: Desk) -> None:
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    desk.page.goto(f"{QUIZ}nakijken/")
    desk.says("Nog 1 antwoord is niet bewaard.")
    desk.line.state = "up"
    press(desk.page, "Lever in")
    desk.page.wait_for_url("**/uitslag/**")
    assert stands(desk.item, 1) and [event.is_late for event in events(desk.item)] == [False]


def test_the_overview_counts_an_answer_that_arrives_while_it_opens(desk: Desk) -> None:
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    desk.line.state = "up"
    desk.page.goto(f"{QUIZ}nakijken/")
    expect(desk.page.locator(".task-list li").nth(desk.item.position - 1)).to_contain_text("Beantwoord")


def test_a_device_that_refuses_is_told_as_it_is(desk: Desk) -> None:
    desk.page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('private') }")
    desk.open()
    desk.line.state = "down"
    desk.choose(1)
    desk.says("Niet bewaard.")
    desk.comes_back()
    desk.says(SAVED)
    assert stands(desk.item, 1)
