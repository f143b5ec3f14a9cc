"""What the server itself gets and logs: a foreign address, and HEAD."""

import logging
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory

from cms.middleware import HeadersMiddleware
from tests.factories.courses import load_saar

FOREIGN = "vreemd.example.nl"


def answer(request: Any) -> HttpResponse:
    """What the server gets: the test client would take a body away by itself."""
    handler = BaseHandler()
    handler.load_middleware()
    return handler.get_response(request)  # type: ignore[return-value]


# --- an address that is not ours -----------------------------------------------------------------------------------


def test_a_foreign_address_is_told_and_only_our_own_is_linked() -> None:
    response = Client(headers={"host": FOREIGN}).get("/hulp/")
    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 400
    assert soup.h1 and soup.h1.text == "Dit adres is niet van ons"
    assert "te groot" not in soup.text and FOREIGN not in soup.text
    links = [link["href"] for link in soup.select("a[href], form[action]")]
    assert links == ["#inhoud", f"{settings.ACADEMIE_URL}/"]
    assert not soup.select("script, form")


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
def test_a_foreign_address_is_one_quiet_line(caplog: pytest.LogCaptureFixture, secure: bool) -> None:
    client = Client(headers={"host": FOREIGN})
    client.get("/hulp/", secure=secure)
    (line,) = caplog.records
    assert line.levelno == logging.WARNING and not line.exc_info
    assert FOREIGN in line.getMessage()


@pytest.mark.django_db
def test_what_is_too_large_is_still_told_as_that(settings: Any, client: Client) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    response = client.post("/inloggen/", {"email": "x" * 100})
    assert response.status_code == 400
    assert "te groot" in response.content.decode()


# --- HEAD ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/hulp/", "/cursussen/saar/", "/bestaat-niet/", "/controle/offline/sleutels.json"])
def test_head_says_what_get_says_without_a_body(rf: RequestFactory, path: str) -> None:
    load_saar()
    asked, page = answer(rf.head(path)), answer(rf.get(path))
    assert asked.content == b"" and page.content
    assert asked.status_code == page.status_code
    assert asked.headers["Content-Length"] == page.headers["Content-Length"] == str(len(page.content))


def test_a_foreign_address_has_no_body_for_head_either(rf: RequestFactory) -> None:
    response = answer(rf.head("/hulp/", headers={"host": FOREIGN}))
    assert (response.status_code, response.content) == (400, b"")


@pytest.mark.django_db  # the end of an answer looks after connections
def test_a_file_is_not_sent_for_head_and_is_closed(rf: RequestFactory, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7")
    opened = path.open("rb")
    file = FileResponse(opened, content_type="application/pdf")
    response = HeadersMiddleware(lambda request: file)(rf.head("/mijn/certificaten/x/pdf/"))
    assert response.headers["Content-Length"] == "8"
    assert file.file_to_stream is None and b"".join(file.streaming_content) == b""
    response.close()
    assert opened.closed
