"""The check pages read: their text, their one big word, and what they cost."""

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User

UNKNOWN = "WABP-0000-0000-0000"
NAME, MASKED = "Đorđe van den Berg", "Đ●●●● v●● d●● B●●●"


def text(response: Any) -> str:
    return str(response.content.decode())


def big_word(response: Any) -> str:
    """The word that stands large on the page."""
    found = re.search(r'class="status__word"[^>]*>([A-Z]+)<', text(response))
    assert found, "no status on this page"
    return found[1]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def tables(queries: CaptureQueriesContext) -> set[str]:
    """The tables that were read or written."""
    names = connection.introspection.table_names()
    return {name for name in names for query in queries if f'"{name}"' in query["sql"]}


def miss(client: Client, times: int, **extra: Any) -> list[int]:
    return [client.post("/controle/", {"number": UNKNOWN}, **extra).status_code for _ in range(times)]
