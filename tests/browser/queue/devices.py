"""A device of a learner whose connection fails when a test says so, and what it keeps meanwhile."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Route, expect

from accounts.models import Learner
from courses.models import AnswerEvent, Attempt, AttemptItem
from courses.services.attempting import standing_answers
from tests.accounts.helpers import device_cookie
from tests.browser.test_journey import code_in_mail, press

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
        for _ in range(150):
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


def events(item: AttemptItem) -> list[AnswerEvent]:
    return list(AnswerEvent.objects.filter(item=item).order_by("pk"))


def stands(item: AttemptItem, index: int) -> bool:
    """Whether the option shown at `index` is the answer that counts."""
    event = standing_answers(Attempt.objects.get(pk=item.attempt_id)).get(item.pk)
    return event is not None and event.response == {"choice": item.arrangement[index]}


def sign_in_here(page: Page, email: str) -> None:
    """Signs in on the page that asks for the address."""
    page.get_by_label("Je e-mailadres").fill(email)
    press(page, "Stuur mij een code")
    page.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(code_in_mail())
    press(page, "Verder")
