"""Makes the virtual environment and installs a lock into it, only when something changed.

Use: `python -m scripts.venv base` (what the site runs on) or `… dev` (tests and checks too).
Standard library only: this is what installs everything else.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import debian

__all__ = ["ROOT", "VENV", "ensure", "python_of"]

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = {"base": ["base.txt"], "dev": ["base.txt", "dev.txt"]}


def ensure(which: str, venv: Path = VENV) -> str:
    """The Python of `venv` with lock `which` ("base" or "dev") installed; exits with a sentence when it cannot."""
    lock = ROOT / "requirements" / LOCKS[which][-1]
    with lock.open("rb") as handle:
        # Two `make` at once: the second waits for the first, and then finds the work done.
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not _is_current(venv, which):
            _install(venv, which, lock)
    return python_of(venv)


def python_of(venv: Path) -> str:
    """Where the Python of `venv` is."""
    return str(venv / "bin" / "python")


def _stamp(venv: Path, which: str) -> Path:
    return venv / f".installed-{which}"


def _digest(which: str) -> str:
    content = b"".join((ROOT / "requirements" / name).read_bytes() for name in LOCKS[which])
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def _is_current(venv: Path, which: str) -> bool:
    """Whether the stamp fits the lock and this Python, and the Python of the environment still starts."""
    stamp = _stamp(venv, which)
    return stamp.exists() and stamp.read_text() == _digest(which) and _works(venv)


def _works(venv: Path) -> bool:
    if not Path(python_of(venv)).exists():
        return False
    # -S: only whether it starts, and starts fast; pip itself is looked for when something is installed.
    return subprocess.run([python_of(venv), "-S", "-c", ""], capture_output=True, check=False).returncode == 0


def _install(venv: Path, which: str, lock: Path) -> None:
    for name in LOCKS:
        # Gone before pip starts and written when it is done: an interrupted install is redone.
        _stamp(venv, name).unlink(missing_ok=True)
    if not _has_pip(venv):
        _create(venv)
    print(f"Ik installeer wat nodig is ({lock.name}). Dat duurt een paar minuten, alleen de eerste keer.", flush=True)
    pip = [python_of(venv), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if subprocess.run([*pip, "--require-hashes", "-r", str(lock)], check=False).returncode:
        sys.exit("Het installeren is niet gelukt. Kijk of er internet is, en probeer het daarna opnieuw.")
    for name in ("base", which):
        _stamp(venv, name).write_text(_digest(name))


def _has_pip(venv: Path) -> bool:
    if not _works(venv):
        return False
    return subprocess.run([python_of(venv), "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def _create(venv: Path) -> None:
    debian.need_venv()
    shutil.rmtree(venv, ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", venv], check=False).returncode:
        shutil.rmtree(venv, ignore_errors=True)
        sys.exit("Ik kan geen Python-omgeving maken. Installeer die eerst: sudo apt install python3-venv")


if __name__ == "__main__":
    ensure(sys.argv[1])
