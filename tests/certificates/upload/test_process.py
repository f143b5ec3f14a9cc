"""The process that judges can do little and knows nothing."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from certificates.signing.judging import Judgment, Verdict
from tests.certificates.upload.sending import ROOT, answer, heading, send

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def limited(code: str) -> subprocess.CompletedProcess[bytes]:
    """`code` in a process with the limits of a judge, but with a second of CPU."""
    before = "from certificates.signing import judging\njudging.CPU_SECONDS = 1\njudging._limit()\n"
    command = [sys.executable, "-c", before + code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=20, check=False)


def test_judge_cannot_run_on_or_take_memory_or_write(tmp_path: Path) -> None:
    assert limited("while True: pass").returncode < 0
    assert b"MemoryError" in limited("bytes(600 * 1024 * 1024)").stderr
    assert limited("bytes(200 * 1024 * 1024)").returncode == 0
    file = tmp_path / "file"
    # The kernel ends who writes more than nothing.
    assert limited(f"open({str(file)!r}, 'wb', buffering=0).write(b'x')").returncode != 0
    assert not file.exists() or file.read_bytes() == b""


def test_judge_gets_no_secret_and_no_network_settings(monkeypatch: pytest.MonkeyPatch, our_seal: None) -> None:
    seen: dict[str, Any] = {}

    def look(command: list[str], **options: Any) -> Any:
        seen.update(options, command=command)
        return subprocess.CompletedProcess(command, 0, stdout=Judgment(verdict=Verdict.UNSIGNED).write().encode())

    monkeypatch.setattr(subprocess, "run", look)
    assert answer(b"%PDF-1.7 x").verdict is Verdict.UNSIGNED
    assert seen["env"] == {}
    assert seen["timeout"] == 10
    assert seen["command"][1:] == ["-B", "-E", "-s", "-m", "certificates.signing.judging"]
    assert b"PRIVATE KEY" not in seen["input"]


@pytest.mark.parametrize(
    "failure",
    [subprocess.TimeoutExpired("judge", 10), subprocess.CalledProcessError(-24, "judge")],
    ids=["too long", "killed"],
)
def test_judge_that_ends_badly_gives_a_sentence(
    monkeypatch: pytest.MonkeyPatch, our_seal: None, failure: Exception
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise failure

    monkeypatch.setattr(subprocess, "run", fail)
    response = send(b"%PDF-1.7 x")
    assert response.status_code == 200
    assert heading(response) == "Dit bestand is te ingewikkeld"
