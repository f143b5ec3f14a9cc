"""No page asks another host for anything, and every answer has the headers of the house."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.house.access import IN
from tests.house.hostile import PATTERNS, Place, ask, desk, is_page, place, visitors_of, world

__all__ = ["desk", "place", "world"]

STATIC = Path(__file__).resolve().parents[2] / "static"
# What a browser fetches by itself, or sends what was typed to; a link is followed by a person only.
FETCHED = {
    "src": ["script", "img", "iframe", "video", "audio", "source", "track", "embed", "input"],
    "srcset": ["img", "source"],
    "href": ["link", "use", "image", "base"],
    "data": ["object"],
    "poster": ["video"],
    "action": ["form"],
    "formaction": ["button", "input"],
    "ping": ["a"],
}
IN_FILES = re.compile(
    r"""(?:url\(|@import|\bimport\b[^;]*?|\bfrom|fetch\(|importScripts\(|sendBeacon\()\s*["'`]?(?:https?:)?//[\w.-]+"""
)
STEADY = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin"}
# What a program of somebody else checks a certificate with: data that is public for ever.
FOR_EVERYBODY = ("/.well-known/did.json", "/.well-known/zegel.pem", "/badges/", "/status/")


def answers(place: Place) -> Iterator[tuple[str, Any]]:
    """Every address as the last who may open it gets it: of the desk the one who may do most."""
    for pattern in PATTERNS:
        for visitor in visitors_of(pattern, IN)[-1:]:
            yield pattern, ask(place.clients[visitor], "get", place.address(pattern))


def strangers(html: bytes) -> set[str]:
    """Hosts that a browser would ask something when it shows this page."""
    soup = BeautifulSoup(html, "html.parser")
    found = {
        tag[name] for name, tags in FETCHED.items() for tag in soup.select(", ".join(f"{t}[{name}]" for t in tags))
    }
    hosts = {urlsplit(urljoin("http://testserver/", str(one).split()[0])).netloc for one in found if str(one).strip()}
    styles = " ".join([*(str(tag["style"]) for tag in soup.select("[style]")), *(tag.text for tag in soup("style"))])
    refresh = {str(tag["content"]) for tag in soup.select("meta[http-equiv=refresh i]") if "//" in str(tag["content"])}
    return (hosts | refresh | set(IN_FILES.findall(styles))) - {"testserver", ""}


def test_no_page_asks_another_host(place: Place) -> None:
    asked = {pattern: strangers(response.body) for pattern, response in answers(place) if is_page(response)}
    assert len(asked) > 120
    assert {pattern: hosts for pattern, hosts in asked.items() if hosts} == {}


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://elders.example/a.js"></script>',
        '<img srcset="//elders.example/a.png 2x">',
        '<link rel="preconnect" href="https://elders.example">',
        '<form action="https://elders.example/"></form>',
        '<p style="background: url(https://elders.example/a.png)"></p>',
        '<style>@import "//elders.example/a.css";</style>',
        '<meta http-equiv="Refresh" content="0; url=https://elders.example/">',
    ],
)
def test_what_counts_as_asking(html: str) -> None:
    assert strangers(html.encode())


def test_a_link_and_our_own_files_do_not_count() -> None:
    assert not strangers(
        b'<a href="https://elders.example/">x</a><img src="/static/a.png"><img src="data:image/png;,">'
    )


def test_no_style_and_no_script_of_ours_asks_another_host() -> None:
    files = [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]
    assert len(files) > 10
    assert {path.name: IN_FILES.findall(path.read_text()) for path in files if IN_FILES.search(path.read_text())} == {}


def test_every_answer_has_the_headers_of_the_house(place: Place) -> None:
    for pattern, response in answers(place):
        headers = response.headers
        assert {name: headers.get(name) for name in STEADY} == STEADY, pattern
        assert headers["Referrer-Policy"] and headers["Permissions-Policy"], pattern
        shared = "cross-origin" if pattern.startswith(FOR_EVERYBODY) else "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == shared, pattern
        assert_strict(pattern, headers["Content-Security-Policy"])
        if "stranger" not in visitors_of(pattern, IN):
            assert "no-store" in headers["Cache-Control"], pattern


def assert_strict(pattern: str, policy: str) -> None:
    """No script inside a page, and nothing from another host; a style attribute only in the rich text of the desk."""
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";") if " " in rule.strip())
    assert rules["default-src"] == "'none'" and rules["script-src"] == "'self'", pattern
    assert rules["base-uri"] == "'none'" and rules["object-src"] == "'none'", pattern
    assert "unsafe" not in policy or pattern.startswith("/beheer/"), pattern
    assert not re.search(r"https?:|\*|\.\w", policy), pattern
