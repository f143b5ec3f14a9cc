"""Films and captions that a browser can show."""

import struct
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.uploads import validate_captions, validate_document, validate_video

NO_VIDEO = "Dit is geen video die we kunnen tonen. Kies een bestand met mp4 of webm."
NO_CAPTIONS = "Dit is geen ondertiteling die we kunnen tonen. Kies een bestand met vtt (WebVTT)."


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


FILM = box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41") + box(b"moov", b"\0" * 40) + box(b"mdat", b"\0" * 400)
LONG = FILM[:-408] + struct.pack(">I4sQ", 1, b"mdat", 416) + b"\0" * 400
OPEN_END = FILM[:-408] + struct.pack(">I4s", 0, b"mdat") + b"\0" * 400
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm" + b"\0" * 200
STREAMED = FILM + (box(b"moof", b"\0" * 16) + box(b"mdat", b"\0" * 16)) * 3_600  # two hours, a piece for two seconds
HALF = "Deze video is niet heel overgekomen. Kies hem opnieuw."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("les.mp4", FILM),
        ("LES.MP4", FILM),
        ("les.mp4", LONG),
        ("les.mp4", OPEN_END),
        ("les.mp4", STREAMED),
        ("les.webm", WEBM),
    ],
)
def test_films_that_a_browser_shows(name: str, content: bytes) -> None:
    file = SimpleUploadedFile(name, content)
    validate_video(file)
    assert file.read() == content


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("les.mp4", b"", NO_VIDEO),
        ("les.mp4", b"Geen film.", NO_VIDEO),
        ("les.mp4", WEBM, NO_VIDEO),
        ("les.webm", FILM, NO_VIDEO),
        ("les.webm", WEBM.replace(b"webm", b"matr"), NO_VIDEO),
        ("les.mov", FILM, NO_VIDEO),
        ("les.mp4", FILM.replace(b"isom\0", b"qt  \0"), NO_VIDEO),
        ("les.mp4", FILM[:-1], HALF),
        ("les.mp4", FILM[:30], HALF),
        ("les.mp4", FILM.replace(b"moov", b"free"), HALF),
        ("les.mp4", FILM + b"\0" * 4, HALF),
        ("les.mp4", FILM + box(b"free") * 10_000, HALF),
    ],
)
def test_films_that_are_none(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        validate_video(SimpleUploadedFile(name, content))
    assert caught.value.messages == [sentence]


@pytest.mark.parametrize(
    ("validate", "name", "limit"),
    [(validate_video, "les.mp4", 200), (validate_captions, "les.vtt", 1), (validate_document, "plan.pdf", 10)],
)
def test_files_that_are_too_big(validate: Callable[[Any], None], name: str, limit: int) -> None:
    file = SimpleUploadedFile(name, FILM)
    file.size = limit * 1024 * 1024 + 1
    with pytest.raises(ValidationError) as caught:
        validate(file)
    assert caught.value.messages == [f"Dit bestand is te groot. Kies een bestand van hoogstens {limit} MB."]


CUE = "\n\n00:00.000 --> 00:02.000\nKijk goed.\n"


@pytest.mark.parametrize("head", ["WEBVTT", "\ufeffWEBVTT", "WEBVTT - les 1", "WEBVTT\tles", "WEBVTT\r"])
def test_captions_that_a_browser_shows(head: str) -> None:
    validate_captions(SimpleUploadedFile("les.vtt", (head + CUE).encode()))


@pytest.mark.parametrize(
    "content",
    [b"", b"WEBVTT", b"WEBVTTX" + CUE.encode(), b"1" + CUE.encode(), b"WEBVTT" + CUE.encode() + b"\xff", b"<x>-->",
     b"WEBVTT" + CUE.encode() + b"\0", ("WEBVTT" + CUE).encode("utf-16")],
)  # fmt: skip
def test_captions_that_are_none(content: bytes) -> None:
    with pytest.raises(ValidationError) as caught:
        validate_captions(SimpleUploadedFile("les.vtt", content))
    assert caught.value.messages == [NO_CAPTIONS]
