"""The scripts behind `make`: what they must not get wrong."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scripts import children, newest, prepared, run, venv
from scripts.browsing import Page
from scripts.journey import answer

ROOT = Path(__file__).resolve().parents[2]


def find_python(**environment: str) -> subprocess.CompletedProcess[str]:
    command = ["/bin/sh", "scripts/python.sh", "-c", "print('works')"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)


def test_a_shim_that_does_not_run_is_passed_by(tmp_path: Path) -> None:
    for name in ("python3", "python3.13"):
        shim = tmp_path / name
        shim.write_text("#!/bin/sh\nexit 127\n")
        shim.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "ACADEMIE_PYTHON": sys.executable}
    assert find_python(**environment).stdout == "works\n"
    environment["ACADEMIE_PYTHON"] = str(tmp_path / "python3")
    environment["PATH"] += f":{Path(sys.executable).parent}"
    (tmp_path / "python3.12").symlink_to(sys.executable)
    assert find_python(**environment).stdout == "works\n"


def test_without_any_python_there_is_a_sentence() -> None:
    done = find_python(ACADEMIE_PYTHON_MIN="99")
    assert done.returncode == 3
    assert "Python 3.99" in done.stderr


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A folder that passes for an environment with everything installed."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / ".installed-base").write_text(venv._digest("base"))
    return tmp_path


def test_an_environment_is_current_until_something_changes(environment: Path) -> None:
    assert venv._is_current(environment, "base")
    assert not venv._is_current(environment, "dev")
    (environment / ".installed-base").write_text("another lock")
    assert not venv._is_current(environment, "base")


def test_a_broken_environment_is_not_current(environment: Path) -> None:
    (environment / "bin" / "python").unlink()
    assert not venv._is_current(environment, "base")


def test_a_failed_install_leaves_no_stamp(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess[str]([], 1)
    monkeypatch.setattr(venv, "_has_pip", lambda folder: True)
    monkeypatch.setattr(venv.subprocess, "run", lambda *args, **options: failed)
    with pytest.raises(SystemExit, match="niet gelukt"):
        venv._install(environment, "base", ROOT / "requirements" / "base.txt")
    assert not (environment / ".installed-base").exists()


def test_prepared_until_the_database_is_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert not prepared.is_prepared(tmp_path)
    with closing(sqlite3.connect(tmp_path / "academie.sqlite3")) as database:
        database.execute("CREATE TABLE django_migrations (app TEXT, name TEXT)")
        database.execute("INSERT INTO django_migrations VALUES ('courses', '0001_initial')")
        database.commit()
        prepared.remember(tmp_path)
        assert prepared.is_prepared(tmp_path)
        database.execute("DELETE FROM django_migrations")
        database.commit()
    assert not prepared.is_prepared(tmp_path)


def test_with_another_server_nothing_is_taken_for_granted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared.remember(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/academie")
    assert not prepared.is_prepared(tmp_path)


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1"])
def test_a_port_that_is_none_gets_a_sentence(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit, match="PORT is een getal"):
        run._port()


@pytest.fixture
def family(monkeypatch: pytest.MonkeyPatch) -> Iterator[children.Children]:
    before = {number: signal.getsignal(number) for number in children.STOP_SIGNALS}
    monkeypatch.setattr(children, "GRACE", 0.5)
    made = children.Children()
    yield made
    made.stop()
    for number, handler in before.items():
        signal.signal(number, handler)


def start(family: children.Children, name: str, code: str) -> None:
    family.start(name, [sys.executable, "-c", code], cwd=ROOT, env=dict(os.environ))


def test_when_one_ends_it_is_named(family: children.Children) -> None:
    start(family, "web", "import time; time.sleep(60)")
    start(family, "worker", "raise SystemExit(1)")
    assert family.watch() == "worker"
    assert not family.wait_until(lambda: True, seconds=1)


def is_alive(pid: int) -> bool:
    """Whether `pid` still runs; one that is dead but not yet buried (Z) does not."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def dies(pid: int) -> bool:
    """Whether `pid` is gone within five seconds: on a busy machine the kernel takes its time."""
    for _ in range(100):
        if not is_alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_who_does_not_listen_is_killed_with_its_children(family: children.Children, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    deaf = "import signal, subprocess, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    child = f"open({str(note)!r}, 'w').write(str(subprocess.Popen(['sleep', '60']).pid)); time.sleep(60)"
    start(family, "web", deaf + child)
    assert family.wait_until(lambda: note.exists() and note.read_text() != "", seconds=10)
    grandchild = int(note.read_text())
    assert is_alive(grandchild)
    family.stop()
    assert family.processes["web"].returncode == -signal.SIGKILL
    assert dies(grandchild)


def test_a_signal_stops_the_watch(family: children.Children) -> None:
    start(family, "web", "import time; time.sleep(60)")
    os.kill(os.getpid(), signal.SIGTERM)
    assert family.watch() == ""
    assert family.stopping


def test_a_form_is_filled_as_somebody_without_javascript_would() -> None:
    body = """
      <a href="/x/"><svg></svg> Begin </a>
      <form method="post" action="?a=1"><input type="hidden" name="csrf" value="t">
      <input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked>
      <input type="checkbox" name="c" value="3">
      <select name="s"><option value="">Kies</option><option value="4">x</option></select>
      <button name="move" value="up">Hoger</button><button name="next" value="1"> Verder </button></form>"""
    page = Page("http://localhost/q/", 200, {"content-type": "text/html"}, body)
    assert page.link("Begin") == "http://localhost/x/"
    form = page.form("Verder")
    assert form.action == "http://localhost/q/?a=1"
    assert set(answer(form)) == {("csrf", "t"), ("r", "2"), ("c", "3"), ("s", "4"), ("next", "1")}


def test_the_newest_pair_is_not_held_to_a_version() -> None:
    names = newest.names(ROOT / "pyproject.toml")
    assert {"django", "wagtail", "django-allauth[mfa]", "pytest"} <= set(names)
    assert not any("=" in name for name in names)
