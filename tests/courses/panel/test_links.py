"""Private links: who has none finds nothing and has to wait, and no other site is told of one (DESIGN §6, §7)."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from cms.logs import MaskingFormatter, mask
from courses.services.panels import close_panel, renew_link
from courses.services.trials import start_preview
from tests.conftest import NOW
from tests.courses.pages import soup_of
from tests.factories.courses import saar_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
UNKNOWN = "x" * 32


def test_every_link_that_opens_nothing_is_the_same_page(client: Client, panel: Any, editor: User) -> None:
    member, old = panel[1]["Sam"]
    new = renew_link(member=member, by=editor, now=NOW)
    tokens = (old, "x", f"{new}x", new.swapcase(), "%00", "é" * 20)
    pages = [client.get(f"/panel/{token}/{path}") for token in tokens for path in ("", "leren/proef/les/")]
    assert {page.status_code for page in pages} == {404}
    assert len({re.sub("/panel/[^\"']*", "", page.content.decode()) for page in pages}) == 1
    for url in (f"/panel/{old}/opmerking/", f"/panel/{old}/oordeel/", f"/panel/{old}/leren/proef/les/"):
        assert client.post(url, {"text": "x"}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "panel/{}/", "panel/{}/vraag/1/", "panel/{}/leren/proef/les/", "panel/{}/cursussen/proef/", "proef/{}/",
        "proef/{}/leren/proef/toets/toets/",
    ],
)  # fmt: skip
def test_who_goes_on_guessing_has_to_wait_and_a_member_does_not(client: Client, home: str, path: str) -> None:
    guesses = [client.get("/" + path.format(f"{number:032d}")).status_code for number in range(31)]
    assert guesses == [404] * 30 + [429]
    last = client.post(f"/panel/{UNKNOWN}/leren/proef/les/")
    assert (last.status_code, last.headers["Retry-After"]) == (429, "60")
    assert "Even rustig aan" in last.content.decode()
    assert client.get(home).status_code == 200
    assert client.get(f"{home}leren/proef/les/", follow=True).status_code == 200
    assert Client(REMOTE_ADDR="203.0.113.9").get(f"/panel/{UNKNOWN}/").status_code == 404
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        assert client.get(f"/panel/{UNKNOWN}/").status_code == 404


def test_nobody_finds_keeps_or_passes_on_the_page(client: Client, panel: Any, home: str, editor: User) -> None:
    urls = [home, f"{home}vraag/1/", f"{home}cursussen/proef/", f"{home}leren/proef/les/", f"/panel/{UNKNOWN}/"]
    for is_closed in (False, True):
        for url in urls:
            headers = client.get(url, follow=True).headers
            assert "no-store" in headers["Cache-Control"]
            assert headers["X-Robots-Tag"] == "noindex"
            assert headers["Referrer-Policy"] == "same-origin"
        assert "og:title" not in client.get(home).content.decode()
        if not is_closed:
            close_panel(review=panel[0], by=editor, now=NOW)
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /panel/\n" in robots
    assert "Disallow: /proef/\n" in robots


@pytest.mark.usefixtures("saar")
def test_a_preview_is_as_private(client: Client, chief: User) -> None:
    _trial, token = start_preview(page=saar_page(), by=chief, now=NOW)
    page = client.get(f"/proef/{token}/cursussen/saar/")
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_a_page_leads_to_no_other_site(client: Client, home: str) -> None:
    """A link that somebody follows, and anything a page loads: WhatsApp's share button is not under a private link."""
    for path in ("", "vraag/1/", "cursussen/proef/", "leren/proef/les/", "leren/proef/toets/toets/"):
        soup = soup_of(client.get(f"{home}{path}", follow=True))
        addresses = {tag.get(name) for name in ("href", "src", "action") for tag in soup.find_all(attrs={name: True})}
        assert not [address for address in addresses if re.match("(https?:)?//", address)]
        assert home.strip("/").split("/")[1] not in str(soup.select("meta"))


@pytest.mark.parametrize(("origin", "status"), [("https://testserver", 302), ("null", 403), ("https://elders.nl", 403)])
def test_why_the_policy_is_not_no_referrer(home: str, origin: str, status: int) -> None:
    """With it a browser sends `Origin: null` and no Referer; with ours the origin is there, and that is enough."""
    client = Client(enforce_csrf_checks=True)
    token = soup_of(client.get(home, secure=True)).find("input", attrs={"name": "csrfmiddlewaretoken"})["value"]
    data = {"csrfmiddlewaretoken": token, "verdict": "good", "reason": "Duidelijk."}
    assert client.post(f"{home}oordeel/", data, secure=True, headers={"origin": origin}).status_code == status


@pytest.mark.parametrize(
    "line",
    [
        "GET /panel/{}/vraag/1/ 200",
        "GET /proef/{}/leren/ 404",
        "Not Found: /panel//{}/leren/",
        "Not Found: /PANEL/{}/",
        "Forbidden (Origin checking failed - null does not match): /panel/{}/oordeel/",
        'referer "https://academie.example.nl/panel/{}/"',
        "/panel/{}?next=/panel/{}/leren/",
    ],
)
def test_the_log_shows_no_token(line: str) -> None:
    token = "AbC-12_3" * 4
    assert token not in mask(line.format(token, token))


def test_what_is_logged_of_a_refusal(home: str, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(enforce_csrf_checks=True)
    for request in (client.get, client.post):
        for path in ("niets/", "oordeel/", "leren/proef/niets/", "leren/proef/toets/toets/"):
            request(f"{home}{path}", headers={"origin": "null"})
    lines = [MaskingFormatter("%(message)s").format(record) for record in caplog.records]
    assert any("/panel/" in line for line in lines)
    assert home.split("/")[2] not in "\n".join(lines)
    assert logging.getLogger("django.request").isEnabledFor(logging.WARNING)
