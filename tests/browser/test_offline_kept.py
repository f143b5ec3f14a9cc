"""What the page for checking without network keeps on a device, and what it asks for."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.utils import timezone
from playwright.sync_api import Page, Request, expect

from certificates import offline
from certificates.numbers import new_token
from certificates.signing.keys import PrivateKey
from certificates.views.offline import _worker_source
from tests.browser.offline import NAME, NUMBER, PAGE, REVOKED, make_key, payload, publish, says, scanned, visit
from tests.factories.certificates import make_certificate

KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found[new URL(request.url).pathname] = await (await cache.match(request)).text();
    }
  }
  return found;
}"""
AGE = """async (days) => {
  const cache = await caches.open("controle-gegevens");
  const list = await cache.match("/status/1/");
  const then = new Date(Date.now() - days * 86400000).toUTCString();
  await cache.put("/status/1/", new Response(await list.text(), { headers: { "kept-at": then } }));
}"""


STYLED = "getComputedStyle(document.querySelector('h1')).fontFamily"


@pytest.fixture
def key(site: str) -> PrivateKey:
    return make_key()


@pytest.mark.parametrize(("days", "is_old"), [(6.9, False), (7.1, True)])
def test_a_list_older_than_a_week_is_said(
    phone_page: Page, site: str, key: PrivateKey, days: float, is_old: bool
) -> None:
    visit(phone_page)
    phone_page.evaluate(AGE, days)
    phone_page.goto(scanned(site, payload(key)))
    says(phone_page, "GELDIG")
    expect(phone_page.get_by_text("De lijst op dit toestel is oud")).to_be_visible(visible=is_old)


def test_with_network_again_the_newest_list_counts(phone_page: Page, site: str, key: PrivateKey) -> None:
    page = phone_page
    visit(page)
    page.goto(scanned(site, payload(key)))
    says(page, "GELDIG")
    publish(REVOKED, 7)
    page.context.set_offline(False)
    says(page, "TELT NIET MEER")


def test_with_network_the_real_page_answers_and_nothing_of_it_is_kept(
    phone_page: Page, site: str, key: PrivateKey
) -> None:
    page, token = phone_page, new_token()
    row = make_certificate(token=token, holder_name=NAME, course_code="saar", number=NUMBER)
    visit(page)
    page.context.set_offline(False)
    page.goto(f"/C/{row.number}/{token}#{payload(key, number=row.number)}")
    says(page, "GELDIG", "Gehaald op")
    page.context.set_offline(True)
    page.goto(scanned(site, payload(key)))
    says(page, "GELDIG", "Op dit toestel gecontroleerd")
    kept = page.evaluate(KEPT)
    assert {PAGE, "/controle/offline/sleutels.json", "/status/1/", "/static/js/verify.js"} <= set(kept)
    assert not [address for address in kept if address.lower().startswith("/c/")]
    assert not [address for address, text in kept.items() if NAME in text or NUMBER in text]
    assert "data-learner" not in kept[PAGE]
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_nothing_of_a_code_is_sent(phone_page: Page, site: str, key: PrivateKey) -> None:
    page, code, asked = phone_page, payload(key), []
    page.context.on("request", lambda request: asked.append(f"{request.url} {request.post_data or ''}"))
    page.goto(f"{PAGE}#{code}")
    says(page, "GELDIG")
    page.get_by_label("Tekst van de QR-code").fill(code)
    page.get_by_role("button", name="Controleer").click()
    says(page, "GELDIG")
    assert asked
    # What stands behind the # is in the address of the page, and never on the line.
    assert not [line for line in asked if code in line.split("#")[0]]


def test_the_first_visit_asks_for_little(phone_page: Page, site: str, key: PrivateKey) -> None:
    """The page with its data stays within the eight of every first view; then the worker fetches each file once."""
    asked: list[Request] = []
    phone_page.context.on("request", lambda request: asked.extend([request]))
    visit(phone_page)
    by_page = [request.url for request in asked if not request.service_worker]
    by_worker = [urlsplit(request.url).path for request in asked if request.service_worker]
    assert len(by_page) <= 8, by_page
    files = [path for path in by_worker if path != "/controle/sw.js"]
    assert Counter(files) == Counter([PAGE, *offline.shell_addresses()])


@pytest.mark.parametrize(("hours", "is_told"), [(24, False), (26, True)])
def test_a_list_that_was_not_signed_for_more_than_a_day_is_as_old_as_its_signature(
    phone_page: Page, site: str, key: PrivateKey, hours: int, is_told: bool
) -> None:
    signed = timezone.localtime() - timedelta(hours=hours)
    publish(REVOKED, at=signed)
    visit(phone_page)
    phone_page.goto(scanned(site, payload(key)))
    told = phone_page.locator("main [data-time]").first
    expect(told).to_contain_text(re.compile(rf"^{signed.day if is_told else timezone.localtime().day} "))


@pytest.fixture
def newer_site() -> Iterator[Callable[[], None]]:
    """Call it, and the site has an update: the same files by other names, as new contents give them."""
    with pytest.MonkeyPatch.context() as patched:

        def update() -> None:
            patched.setattr(StaticFilesStorage, "url", lambda storage, name: f"/static//{name}")
            patched.setattr(offline, "shell_version", lambda: "newer")
            _worker_source.cache_clear()

        yield update
    _worker_source.cache_clear()


@pytest.mark.parametrize("start", ["/C/", "/c/"])
def test_after_an_update_a_code_is_answered_also_where_nobody_came_since(
    phone_page: Page, site: str, key: PrivateKey, newer_site: Callable[[], None], start: str
) -> None:
    """The worker of `/C/` is still the old one: only a visit there asks for the new one."""
    page = phone_page
    visit(page)
    newer_site()
    page.context.set_offline(False)
    page.goto(PAGE)
    page.wait_for_function("async () => (await caches.keys()).filter((name) => name.includes('-newer')).length")
    page.wait_for_function("async () => (await caches.keys()).length === 2")  # that and the data: the old files went
    page.context.set_offline(True)
    page.goto(f"{start}{NUMBER}/{new_token()}#{payload(key)}")
    says(page, "GELDIG", "Op dit toestel gecontroleerd")
    assert "Atkinson" in page.evaluate(STYLED)
