"""`make test-next`: the tests with the newest Django and Wagtail, so that the next step up is no surprise.

Standard library only. Needs Python 3.12, which Debian 12 does not have: without it this says so and is content.
"""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from scripts.venv import ROOT, python_of

__all__ = ["main", "names"]

# In the data folder: git already leaves that alone.
VENV = ROOT / "var" / "venv-next"
FINDER = ROOT / "scripts" / "python.sh"


def main() -> int:
    """The exit code of pytest; 0 when there is no Python to try it with."""
    newer = _find_python()
    if newer is None:
        print("Geen Python 3.12 of nieuwer gevonden: de tests met de nieuwste Django en Wagtail draaien hier niet.")
        return 0
    subprocess.run([newer, "-m", "venv", "--clear", str(VENV)], check=True)
    install = [python_of(VENV), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]
    subprocess.run([*install, *names(ROOT / "pyproject.toml")], check=True)
    report = (
        "import sys, django, wagtail;"
        "print('Python', sys.version.split()[0], 'Django', django.__version__, 'Wagtail', wagtail.__version__)"
    )
    subprocess.run([python_of(VENV), "-c", report], check=True)
    tests = [python_of(VENV), "-m", "pytest", "-n", "2", "-m", "not slow and not postgres and not browser"]
    return subprocess.run(tests, cwd=ROOT, check=False, stdin=subprocess.DEVNULL).returncode


def names(project: Path) -> list[str]:
    """What the project depends on, its tests too, without the versions that it is held to."""
    content = tomllib.loads(project.read_text())
    wanted = [*content["project"]["dependencies"], *content["dependency-groups"]["dev"]]
    return [re.split(r"[~=<>!;\s]", requirement)[0] for requirement in wanted]


def _find_python() -> str | None:
    command = ["sh", str(FINDER), "-c", "import sys; print(sys.executable)"]
    done = subprocess.run(
        command, env=os.environ | {"ACADEMIE_PYTHON_MIN": "12"}, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main())
