"""Running the site's own commands the way a machine runs them: in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["PRODUCTION", "manage"]

ROOT = Path(__file__).resolve().parents[2]
# What `make lint` sets for its deployment check.
PRODUCTION = {
    "ACADEMIE_MODE": "production",
    "ACADEMIE_URL": "https://academie.example.nl",
    "ACADEMIE_SECRET_KEY": "only-for-the-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "DJANGO_SETTINGS_MODULE": "cms.settings",
}


def manage(*words: str, data: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """`manage.py WORDS` under production settings, `variables` over them, with its files in `data`."""
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    environment = bare | PRODUCTION | {"ACADEMIE_DATA": str(data)} | variables
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
