"""`make_certificate_files`: everything that waits is made, by any number of processes, with a bar."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from certificates.keyring import KeysMissing
from certificates.management.commands import make_certificate_files
from certificates.models import CertificateFile
from certificates.services import files, making
from certificates.signing.keys import Purpose
from tests.conftest import NOW
from tests.factories.certificates import make_certificate

pytestmark = pytest.mark.django_db
COMMAND = "make_certificate_files"


class InProcess:
    """In place of a process of its own, which would look at another database."""

    def __init__(self, command: list[str], **options: Any) -> None:
        assert command[1:4] == ["manage.py", COMMAND, "--quietly"]
        call_command(COMMAND, "--quietly")

    def poll(self) -> int:
        return 0


class Dies(InProcess):
    """A helper that made one and then ran out of memory."""

    def __init__(self, command: list[str], **options: Any) -> None:
        files.render_due(now=timezone.now(), limit=1)

    def poll(self) -> int:
        return -9


@pytest.fixture(autouse=True)
def waiting(now: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    monkeypatch.setattr(make_certificate_files, "Popen", InProcess)

    def make(count: int) -> None:
        for _ in range(count):
            make_certificate()
        CertificateFile.objects.update(next_try_at=NOW)

    return make


def test_all_are_made_and_the_bar_is_full(waiting: Any, capsys: pytest.CaptureFixture[str]) -> None:
    waiting(3)
    call_command(COMMAND, "--processes", "2")
    assert set(CertificateFile.objects.values_list("state", flat=True)) == {"ready"}
    assert f"[{'#' * 30}] 3 van 3 klaar" in capsys.readouterr().out


def test_nothing_to_do_is_said_too(capsys: pytest.CaptureFixture[str]) -> None:
    call_command(COMMAND)
    assert "0 van 0 klaar" in capsys.readouterr().out


@pytest.fixture
def no_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the certificates cannot be sealed: that of Bo."""
    seal = making.seal_pdf

    def seal_most(pdf: bytes, **options: Any) -> bytes:
        if CertificateFile.objects.filter(tries=1, state="waiting", certificate__holder_name="Bo Visser").exists():
            raise ValueError("no seal today")
        return seal(pdf, **options)

    monkeypatch.setattr(making, "seal_pdf", seal_most)


@pytest.mark.usefixtures("no_seal")
def test_what_fails_does_not_keep_it_busy_for_ever(waiting: Any) -> None:
    make_certificate(holder_name="Bo Visser")
    waiting(0)
    call_command(COMMAND, "--quietly")
    assert list(CertificateFile.objects.values_list("tries", "last_error")) == [(1, "ValueError")]
    assert CertificateFile.objects.due(NOW + timedelta(minutes=2)).count() == 1


@pytest.mark.usefixtures("no_seal")
def test_a_failure_is_not_counted_as_ready(waiting: Any, capsys: pytest.CaptureFixture[str]) -> None:
    waiting(2)
    make_certificate(holder_name="Bo Visser")
    with pytest.raises(CommandError, match="1 niet gelukt"):
        call_command(COMMAND)
    assert capsys.readouterr().out.rstrip().rpartition("\r")[2].startswith(f"[{'#' * 20}{'.' * 10}] 2 van 3 klaar")


def test_a_helper_that_dies_is_told(waiting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_certificate_files, "Popen", Dies)
    waiting(3)
    with pytest.raises(CommandError, match="1 van de 1 processen"):
        call_command(COMMAND, "--processes", "1")
    assert CertificateFile.objects.filter(state="ready").count() == 1


def test_without_keys_every_file_is_met_once(waiting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any, **__: Any) -> None:
        raise KeysMissing(Purpose.SEAL)

    monkeypatch.setattr(making, "signing_key", missing)
    waiting(2)
    with pytest.raises(CommandError, match="2 niet gelukt"):
        call_command(COMMAND)
    assert list(CertificateFile.objects.values_list("tries", flat=True)) == [0, 0]
