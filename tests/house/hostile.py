"""Addresses, queries and forms as no honest browser sends them, for every address in the tables of access.

Not for the helpers inside Wagtail's desk that stand in no table (its choosers): those are Wagtail's, for staff only.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import transaction
from django.test import Client
from hypothesis import strategies as st

from accounts.models import User
from registrations.models import Registration
from tests.factories.evenings import make_evening
from tests.house.access import IN, ON, POST_ONLY, VISITORS, World, world
from tests.house.test_access import ADMIN, TABLE
from tests.house.test_access_desk import DESK, desk

__all__ = [
    "PATTERNS",
    "Place",
    "ask",
    "bodies",
    "desk",
    "forms_of",
    "is_page",
    "judge",
    "parts",
    "parts_of",
    "place",
    "queries",
    "values",
    "visitors_of",
    "world",
]

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = "<script>alert(1)</script>"
TRICKS = [
    "", " ", "x", "..", "../../etc/passwd", "0", "-1", "9" * 30, "1e999", "NaN", "²", "٣", "\0", "a\0b", "a\r\nX-Y: z",
    "%", "%00", "%2F", "\u202e112", "💩", "\ufeff", "'--", '"><img src=x>', SCRIPT, "{{7*7}}", "{}", "[]", "=1+1",
    "https://elders.example/", "//elders.example", "0000-00-00", "9999-12-31", "2026-02-30", "a" * 3000,
    "00000000-0000-0000-0000-000000000000",
]  # fmt: skip
values = st.one_of(st.sampled_from(TRICKS), st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
# Bytes that are no UTF-8 stand in an address as they are.
parts = st.one_of(values.map(lambda text: quote(text, safe="")), st.sampled_from(["%FF%FE", "%C3%28", "%ED%A0%80"]))


def read_names() -> list[str]:
    """Every name that a view of ours asks of an address, and those of Wagtail's lists."""
    sources = (path.read_text() for app in ("accounts", "certificates", "cms", "courses", "registrations")
               for path in (ROOT / app).rglob("*.py"))  # fmt: skip
    found = {name for text in sources for name in re.findall(r"\bGET\.get(?:list)?\(\s*\"([\w-]+)\"", text)}
    return sorted(found | {"p", "q", "ordering", "export", "locale", "index_results", "status", "role", "group"})


queries = st.lists(st.tuples(st.sampled_from(read_names()), values), max_size=3).map(urlencode)


def with_names(route: str) -> str:
    """A route of the URL plan as a pattern with `{name}`, the way the tables of the desk write it."""
    if route.startswith("^"):
        return "/C/{number}/{token}" if "token" in route else "/C/{number}"
    return "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route)


# Pattern → answer per visitor; the tests of access see to it that no route is forgotten.
PATTERNS: dict[str, Mapping[str, object]] = {**{with_names(route): TABLE[route] for route in TABLE}, **ADMIN, **DESK}


@dataclass
class Place:
    """The world of the tables of access, and for each part of an address everything that may stand there."""

    clients: dict[str, Client]
    known: dict[str, list[str]]

    def address(self, pattern: str) -> str:
        """The plain address, of what the learner of the tables has."""
        return pattern.format(**{name: found[0] for name, found in self.known.items()})


@pytest.fixture
def place(desk: World) -> Place:
    evening = make_evening(host=User.objects.get(registrations__role=Registration.Role.MANAGER))
    known = {name: [str(value)] for name, value in desk.values.items()}
    known |= {"code": [evening.code]}
    known["key"] += [str(evening.key), known["pending"][0], known["team"][0], known["attempt"][0]]
    known["number"] += known["group_number"]
    return Place(desk.clients, known)


def parts_of(pattern: str) -> list[str]:
    return re.findall(r"{(\w+)}", pattern)


def visitors_of(pattern: str, *answers: object) -> list[str]:
    """Who gets one of `answers` there; without `answers` who comes past the door, or everybody where nobody does."""
    wanted = answers or (IN, ON, POST_ONLY)
    found = [name for name in VISITORS if PATTERNS[pattern][name] in wanted]
    return found or ([] if answers else list(VISITORS))


def ask(client: Client, method: str, address: str, data: Any = None, **extra: Any) -> Any:
    """The answer, with what it wrote undone and the browser as it was."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        if isinstance(data, bytes):  # as it is: the test client would read it first
            response = client.generic(method.upper(), address, data, **extra)
        else:
            response = getattr(client, method)(address, data, **extra)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    response.body = body
    return response


def is_page(response: Any) -> bool:
    return str(response.headers.get("Content-Type", "")).startswith("text/html")


def judge(response: Any) -> None:
    """No error of ours, nothing of the inside, nothing of theirs that runs."""
    assert response.status_code < 500
    assert b"Traceback (most recent" not in response.body
    assert not (is_page(response) and SCRIPT.encode() in response.body)
    location = response.headers.get("Location", "")
    assert not location.startswith(("https://elders", "//", "/\\"))


# Bodies that are no form, and forms that are too much.
bodies = {
    "half a form": (b"--x\r\nkapot", "multipart/form-data; boundary=x"),
    "no boundary": (b"kapot", "multipart/form-data"),
    "no text": (b"name=%FF%FE&next=%C3%28&key=%00&=&%00=1", "application/x-www-form-urlencoded"),
    "an unknown alphabet": (b"name=a", "application/x-www-form-urlencoded; charset=onzin"),
    "JSON": (b'{"name"', "application/json"),
    "10,001 fields": (b"&".join(b"a%d=1" % number for number in range(10_001)), "application/x-www-form-urlencoded"),
    "3 megabytes": (b"name=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
}


def forms_of(response: Any, address: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Method, address and fields of every form of a page, as a browser would send them untouched."""
    for form in BeautifulSoup(response.body, "html.parser").select("form"):
        fields = {str(field["name"]): value_of(field) for field in form.select("[name]") if field.name != "button"}
        target = str(form.get("action") or address)
        if fields and target.startswith(("/", "?")):
            target = address.partition("?")[0] + target if target.startswith("?") else target
            yield "post" if str(form.get("method", "")).lower() == "post" else "get", target, fields


def value_of(field: Tag) -> str:
    if field.name == "select":
        option = field.select_one("option[selected]") or field.select_one("option")
        return str(option.get("value", "")) if option else ""
    return field.get_text() if field.name == "textarea" else str(field.get("value", ""))
