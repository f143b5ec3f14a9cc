"""Files of an installation without a web server in front: whole, or the part that a phone asks for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

FILM = bytes(range(256)) * 1000
NAME = "edities/film-om-te-proberen.mp4"


@pytest.fixture
def film() -> Iterator[str]:
    """The address of a file of 256,000 bytes."""
    default_storage.save(NAME, ContentFile(FILM))
    yield f"/media/{NAME}"
    default_storage.delete(NAME)


def asked(address: str, ranges: str, **headers: str) -> Any:
    return Client().get(address, headers={"Range": ranges, **headers})


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("ranges", "first", "last"),
    [
        ("bytes=0-1", 0, 1),  # what a phone asks first
        ("bytes=0-", 0, 255_999),
        ("bytes=100000-", 100_000, 255_999),
        ("bytes=100-300000", 100, 255_999),
        ("bytes=255999-255999", 255_999, 255_999),
        ("bytes=-10", 255_990, 255_999),
        ("bytes=-999999", 0, 255_999),
        ("bytes=0-999999999999999", 0, 255_999),
    ],
)
def test_a_part(film: str, ranges: str, first: int, last: int) -> None:
    response = asked(film, ranges)
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/256000"
    assert response.headers["Content-Length"] == str(last - first + 1)
    assert response.headers["Content-Type"] == "video/mp4"
    assert "immutable" in response.headers["Cache-Control"]
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert body(response) == FILM[first : last + 1]


@pytest.mark.parametrize("ranges", ["bytes=256000-", "bytes=300000-400000", "bytes=-0"])
def test_a_part_that_is_not_there(film: str, ranges: str) -> None:
    response = asked(film, ranges)
    assert (response.status_code, response.content) == (416, b"")
    assert response.headers["Content-Range"] == "bytes */256000"


@pytest.mark.parametrize(
    "ranges",
    [
        "",
        "bytes=",
        "bytes=-",
        "bytes=0-1,5-6",
        "bytes=5-4",
        "bytes=a-b",
        "items=0-1",
        "bytes=٣-٤",
        "bytes=" + "9" * 400 + "-",
    ],
)
def test_what_is_no_range_gets_the_whole(film: str, ranges: str) -> None:
    response = asked(film, ranges)
    assert response.status_code == 200
    assert response.headers["Accept-Ranges"] == "bytes"
    assert body(response) == FILM


def test_a_document_is_saved_and_not_opened() -> None:
    """Somebody uploaded it: a browser does not show it as a page of ours."""
    name = default_storage.save("documents/kaart.pdf", ContentFile(b"%PDF-1.7"))
    response = Client().get(f"/media/{name}")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert body(response) == b"%PDF-1.7"
    default_storage.delete(name)


def test_a_part_of_what_may_have_changed_is_the_whole(film: str) -> None:
    assert asked(film, "bytes=0-1", **{"If-Range": '"anders"'}).status_code == 200


def test_an_empty_file_has_no_parts() -> None:
    default_storage.save("edities/leeg.vtt", ContentFile(b""))
    assert asked("/media/edities/leeg.vtt", "bytes=0-").status_code == 416
    whole = Client().get("/media/edities/leeg.vtt")
    assert (whole.status_code, whole.headers["Content-Type"]) == (200, "text/vtt; charset=utf-8")
    default_storage.delete("edities/leeg.vtt")


@pytest.mark.parametrize("path", ["edities/", "edities", "edities/weg.mp4", "../cms/settings.py", "edities/a%00.mp4"])
def test_what_is_not_there(path: str) -> None:
    assert asked(f"/media/{path}", "bytes=0-1").status_code in {301, 404}
