"""What the script says about saving is true: on the server, on this device, or not kept (docs/design.md §5, §11a)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route

SCRIPT = Path(__file__).resolve().parents[2] / "static/js/academie.js"
# Not localhost: over plain HTTP the browser has no crypto.randomUUID, as on a phone in a hall.
SITE = "http://academie.example/"
HTML = """<!doctype html><html lang="nl"><body data-learner="%s"><form method="post" action="/antwoord/" data-save>
<input type="hidden" name="csrfmiddlewaretoken" value="t"><input type="hidden" name="uuid" value="first">
<input type="hidden" name="sequence" value="3"><input type="hidden" name="attempt" value="%s">
<input type="hidden" name="action" value="x"><input type="hidden" name="point" value="">
<label><input type="radio" name="choice" value="a">A</label><label><input type="radio" name="choice" value="b">B</label>
<textarea name="text"></textarea>%s</form><main></main>
<script type="module" src="/academie.js"></script></body></html>"""
SHELF = """() => new Promise((done) => {
  const ask = indexedDB.open("wabp", 1);
  ask.onupgradeneeded = () => ask.result.createObjectStore("answers", { keyPath: "place" });
  ask.onsuccess = () => {
    const all = ask.result.transaction("answers").objectStore("answers").getAll();
    all.onsuccess = () => { ask.result.close(); done(all.result); };
  };
})"""


class Server:
    """Plays the site inside the browser: `answer` is how it replies to the next saves, `posts` what came in."""

    def __init__(self) -> None:
        self.answer = "saved"
        self.attempt = "one"
        self.learner = "tag"
        self.posts: list[dict[str, str]] = []

    def serve(self, route: Route) -> None:
        request = route.request
        if request.method == "POST":
            self.save(route)
        elif request.url.endswith(".js"):
            route.fulfill(body=SCRIPT.read_text(encoding="utf-8"), content_type="text/javascript")
        else:
            route.fulfill(
                body=HTML % (self.learner, self.attempt, render_to_string("components/saved.html")),
                content_type="text/html",
            )

    def save(self, route: Route) -> None:
        if self.answer == "gone":
            return route.abort()
        sent = {name: values[-1] for name, values in parse_qs(route.request.post_data or "").items()}
        self.posts.append(sent | {"header": route.request.headers.get("x-requested-with", "")})
        if self.answer == "broken":
            return route.fulfill(status=500, body="<h1>Fout</h1>")
        if self.answer == "signed out":
            return route.fulfill(status=401, body=json.dumps({"error": "Log in."}))
        if self.answer == "refused":
            return route.fulfill(status=400, body=json.dumps({"error": "Deze toets is al ingeleverd."}))
        reply = {"saved": "14:03", "sequence": int(sent["sequence"]), "uuid": sent["uuid"]}
        return route.fulfill(status=200, body=json.dumps(reply), content_type="application/json")


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(5_000)
    page.route("**/*", server.serve)
    page.goto(SITE)
    yield page
    context.close()


def says(*, page: Page, text: str) -> None:
    """Waits until the line under the answers says `text`."""
    page.locator("[data-saved]", has_text=text).wait_for()


def queue(*, page: Page) -> list[dict[str, Any]]:
    """Returns the answers that this device keeps."""
    return page.evaluate(SHELF)


def is_empty(*, page: Page) -> None:
    """Waits until this device keeps nothing."""
    for _ in range(150):
        if not queue(page=page):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the device still keeps {queue(page=page)}")


def test_an_answer_is_saved_at_once(page: Page, server: Server) -> None:
    page.check("[value=a]")
    says(page=page, text="Bewaard om 14:03")
    sent = server.posts[0]
    assert (sent["choice"], sent["sequence"], sent["header"]) == ("a", "3", "fetch")
    with page.expect_response("**/antwoord/"):
        page.check("[value=b]")
    assert (server.posts[1]["choice"], server.posts[1]["sequence"]) == ("b", "4")
    first, second = (sent["uuid"] for sent in server.posts)
    assert first != second
    # Verder would send this same event, which the server takes for a repeat.
    assert (page.input_value("[name=uuid]"), page.input_value("[name=sequence]")) == (second, "4")


def test_without_a_connection_the_answer_waits_here_and_goes_later(page: Page, server: Server) -> None:
    server.answer = "gone"
    page.check("[value=a]")
    says(page=page, text="Geen verbinding: ik bewaar het op dit toestel")
    (kept,) = queue(page=page)
    assert (kept["learner"], "csrfmiddlewaretoken" in str(kept)) == ("tag", False)
    server.answer = "saved"
    page.evaluate("dispatchEvent(new Event('online'))")
    says(page=page, text="Bewaard om 14:03")
    assert (server.posts[0]["uuid"], queue(page=page)) == (kept["uuid"], [])


def test_what_waited_goes_when_the_page_is_opened_again(page: Page, server: Server) -> None:
    server.answer = "gone"
    page.check("[value=b]")
    says(page=page, text="Geen verbinding")
    server.answer = "saved"
    page.goto(SITE)
    is_empty(page=page)
    assert [sent["choice"] for sent in server.posts] == ["b"]
    assert page.is_checked("[value=b]")


@pytest.mark.parametrize(
    "refusal",
    [
        "IDBObjectStore.prototype.put = () => { throw new Error('full') }",
        "IDBFactory.prototype.open = () => { throw new Error('private') }",
        "Object.defineProperty(window, 'indexedDB', { value: undefined })",
        "IDBFactory.prototype.open = () => ({})",
    ],
    ids=["full", "private", "missing", "silent"],
)
def test_it_never_says_kept_when_the_device_refuses(page: Page, server: Server, refusal: str) -> None:
    page.add_init_script(refusal)
    page.goto(SITE)
    server.answer = "gone"
    page.check("[value=a]")
    says(page=page, text="Niet bewaard. Controleer je verbinding en druk op Verder.")
    server.answer = "saved"
    page.evaluate("dispatchEvent(new Event('online'))")
    says(page=page, text="Bewaard om 14:03")


@pytest.mark.parametrize(
    ("answer", "text"), [("broken", "Nog niet bewaard."), ("refused", "Deze toets is al ingeleverd.")]
)
def test_it_never_says_saved_when_the_server_refuses(page: Page, server: Server, answer: str, text: str) -> None:
    server.answer = answer
    page.check("[value=a]")
    says(page=page, text=text)
    assert "Bewaard om" not in page.inner_text("[data-saved]")


def test_what_waits_stays_for_who_was_signed_out(page: Page, server: Server) -> None:
    server.answer = "gone"
    page.check("[value=a]")
    says(page=page, text="Geen verbinding")
    server.answer = "signed out"
    page.evaluate("dispatchEvent(new Event('online'))")
    says(page=page, text="Nog niet bewaard. Log in om het te bewaren")
    assert page.get_attribute("[data-saved] a", "href") == "/inloggen/?next=/"
    server.answer = "saved"
    page.goto(SITE)
    is_empty(page=page)
    assert [sent["choice"] for sent in server.posts][-1] == "a"


def test_a_new_attempt_does_not_overwrite_what_the_old_one_still_sends(page: Page, server: Server) -> None:
    server.answer = "gone"
    page.check("[value=a]")
    says(page=page, text="Geen verbinding")
    server.attempt = "two"
    page.goto(SITE)
    page.check("[value=b]")
    says(page=page, text="Geen verbinding")
    assert len(queue(page=page)) == 2


def test_an_answer_that_is_refused_after_its_page_is_gone_is_told(page: Page, server: Server) -> None:
    server.answer = "gone"
    page.check("[value=a]")
    says(page=page, text="Geen verbinding")
    server.answer, server.attempt = "refused", "two"
    page.goto(SITE)
    page.get_by_role("status").get_by_text("Deze toets is al ingeleverd.").wait_for()
    assert queue(page=page) == []


def test_what_is_typed_is_saved_while_typing_and_not_again_on_leaving(page: Page, server: Server) -> None:
    page.check("[value=a]")
    says(page=page, text="Bewaard om 14:03")
    page.locator("textarea").press_sequentially("Ik bel")
    assert page.inner_text("[data-saved]") == ""
    says(page=page, text="Bewaard om 14:03")
    page.locator("textarea").blur()
    page.wait_for_timeout(300)
    assert [sent.get("text") for sent in server.posts] == [None, "Ik bel"]


def test_what_is_typed_is_saved_at_once_when_the_field_or_the_page_is_left(page: Page, server: Server) -> None:
    page.fill("textarea", "Ik bel")
    with page.expect_response("**/antwoord/", timeout=1_000):
        page.locator("textarea").blur()
    page.locator("textarea").press_sequentially(" 112")
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    with page.expect_response("**/antwoord/", timeout=1_000):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert [sent["text"] for sent in server.posts] == ["Ik bel", "Ik bel 112"]


def test_what_was_typed_comes_back_from_the_device(page: Page, server: Server) -> None:
    server.answer = "gone"
    page.check("[value=b]")
    page.fill("textarea", "Ik bel\n112")
    # As the script of a question in a picture does: Verder must not send the older point after this.
    page.evaluate("document.querySelector('[name=point]').value = '3,4'")
    page.locator("textarea").blur()
    says(page=page, text="Geen verbinding")
    page.goto(SITE)
    says(page=page, text="Geen verbinding")
    assert page.input_value("[name=point]") == "3,4"
    assert (page.input_value("textarea"), page.is_checked("[value=b]")) == ("Ik bel\n112", True)


def test_a_stranger_sends_nothing(page: Page, server: Server) -> None:
    server.answer = "gone"
    page.check("[value=a]")
    says(page=page, text="Geen verbinding")
    server.answer, server.learner = "saved", ""
    page.goto(SITE)
    page.wait_for_timeout(300)
    assert (len(queue(page=page)), server.posts) == (1, [])
