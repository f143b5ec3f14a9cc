"""Large bodies, limits, and nothing kept."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from certificates import uploads
from certificates.models import Certificate
from certificates.signing.judging import Judgment, Verdict
from certificates.views import upload
from tests.certificates import forged
from tests.certificates.upload.sending import MEGABYTE, URL, big_word, heading, send, text

pytestmark = pytest.mark.django_db


class Wire:
    """A body that says how much was read of it."""

    def __init__(self, size: int) -> None:
        self.left, self.taken = size, 0

    def read(self, size: int = -1) -> bytes:
        size = min(self.left, size if size >= 0 else self.left)
        self.left -= size
        self.taken += size
        return bytes(size)


def large(size: int) -> tuple[Any, Wire]:
    wire = Wire(size)
    factory = RequestFactory()
    request = factory.generic("POST", URL, content_type="multipart/form-data; boundary=x")
    request.META["CONTENT_LENGTH"] = str(size)
    request._stream = wire  # type: ignore[attr-defined]
    request.user = request.learner = None  # type: ignore[assignment, attr-defined]
    return request, wire


def test_fifty_megabytes_are_refused_without_reading() -> None:
    request, wire = large(50 * MEGABYTE)
    response = upload.check_pdf(request)
    assert response.status_code == 413
    assert heading(response) == "Dit bestand is te groot"
    assert wire.taken == 0


def test_somewhat_too_large_is_read_and_dropped_so_that_the_browser_shows_the_sentence() -> None:
    request, wire = large(5 * MEGABYTE)
    response = upload.check_pdf(request)
    assert (response.status_code, wire.taken) == (413, 5 * MEGABYTE)


def test_two_files_are_not_twice_as_much() -> None:
    handler = uploads.MemoryOnly()
    handler.new_file("pdf", "a.pdf", "application/pdf", None)
    for start in range(0, 4 * MEGABYTE, MEGABYTE):
        handler.receive_data_chunk(bytes(MEGABYTE), start)
    kept = handler.file_complete(4 * MEGABYTE)
    assert kept.size == uploads.MAX_BYTES + 1
    assert kept.name == "pdf"
    with pytest.raises(uploads.SkipFile):
        handler.new_file("pdf", "b.pdf", "application/pdf", None)


def test_nothing_is_left_behind(
    issued: Certificate, sealed: bytes, monkeypatch: pytest.MonkeyPatch, private_folder: Path, settings: Any
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # Django itself would put every file on disk now

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr("django.core.files.temp.NamedTemporaryFile", refuse)
    before = set(private_folder.rglob("*"))
    for content in (sealed, forged.flipped(sealed), sealed[:9000], sealed + bytes(2 * MEGABYTE - 60_000)):
        assert send(content).status_code == 200
    assert set(private_folder.rglob("*")) == before


def test_too_many_files_wait_but_ours_never_do(
    issued: Certificate, sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "_judge_apart", lambda content: Judgment(verdict=Verdict.UNSIGNED))
    for _ in range(uploads.FILES_A_MINUTE):
        assert send(b"%PDF-1.7 x").status_code == 200
    response = send(b"%PDF-1.7 x")
    assert (response.status_code, heading(response)) == (429, "Even wachten")
    assert response.headers["Retry-After"] == "60"
    assert big_word(send(sealed)) == "GELDIG"
    assert send(b"%PDF-1.7 x", REMOTE_ADDR="192.0.2.77").status_code == 200


def test_no_more_than_two_at_once(our_seal: None, monkeypatch: pytest.MonkeyPatch, no_judge: None) -> None:
    monkeypatch.setattr(uploads, "WAIT_FOR_JUDGE", 0.01)
    with ExitStack() as stack:
        for _ in range(uploads.JUDGES_AT_ONCE):
            stack.enter_context(uploads._judge_free())
        response = send(b"%PDF-1.7 x")
        assert (response.status_code, heading(response)) == (503, "Even wachten")
        assert "Het is druk met controleren." in text(response)
