"""Every link that a stranger can follow leads somewhere, and every file that a page names is there."""

from collections import deque
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

pytestmark = pytest.mark.django_db

FOLLOWED = {("a", "href"), ("link", "href"), ("script", "src"), ("img", "src"), ("source", "srcset"), ("use", "href")}


class Addresses(HTMLParser):
    """Collects what a page points at on this site."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.found = page, set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if (tag, name) in FOLLOWED and value:
                parts = urlsplit(urljoin(f"http://testserver{self.page}", value.split()[0]))
                if parts.netloc == "testserver" and parts.path != self.page:
                    self.found.add(parts.path)


def is_there(client: Client, address: str) -> tuple[bool, set[str]]:
    """Whether `address` answers, and what its page points at."""
    if address.startswith("/static/"):
        return finders.find(unquote(address.removeprefix("/static/"))) is not None, set()
    response = client.get(address)
    if not response.get("Content-Type", "").startswith("text/html") or response.status_code >= 300:
        return response.status_code < 400, set()
    parser = Addresses(address)
    parser.feed(response.content.decode())
    return True, parser.found


def test_no_link_is_dead() -> None:
    call_command("load_courses", "saar", verbosity=0)
    client, waiting, seen = Client(), deque([("/", "the start")]), {"/"}
    dead = []
    while waiting:
        address, origin = waiting.popleft()
        there, found = is_there(client, address)
        if not there:
            dead.append(f"{address} (from {origin})")
        waiting.extend((new, address) for new in found - seen)
        seen |= found
    assert not dead
    assert {"/cursussen/saar/", "/controle/", "/static/css/academie.css"} <= seen
